using System.Text;
using System.Text.Json;
using TimurApiConnect.Kaspi.Orders;
using TimurApiConnect.Tests.AlStyle;
using TimurApiConnect.Vendors;

namespace TimurApiConnect.Tests.Kaspi;

/// <summary>Lists of orders, damaged at random: refused, or every row is an order with its identity or named as unread.</summary>
public class OrderPageFuzzTests(ITestOutputHelper output)
{
    private const int Answers = 30_000;

    private const string List = """
        {"data":[{"type":"orders","id":"OTAwMDAwMDAx","attributes":{"code":"900000001","creationDate":1745691162415,"totalPrice":5990.0,
        "isKaspiDelivery":true,"preOrder":false,"status":"ACCEPTED_BY_MERCHANT","state":"KASPI_DELIVERY","pickupPointId":"30000001_PP1",
        "customer":{"id":"NzAwMDAwMDAwMA","name":"Имя","cellPhone":"7000000000"},"deliveryAddress":{"town":"Шымкент","latitude":null},
        "kaspiDelivery":{"waybill":"https://kaspi.kz/shop/api/waybill/x","courierTransmissionPlanningDate":1745755274000,"express":false},
        "assembled":false},"relationships":{"entries":{"data":[{"type":"orderentries","id":"OTAwMDAwMDAxIyMw"}]}}},
        {"type":"orders","id":"OTAwMDAwMDAy","attributes":{"code":"900000002","creationDate":1745691162416,"totalPrice":100,"status":"COMPLETED","state":"ARCHIVE"}}],
        "included":[{"type":"orderentries","id":"OTAwMDAwMDAxIyMw","attributes":{"quantity":2,"totalPrice":5990.0,"basePrice":2995,"entryNumber":0,
        "offer":{"code":"18104","name":"Фильтр"}}}],"meta":{"pageCount":1,"totalCount":2}}
        """;

    [Fact]
    public void Every_row_is_an_order_or_is_named()
    {
        var lot = new Random(11);
        var list = Encoding.UTF8.GetBytes(List);
        var (read, refused, unread) = (0, 0, 0);
        for (var i = 0; i < Answers; i++)
        {
            OrderPage? page;
            try
            {
                page = AnswerJson.Read(
                    Mutation.Of(list, lot),
                    root => OrderPage.Read(root, _ => true)
                );
            }
            catch (JsonException)
            {
                page = null;
            }

            if (page is null)
            {
                refused++;
                continue;
            }

            read++;
            unread += page.Unread.Count;
            Assert.All(
                page.Orders,
                o =>
                {
                    Assert.NotEmpty(o.Id);
                    Assert.NotEmpty(o.Code);
                    Assert.InRange(o.Total, 0, 1_000_000_000_000);
                    Assert.InRange(o.CreatedAt.Year, 2000, 2100);
                    Assert.All(o.Lines ?? [], l => Assert.True(l.Quantity >= 0 && l.Total >= 0));
                    _ = o.Stage;
                }
            );
        }

        output.WriteLine($"{Answers} lists: {read} read, {refused} refused, {unread} rows unread.");
        Assert.True(read > Answers / 20 && refused > Answers / 20 && unread > 100);
    }
}
