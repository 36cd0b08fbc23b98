using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Orders;
using TimurApiConnect.Core.Orders.Commands;
using TimurApiConnect.IntegrationTests.Sandbox;
using TimurApiConnect.Kaspi.Orders;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Orders;

public class OrderCommandTests
{
    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kaspi_brings_it()
    {
        await using var market = await Market.StartAsync();
        var order = await market.PlaceAsync(new { });
        order = await market.DoAsync(order, new OrderCommand.Accept());
        Assert.Equal(OrderStage.ToPack, order.Stage);
        order = await market.DoAsync(order, new OrderCommand.Assemble(2));
        Assert.Equal(OrderStage.ToHandOver, order.Stage);
        Assert.Null(order.WaybillAddress);
        await SandboxServer.UntilAsync(
            async () => (await market.ReadAsync(order.Code)).WaybillAddress is not null,
            "the waybill"
        );
        order = await market.ReadAsync(order.Code);
        var pdf = await market.Orders.WaybillAsync(Market.Shop, order.WaybillAddress!, Stopping);
        Assert.True(pdf.Worked, $"{pdf.Failure}");
        Assert.Contains(
            "/Count 2",
            System.Text.Encoding.ASCII.GetString(pdf.Value),
            StringComparison.Ordinal
        );

        order = await market.HappensAsync(order, "courier-takes");
        Assert.Equal(OrderStage.OnTheWay, order.Stage);
        order = await market.HappensAsync(order, "deliver");
        Assert.Equal((OrderStage.Completed, true), (order.Stage, order.IsOver));
        // Masked as soon as it is over.
        Assert.Null(order.Customer!.Phone);
        Assert.Equal(["ACCEPTED_BY_MERCHANT", "ASSEMBLE"], await market.EffectsAsync(order));
    }

    [Fact]
    public async Task The_buyer_comes_and_says_the_code()
    {
        await using var market = await Market.StartAsync();
        var order = await market.PlaceAsync(new { delivery = "pickup" });
        order = await market.DoAsync(order, new OrderCommand.Accept());
        order = await market.DoAsync(order, new OrderCommand.SendCode());
        Assert.Equal(OrderStage.Pickup, order.Stage);
        var code = (await market.TruthAsync(order)).GetProperty("securityCode").GetString()!;
        var wrong = await SendAsync(
            market,
            order,
            new OrderCommand.Complete(code == "1111" ? "2222" : "1111")
        );
        Assert.Contains(
            "Security code is not valid",
            wrong.Failure!.Detail,
            StringComparison.Ordinal
        );
        order = await market.DoAsync(order, new OrderCommand.Complete(code));
        Assert.Equal(OrderStage.Completed, order.Stage);
        var again = await SendAsync(market, order, new OrderCommand.Complete(code));
        Assert.Equal(FailureKind.RequestRefused, again.Failure!.Kind);
        Assert.Contains("completed again", again.Failure.Detail, StringComparison.Ordinal);
        Assert.Equal(
            ["ACCEPTED_BY_MERCHANT", "SEND_CODE", "COMPLETED"],
            await market.EffectsAsync(order)
        );
    }

    [Fact]
    public async Task A_pre_order_arrives_and_goods_come_back()
    {
        await using var market = await Market.StartAsync();
        var order = await market.PlaceAsync(new { preOrder = true });
        order = await market.DoAsync(order, new OrderCommand.Accept());
        Assert.Equal(OrderStage.PreOrder, order.Stage);
        order = await market.DoAsync(order, new OrderCommand.Arrived());
        Assert.Equal(OrderStage.ToPack, order.Stage);
        order = await market.DoAsync(order, new OrderCommand.Assemble(1));
        order = await market.HappensAsync(order, "courier-takes");
        order = await market.HappensAsync(order, "buyer-refuses");
        Assert.Equal(OrderStage.ComingBack, order.Stage);
        // First Kaspi says that the parcel is back, then the shop.
        order = await market.HappensAsync(order, "back-at-warehouse");
        Assert.True(order.IsBackAtWarehouse);
        Assert.Equal(
            Verdict.Possible,
            CommandCheck.Of(order, new OrderCommand.ArrivedBackward()).Verdict
        );
        order = await market.DoAsync(order, new OrderCommand.ArrivedBackward());
        Assert.Equal(OrderStage.Cancelled, order.Stage);
        Assert.Equal("BUYER_CANCELLATION_BY_COURIER", order.CancellationReason?.Text);
    }

    [Fact]
    public async Task A_pre_order_that_stays_marked_as_one_is_packed_all_the_same()
    {
        await using var market = await Market.StartAsync("Kaspi:PreOrderStays=true");
        var order = await market.PlaceAsync(new { preOrder = true });
        order = await market.DoAsync(order, new OrderCommand.Accept());
        var early = await SendAsync(market, order, new OrderCommand.Assemble(1));
        Assert.Equal(FailureKind.RequestRefused, early.Failure!.Kind);
        order = await market.DoAsync(order, new OrderCommand.Arrived());
        Assert.Equal(OrderStage.PreOrder, order.Stage);
        Assert.Equal(
            Verdict.Possible,
            CommandCheck.Of(order, new OrderCommand.Assemble(1)).Verdict
        );
        order = await market.DoAsync(order, new OrderCommand.Assemble(1));
        Assert.Equal(OrderStage.ToHandOver, order.Stage);
    }

    [Fact]
    public async Task What_comes_back_and_what_nobody_signs_ends_by_the_clock()
    {
        await using var market = await Market.StartAsync();
        var refused = await DeliveredAsync("buyer-refuses");
        var returned = await DeliveredAsync("deliver");
        returned = await market.HappensAsync(returned, "buyer-returns");
        var taken = await DeliveredAsync("deliver");
        taken = await market.HappensAsync(taken, "buyer-returns");
        taken = await market.DoAsync(taken, new OrderCommand.ArrivedBackward());
        Assert.Equal(OrderStatus.ReturnAccepted, taken.Status);
        var unsigned = await market.PlaceAsync(new { credit = 12 });

        await market.AdvanceAsync(TimeSpan.FromDays(2));
        Assert.True((await market.ReadAsync(refused.Code)).IsBackAtWarehouse);
        Assert.True((await market.ReadAsync(returned.Code)).IsBackAtWarehouse);
        Assert.Equal(OrderStage.Returned, (await market.ReadAsync(taken.Code)).Stage);

        await market.AdvanceAsync(TimeSpan.FromDays(3));
        Assert.Equal(OrderStatus.ReturnAccepted, (await market.ReadAsync(returned.Code)).Status);
        unsigned = await market.ReadAsync(unsigned.Code);
        Assert.Equal(
            (OrderStage.Cancelled, "TIMEOUT_BUYER_SIGNATURE"),
            (unsigned.Stage, unsigned.CancellationReason?.Text)
        );

        await market.AdvanceAsync(TimeSpan.FromDays(28));
        Assert.Equal(OrderStage.Returned, (await market.ReadAsync(returned.Code)).Stage);
        Assert.Equal(OrderStage.Cancelled, (await market.ReadAsync(refused.Code)).Stage);

        async Task<Order> DeliveredAsync(string end)
        {
            var order = await market.PlaceAsync(new { });
            order = await market.DoAsync(order, new OrderCommand.Accept());
            order = await market.DoAsync(order, new OrderCommand.Assemble(1));
            order = await market.HappensAsync(order, "courier-takes");
            return await market.HappensAsync(order, end);
        }
    }

    [Fact]
    public async Task Lines_are_taken_out_together_or_not_at_all_and_may_be_gone_then()
    {
        await using var market = await Market.StartAsync("Kaspi:DropsEmptyLines=true");
        var order = await market.PlaceAsync(new { lines = 2, quantity = 2 });
        order = await market.DoAsync(order, new OrderCommand.Accept());
        RemainingLine[] wanted =
        [
            new(order.Lines![0].Id, 0, null, CancellationReason.OutOfStock),
            new(order.Lines[1].Id, 5, null, CancellationReason.OutOfStock),
        ];
        var refused = await SendAsync(market, order, new OrderCommand.ReduceLines(wanted));
        Assert.Equal(FailureKind.RequestRefused, refused.Failure!.Kind);

        var command = new OrderCommand.ReduceLines([wanted[0], wanted[1] with { Quantity = 1 }]);
        order = await market.DoAsync(order, command);
        Assert.Equal([2, 2], order.Lines!.Select(l => l.Quantity));
        await SandboxServer.UntilAsync(
            async () =>
                (order = await market.ReadAsync(order.Code)).Lines!.Select(l => l.Quantity)
                    is { } left
                && left.SequenceEqual([1]),
            "one line is gone, of the other one piece is left"
        );
        Assert.Equal(EffectState.Shown, CommandEffect.Of(order, command));
    }

    [Fact]
    public async Task Lines_shrink_a_little_later_and_an_order_without_any_is_cancelled()
    {
        await using var market = await Market.StartAsync();
        var order = await market.PlaceAsync(new { sku = "2", quantity = 3 });
        order = await market.DoAsync(order, new OrderCommand.Accept());
        var line = order.Lines![0];
        var reply = await SendAsync(
            market,
            order,
            new OrderCommand.ReduceLine(line.Id, 1, CancellationReason.OutOfStock, "one is broken")
        );
        Assert.True(reply.Worked && reply.Value.IsUnderWay, $"{reply.Failure}");
        await SandboxServer.UntilAsync(
            async () => (await market.ReadAsync(order.Code)).Lines![0].Quantity == 1,
            "the line is smaller"
        );
        Assert.Equal(2000, (await market.ReadAsync(order.Code)).Total);
        reply = await SendAsync(
            market,
            order,
            new OrderCommand.ReduceLines([new(line.Id, 0, null, CancellationReason.OutOfStock)])
        );
        Assert.True(reply.Worked && reply.Value.IsUnderWay, $"{reply.Failure}");
        await SandboxServer.UntilAsync(
            async () => (await market.ReadAsync(order.Code)).Stage == OrderStage.Cancelled,
            "nothing is left"
        );
    }

    [Fact]
    public async Task Of_a_good_by_weight_less_is_given_out_and_paid_but_not_too_little()
    {
        await using var market = await Market.StartAsync();
        var order = await market.PlaceAsync(new { sku = "2", grams = 1000 });
        order = await market.DoAsync(order, new OrderCommand.Accept());
        var line = order.Lines![0];
        Assert.Equal(("MEASURABLE", 1000d), (line.Unit, line.Weight));
        var alone = await market.Orders.LineAsync(Market.Shop, line.Id, Stopping);
        Assert.Equal(900, alone.Value!.MinWeight);
        foreach (var grams in new[] { 899, 1000 })
        {
            var no = await SendAsync(market, order, Weigh(line, grams));
            Assert.Equal(FailureKind.RequestRefused, no.Failure!.Kind);
        }

        order = await market.DoAsync(order, Weigh(line, 950));
        await SandboxServer.UntilAsync(
            async () => (await market.ReadAsync(order.Code)).Lines![0].Weight == 950,
            "it weighs less"
        );
        order = await market.ReadAsync(order.Code);
        Assert.Equal((1, 1900), (order.Lines![0].Quantity, order.Total));
        Assert.Equal(EffectState.Shown, CommandEffect.Of(order, Weigh(line, 950)));

        order = await market.DoAsync(order, Weigh(line, 0));
        await SandboxServer.UntilAsync(
            async () =>
                CommandEffect.Of(await market.ReadAsync(order.Code), Weigh(line, 0))
                == EffectState.Shown,
            "nothing is left"
        );
    }

    [Fact]
    public async Task Smartphones_are_packed_when_their_codes_are_known()
    {
        await using var market = await Market.StartAsync();
        var order = await market.PlaceAsync(new { needsImei = true });
        order = await market.DoAsync(order, new OrderCommand.Accept());
        Assert.True(order.Lines![0].NeedsImei);
        var early = await SendAsync(market, order, new OrderCommand.Assemble(1));
        Assert.Equal(FailureKind.RequestRefused, early.Failure!.Kind);
        order = await market.DoAsync(
            order,
            new OrderCommand.SetImei(
                order.Lines[0].Id,
                [
                    ["490154203237518"],
                ]
            )
        );
        order = await market.DoAsync(order, new OrderCommand.Assemble(1));
        Assert.True(order.IsAssembled);
    }

    [Fact]
    public async Task Papers_are_signed_before_anything_else()
    {
        await using var market = await Market.StartAsync();
        var order = await market.PlaceAsync(new { credit = 12 });
        Assert.Equal((OrderStage.ToSign, 12), (order.Stage, order.CreditMonths));
        var early = await SendAsync(market, order, new OrderCommand.Accept());
        Assert.Equal(FailureKind.RequestRefused, early.Failure!.Kind);
        order = await market.HappensAsync(order, "sign");
        Assert.Equal(OrderStage.New, order.Stage);
        order = await market.DoAsync(
            order,
            new OrderCommand.Cancel(CancellationReason.BuyerAskedMerchant, "wants another")
        );
        Assert.Equal(CancellationReason.BuyerAskedMerchant, order.CancellationReason);
    }

    [Theory]
    // Four working hours, whatever the hour of the test: the next day's end at the latest.
    [InlineData("kaspi", false, "1.00:00:00", "MERCHANT_OUT_OF_STOCK")]
    [InlineData("kaspi", true, "2.01:00:00", "TIMEOUT_KASPI_DELIVERY")]
    [InlineData("pickup", true, "3.01:00:00", "TIMEOUT_BUYER_PICKUP")]
    public async Task Deadlines_pass_by_themselves(
        string delivery,
        bool accepted,
        string later,
        string reason
    )
    {
        await using var market = await Market.StartAsync();
        var order = await market.PlaceAsync(new { delivery });
        if (accepted)
        {
            await market.DoAsync(order, new OrderCommand.Accept());
        }

        await market.AdvanceAsync(
            TimeSpan.Parse(later, System.Globalization.CultureInfo.InvariantCulture)
        );
        order = await market.ReadAsync(order.Code);
        Assert.Equal((OrderStage.Cancelled, reason), (order.Stage, order.CancellationReason?.Text));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task An_express_order_is_packed_within_the_hour_or_cancelled(
        bool acceptsItself,
        bool packed
    )
    {
        await using var market = await Market.StartAsync($"Kaspi:AutoAccept={acceptsItself}");
        var order = await market.PlaceAsync(new { express = true });
        if (packed)
        {
            await market.DoAsync(order, new OrderCommand.Assemble(1));
        }

        await market.AdvanceAsync(TimeSpan.FromMinutes(61));
        order = await market.ReadAsync(order.Code);
        Assert.Equal(packed ? null : CancellationReason.OutOfStock, order.CancellationReason);
    }

    private static OrderCommand Weigh(OrderLine line, int grams) =>
        new OrderCommand.ReduceLines([new(line.Id, 1, grams, CancellationReason.Underweight)]);

    public static TheoryData<OrderCommand, string> Senseless =>
        new()
        {
            { new OrderCommand.Cancel(new("WRONG_PRICE")), "no reason that a merchant may give" },
            {
                new OrderCommand.Cancel(CancellationReason.OutOfStock, new string('a', 1001)),
                "1001 characters"
            },
            { new OrderCommand.Assemble(0), "0 places" },
            { new OrderCommand.Complete("12a4"), "4 digits" },
            {
                new OrderCommand.ReduceLine("x", -1, CancellationReason.OutOfStock),
                "-1 cannot remain"
            },
            {
                new OrderCommand.ReduceLine("x", 1, CancellationReason.Underweight),
                "no reason that a merchant may give"
            },
            { new OrderCommand.ReduceLines([]), "No line" },
            {
                new OrderCommand.SetImei(
                    "x",
                    [
                        ["12"],
                    ]
                ),
                "no IMEI"
            },
            {
                new OrderCommand.SetImei(
                    "x",
                    [
                        [],
                    ]
                ),
                "0 codes"
            },
        };

    [Theory]
    [MemberData(nameof(Senseless), DisableDiscoveryEnumeration = true)]
    public async Task What_makes_no_sense_is_not_sent(OrderCommand command, string says)
    {
        await using var market = await Market.StartAsync();
        var order = await market.PlaceAsync(new { });
        var refused = await SendAsync(market, order, command);
        Assert.Contains(says, refused.Failure!.Detail, StringComparison.Ordinal);
        Assert.Equal(0, refused.Failure.Attempt);
        Assert.DoesNotContain(
            (await market.Sandbox.RequestsAsync("kaspi")).GetProperty("requests").EnumerateArray(),
            r => r.GetProperty("method").GetString() != "GET"
        );
    }

    [Theory]
    [InlineData("hang")]
    [InlineData("reset")]
    [InlineData("html")]
    [InlineData("status")]
    public async Task A_command_whose_answer_is_lost_is_sent_once_and_the_order_tells(string kind)
    {
        await using var market = await Market.StartAsync();
        var order = await market.PlaceAsync(new { });
        await market.Sandbox.ArrangeAsync(
            "kaspi",
            kind == "status"
                ? new
                {
                    kind,
                    count = 1,
                    status = 503,
                    carriedOut = true,
                }
                : (object)
                    new
                    {
                        kind,
                        count = 1,
                        carriedOut = true,
                    }
        );
        await using var impatient = Vendors.KaspiUnderTest.Start(
            new Uri(market.Sandbox.BaseAddress, "/shop/api/v2/"),
            "Kaspi:ConnectLimit=00:00:01",
            "Kaspi:FirstByteLimit=00:00:01",
            "Kaspi:AnswerLimit=00:00:02"
        );
        var reply = await impatient.Orders.SendAsync(
            Market.Shop,
            order.Id,
            order.Code,
            new OrderCommand.Accept(),
            Stopping
        );
        Assert.False(reply.Worked);
        Assert.Equal(1, reply.Failure.Attempt);
        Assert.Equal(["ACCEPTED_BY_MERCHANT"], await market.EffectsAsync(order));
        Assert.Equal(OrderStatus.Accepted, (await market.ReadAsync(order.Code)).Status);
    }

    [Theory]
    [InlineData("https://kaspi.example/shop/api/waybill/x")]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("file:///etc/passwd")]
    public async Task The_token_goes_nowhere_else(string address)
    {
        await using var market = await Market.StartAsync();
        var refused = await market.Orders.WaybillAsync(Market.Shop, new Uri(address), Stopping);
        Assert.Contains(
            "the token is not sent there",
            refused.Failure!.Detail,
            StringComparison.Ordinal
        );
    }

    private static Task<Outcome<CommandReply>> SendAsync(
        Market market,
        Order order,
        OrderCommand command
    ) => market.Orders.SendAsync(Market.Shop, order.Id, order.Code, command, Stopping);
}
