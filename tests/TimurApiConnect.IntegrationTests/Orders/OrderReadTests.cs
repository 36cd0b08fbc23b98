using System.Text.Json;
using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Orders;
using TimurApiConnect.IntegrationTests.Vendors;
using TimurApiConnect.Kaspi.Orders;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Orders;

public class OrderReadTests
{
    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_order_is_read_whole_by_its_number_by_its_id_and_in_the_list()
    {
        await using var market = await Market.StartAsync();
        var order = await market.PlaceAsync(new { sku = "3", quantity = 2 });
        Assert.Equal((OrderState.New, OrderStatus.ApprovedByBank), (order.State, order.Status));
        Assert.Equal((6000L, OrderStage.New), (order.Total, order.Stage));
        Assert.Equal(927, order.DeliveryCostForShop);
        Assert.NotNull(order.ApprovedAt);
        Assert.Equal("PP1", order.PointId);
        Assert.Equal("7000000001", order.Customer!.Phone);
        var line = Assert.Single(order.Lines!);
        Assert.Equal(("3", 2, 3000L, 6000L), (line.Sku, line.Quantity, line.Price, line.Total));

        var byId = await market.Orders.ByIdAsync(Market.Shop, order.Id, Stopping);
        Assert.Equal(order with { Lines = null }, byId.Value);
        Assert.Equal(
            order.Lines!,
            (await market.Orders.LinesAsync(Market.Shop, order.Id, Stopping)).Value!
        );
        Assert.Equal(line, (await market.Orders.LineAsync(Market.Shop, line.Id, Stopping)).Value);
        var (listed, _) = await ListAsync(market, OrderState.New);
        Assert.Equal(order with { Lines = null }, Assert.Single(listed) with { Lines = null });
        Assert.Equal(line, listed[0].Lines![0]);

        // Nothing of the buyer gets into a log line.
        Assert.DoesNotContain("70000", $"{order} {order.Customer} {order.Address}");
    }

    [Fact]
    public async Task The_client_says_who_it_is_in_any_host()
    {
        await using var market = await Market.StartAsync("Kaspi:HoldMissingUserAgent=true");
        await using var bare = KaspiUnderTest.StartBare(
            new Uri(market.Sandbox.BaseAddress, "/shop/api/v2/")
        );
        var none = await bare.Orders.ByCodeAsync(Market.Shop, "1", Stopping);
        Assert.True(none.Worked, $"{none.Failure}");
        var request = (await market.Sandbox.RequestsAsync("kaspi"))
            .GetProperty("requests")
            .EnumerateArray()
            .First();
        Assert.StartsWith(
            "TimurApiConnect/",
            request.GetProperty("headers").GetProperty("User-Agent").GetString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task What_belongs_to_a_line_can_be_asked_for()
    {
        await using var market = await Market.StartAsync("Kaspi:LinesWithoutOffer=true");
        var order = await market.PlaceAsync(new { sku = "4" });
        var line = order.Lines![0];
        Assert.Null(line.Sku);
        var product = await market.Orders.ProductAsync(Market.Shop, line.Id, Stopping);
        var own = await market.Orders.MerchantProductAsync(
            Market.Shop,
            product.Value!.Id,
            Stopping
        );
        Assert.Equal("4", own.Value!.Code);
        var point = await market.Orders.PointAsync(Market.Shop, line.Id, Stopping);
        Assert.Equal("PP1", point.Value!.Name);
        var city = await market.Orders.CityAsync(Market.Shop, point.Value.Id, Stopping);
        Assert.Equal(("750000000", "Алматы"), (city.Value!.Code, city.Value.Name));
        Assert.Contains(
            city.Value,
            (await market.Orders.CitiesAsync(Market.Shop, Stopping)).Value!
        );
    }

    [Fact]
    public async Task A_number_that_nobody_has_is_no_failure_and_an_id_that_nobody_has_is_one()
    {
        await using var market = await Market.StartAsync();
        var none = await market.Orders.ByCodeAsync(Market.Shop, "21", Stopping);
        Assert.True(none.Worked);
        Assert.Null(none.Value.Value);

        // The number in place of the id: the mix-up that all clients make once.
        var order = await market.PlaceAsync(new { });
        var mixed = await market.Orders.ByIdAsync(Market.Shop, order.Code, Stopping);
        Assert.Equal(FailureKind.RequestRefused, mixed.Failure!.Kind);
        Assert.Contains("404", mixed.Failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_span_is_asked_in_windows_and_many_orders_in_pages_each_once()
    {
        await using var market = await Market.StartAsync();
        foreach (var days in new[] { 0, 13, 14, 15, 28, 40 })
        {
            await market.Sandbox.PostAsync(
                "/control/kaspi/orders",
                new { count = 25, ago = TimeSpan.FromDays(days) }
            );
        }

        var (orders, pages) = await ListAsync(market, null, TimeSpan.FromDays(45), perPage: 10);
        Assert.Equal(150, orders.Count);
        Assert.Equal(150, orders.Select(o => o.Id).Distinct().Count());
        // 50, 50, 25 and 25 orders in four windows.
        Assert.Equal(16, pages);
        Assert.DoesNotContain(
            (await market.Sandbox.RequestsAsync("kaspi")).GetProperty("requests").EnumerateArray(),
            r => r.GetProperty("status").GetInt32() != 200
        );
    }

    [Fact]
    public async Task Filters_that_kaspi_ignores_are_applied_all_the_same()
    {
        await using var market = await Market.StartAsync();
        var accepted = await market.DoAsync(
            await market.PlaceAsync(new { delivery = "pickup" }),
            new OrderCommand.Accept()
        );
        await market.PlaceAsync(new { });
        var now = TimeProvider.System.GetUtcNow();
        var query = new OrderQuery(now.AddDays(-1), now.AddMinutes(1))
        {
            Status = OrderStatus.Accepted,
        };
        var pages = await market
            .Orders.ListAsync(Market.Shop, query, Stopping)
            .ToListAsync(Stopping);
        Assert.Equal(2, pages[0].Value!.Total);
        Assert.Equal(accepted.Code, Assert.Single(pages[0].Value!.Orders).Code);
    }

    [Fact]
    public async Task An_order_of_the_first_millisecond_is_in_the_list()
    {
        await using var market = await Market.StartAsync();
        var order = await market.PlaceAsync(new { });
        var from = order.CreatedAt + TimeSpan.FromMicroseconds(500);
        var pages = await market
            .Orders.ListAsync(Market.Shop, new OrderQuery(from, from.AddDays(1)), Stopping)
            .ToListAsync(Stopping);
        Assert.Equal(order.Code, Assert.Single(Assert.Single(pages).Value!.Orders).Code);
    }

    [Fact]
    public async Task Orders_that_are_accepted_by_themselves_are_never_new()
    {
        await using var market = await Market.StartAsync("Kaspi:AutoAccept=true");
        var order = await market.PlaceAsync(new { });
        Assert.Equal(OrderStage.ToPack, order.Stage);
        Assert.Empty((await ListAsync(market, OrderState.New)).Orders);
        Assert.Single((await ListAsync(market, OrderState.KaspiDelivery)).Orders);
    }

    [Fact]
    public async Task A_failure_ends_the_list_and_what_came_before_stands()
    {
        await using var market = await Market.StartAsync();
        await market.Sandbox.PostAsync("/control/kaspi/orders", new { count = 30 });
        var now = TimeProvider.System.GetUtcNow();
        var seen = new List<Outcome<OrderPage>>();
        await foreach (
            var page in market.Orders.ListAsync(
                Market.Shop,
                new OrderQuery(now.AddDays(-1), now.AddMinutes(1)) { PerPage = 10 },
                Stopping
            )
        )
        {
            seen.Add(page);
            await market.Sandbox.ArrangeAsync("kaspi", new { kind = "truncated", count = 10 });
        }

        Assert.Equal(2, seen.Count);
        Assert.Equal(10, seen[0].Value!.Orders.Count);
        Assert.Equal(FailureKind.Unreadable, seen[1].Failure!.Kind);
    }

    [Fact]
    public void Bad_fields_cost_their_value_and_missing_identity_costs_the_order_in_plain_words()
    {
        var page = Page(
            """
            {"data":[
              {"type":"orders","id":"MQ","attributes":{"code":1,"state":"SPACE","status":"LOST","creationDate":"1745691162415","totalPrice":"5990.5",
               "plannedDeliveryDate":"soon","deliveryCost":-1,"creditTerm":1.5,"preOrder":"yes","customer":7,"kaspiDelivery":{"waybill":"no address"},"newField":{}}},
              {"type":"orders","id":"Mg","attributes":{"code":"2","state":"NEW","creationDate":1745691162415,"totalPrice":1}},
              17
            ]}
            """
        );
        var order = Assert.Single(page.Orders);
        Assert.Equal(("1", 5991L, OrderStage.Unknown), (order.Code, order.Total, order.Stage));
        Assert.Null(order.PlannedDeliveryAt);
        Assert.Null(order.DeliveryCost);
        Assert.Null(order.CreditMonths);
        Assert.Null(order.Customer);
        Assert.Null(order.WaybillAddress);
        Assert.Null(order.Lines);
        Assert.Equal(["row 2, id Mg: no usable status", "row 3: no usable id"], page.Unread);
        Assert.Equal((null, 3), (page.Pages, page.Rows));
    }

    [Theory]
    [InlineData("KASPI_DELIVERY", "ACCEPTED_BY_MERCHANT", "", OrderStage.ToPack)]
    [InlineData("KASPI_DELIVERY", "ACCEPTED_BY_MERCHANT", "\"preOrder\":true", OrderStage.PreOrder)]
    [InlineData(
        "KASPI_DELIVERY",
        "ACCEPTED_BY_MERCHANT",
        "\"assembled\":true",
        OrderStage.ToHandOver
    )]
    // Flags lag behind: the date of the hand-over wins.
    [InlineData(
        "KASPI_DELIVERY",
        "ACCEPTED_BY_MERCHANT",
        "\"preOrder\":true,\"kaspiDelivery\":{\"courierTransmissionDate\":1745691162415}",
        OrderStage.OnTheWay
    )]
    [InlineData("PICKUP", "ACCEPTED_BY_MERCHANT", "", OrderStage.Pickup)]
    [InlineData("DELIVERY", "ACCEPTED_BY_MERCHANT", "", OrderStage.OwnDelivery)]
    [InlineData("SIGN_REQUIRED", "APPROVED_BY_BANK", "", OrderStage.ToSign)]
    [InlineData("NEW", "APPROVED_BY_BANK", "", OrderStage.New)]
    [InlineData("KASPI_DELIVERY", "CANCELLING", "", OrderStage.ComingBack)]
    [InlineData("KASPI_DELIVERY", "KASPI_DELIVERY_RETURN_REQUESTED", "", OrderStage.Return)]
    [InlineData("ARCHIVE", "COMPLETED", "", OrderStage.Completed)]
    [InlineData("ARCHIVE", "CANCELLED", "", OrderStage.Cancelled)]
    [InlineData("ARCHIVE", "RETURNED", "", OrderStage.Returned)]
    public void Stages_are_the_tabs_of_the_cabinet(
        string state,
        string status,
        string more,
        OrderStage stage
    )
    {
        var fields = more.Length > 0 ? $",{more}" : "";
        var page = Page(
            $$$"""
            {"data":[{"type":"orders","id":"MQ","attributes":
              {"code":"1","state":"{{{state}}}","status":"{{{status}}}","creationDate":1745691162415,"totalPrice":1{{{fields}}} } }]}
            """
        );
        Assert.Equal(stage, Assert.Single(page.Orders).Stage);
    }

    private static OrderPage Page(string json)
    {
        using var document = JsonDocument.Parse(json);
        return OrderPage.Read(document.RootElement, _ => true)!;
    }

    private static async Task<(List<Order> Orders, int Pages)> ListAsync(
        Market market,
        OrderState? state,
        TimeSpan? back = null,
        int perPage = OrderQuery.MaxPerPage
    )
    {
        var now = TimeProvider.System.GetUtcNow();
        var query = new OrderQuery(now - (back ?? TimeSpan.FromDays(1)), now.AddMinutes(1))
        {
            State = state,
            PerPage = perPage,
        };
        var orders = new List<Order>();
        var pages = 0;
        await foreach (var page in market.Orders.ListAsync(Market.Shop, query, Stopping))
        {
            Assert.True(page.Worked, $"{page.Failure}");
            Assert.Empty(page.Value.Unread);
            orders.AddRange(page.Value.Orders);
            pages++;
        }

        return (orders, pages);
    }
}
