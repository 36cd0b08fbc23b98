using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using TimurApiConnect.Core.Failures;
using TimurApiConnect.Kaspi;
using TimurApiConnect.Kaspi.Orders;
using TimurApiConnect.Tests.AlStyle;
using TimurApiConnect.Vendors;

namespace TimurApiConnect.Tests.Kaspi;

/// <summary>Kaspi's answers, damaged at random.</summary>
public class OrderListFuzzTests(ITestOutputHelper output)
{
    private const int Answers = 30_000;

    private static VendorAnswer Answer(byte[] body, HttpStatusCode status) =>
        new() { Status = status, Body = body };

    [Fact]
    public void A_list_is_refused_or_its_count_is_the_one_that_stands_in_it()
    {
        var lot = new Random(11);
        var list = Encoding.UTF8.GetBytes(
            """{"data":[{"type":"orders","id":"MTI=","attributes":{"code":"123","totalPrice":12390.0}}],"included":[],"meta":{"pageCount":1,"totalCount":7}}"""
        );
        var (read, refused) = (0, 0);
        for (var i = 0; i < Answers; i++)
        {
            var body = Mutation.Of(list, lot);
            var total = OrderLists.Total(Answer(body, HttpStatusCode.OK), "orders");
            if (total.Worked)
            {
                read++;
                using var document = JsonDocument.Parse(body);
                Assert.Equal(
                    document.RootElement.GetProperty("meta").GetProperty("totalCount").GetInt32(),
                    total.Value
                );
            }
            else
            {
                refused++;
                Assert.Equal(FailureKind.Unreadable, total.Failure.Kind);
            }
        }

        output.WriteLine($"{Answers} lists of orders: {read} read, {refused} refused.");
        Assert.True(read > Answers / 20 && refused > Answers / 20);
    }

    [Fact]
    public void A_refusal_has_its_name_whatever_its_body_is()
    {
        using var services = new ServiceCollection().AddOptions().BuildServiceProvider();
        var vendor = new KaspiVendor(
            new LastGood<KaspiOptions>(
                services.GetRequiredService<IOptionsMonitor<KaspiOptions>>(),
                NullLogger<LastGood<KaspiOptions>>.Instance
            ),
            TimeProvider.System
        );
        var (lot, call) = (new Random(11), vendor.Harmless("demo"));
        var refusal = Encoding.UTF8.GetBytes(
            """{"errors":[{"title":"Required filter [orders][creationDate][$ge] is empty."},{"title":"Нет"}]}"""
        );
        for (var i = 0; i < Answers; i++)
        {
            var failure = vendor.Refused(
                Answer(Mutation.Of(refusal, lot), HttpStatusCode.BadRequest),
                call
            );
            Assert.Equal(FailureKind.RequestRefused, failure.Kind);
            Assert.StartsWith("Status 400", failure.Detail, StringComparison.Ordinal);
        }
    }
}
