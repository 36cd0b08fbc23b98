using System.Text.Json;
using TimurApiConnect.IntegrationTests.Sandbox;
using TimurApiConnect.IntegrationTests.Sync;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Orders;

/// <summary>One product for all: a worker that gets on quickly.</summary>
public sealed class OutboxFixture : IAsyncLifetime
{
    private OutboxProduct? _made;

    internal OutboxProduct Made => _made!;

    public async ValueTask InitializeAsync() =>
        _made = await OutboxProduct.StartAsync(postgres: false);

    public ValueTask DisposeAsync() => _made!.DisposeAsync();
}

/// <summary>Whatever becomes of the call to Kaspi, a command takes effect once and ends where a person can see it.</summary>
public sealed class OutboxTests(OutboxFixture fixture) : IClassFixture<OutboxFixture>
{
    private OutboxProduct Orders => fixture.Made;

    private Product Product => Orders.Product;

    public static TheoryData<string, string> Lost =>
        new()
        {
            { "accept", "reset" },
            { "accept", "hang" },
            { "accept", "html" },
            { "accept", "status" },
            { "cancel", "reset" },
            { "assemble", "reset" },
            { "arrived", "reset" },
            { "arrived-backward", "reset" },
            { "complete", "reset" },
            { "reduce-line", "reset" },
            { "reduce-lines", "reset" },
            { "weigh", "reset" },
            { "set-imei", "reset" },
        };

    [Theory]
    [MemberData(nameof(Lost))]
    public async Task The_answer_is_lost_after_the_effect(string command, string fault)
    {
        var (code, body) = await Orders.ReadyForAsync(command);
        var before = await Orders.EffectsAsync(code);
        await FailAsync(
            fault,
            carriedOut: true,
            command is "reduce-lines" or "weigh" ? "PUT" : "POST"
        );
        var id = await Orders.AskAsync(code, body);
        var done = await Orders.UntilAsync(id, "done");
        Assert.Equal(1, done.GetProperty("attempts").GetInt32());
        Assert.Single((await Orders.EffectsAsync(code)).Skip(before.Length));
        // The same step once more is the same command.
        Assert.Equal(id, await Orders.AskAsync(code, body));
    }

    [Fact]
    public async Task The_buyer_gets_one_code_though_the_answer_is_lost()
    {
        var (code, body) = await Orders.ReadyForAsync("send-code");
        var before = await Orders.EffectsAsync(code);
        await FailAsync("reset", carriedOut: true);
        var parked = await Orders.UntilAsync(await Orders.AskAsync(code, body), "parked");
        Assert.Equal(1, parked.GetProperty("attempts").GetInt32());
        // No order shows it: a person asks the buyer, and goes on.
        var done = await Orders.DoAsync(
            code,
            new { command = "complete", code = await Orders.BuyersCodeAsync(code) }
        );
        Assert.Equal(1, done.GetProperty("attempts").GetInt32());
        Assert.Equal(2, (await Orders.EffectsAsync(code)).Length - before.Length);
    }

    [Theory]
    [InlineData("accept")]
    [InlineData("assemble")]
    [InlineData("reduce-line")]
    public async Task The_call_is_lost_before_the_effect_and_is_sent_again(string command)
    {
        var (code, body) = await Orders.ReadyForAsync(command);
        var before = await Orders.EffectsAsync(code);
        await FailAsync("reset", carriedOut: false);
        var done = await Orders.UntilAsync(await Orders.AskAsync(code, body), "done");
        Assert.Equal(2, done.GetProperty("attempts").GetInt32());
        Assert.Single((await Orders.EffectsAsync(code)).Skip(before.Length));
    }

    [Theory]
    [InlineData("send-code")]
    [InlineData("complete")]
    [InlineData("set-imei")]
    public async Task What_may_not_be_sent_twice_is_left_to_a_person(string command)
    {
        var (code, body) = await Orders.ReadyForAsync(command);
        var before = await Orders.EffectsAsync(code);
        await FailAsync("reset", carriedOut: false);
        var id = await Orders.AskAsync(code, body);
        var parked = await Orders.UntilAsync(id, "parked");
        Assert.Equal(1, parked.GetProperty("attempts").GetInt32());
        Assert.Equal(before, await Orders.EffectsAsync(code));
        Assert.Contains(
            (await Product.Gateway.JsonAsync("/api/status"))
                .GetProperty("attention")
                .EnumerateArray(),
            a => a.GetString()!.Contains($"commands/{id}/retry", StringComparison.Ordinal)
        );
        if (command == "complete")
        {
            // Its code is gone, so it has to be given again.
            await Product.Gateway.ProblemAsync(
                $"/api/orders/commands/{id}/retry",
                400,
                "body-invalid",
                HttpMethod.Post
            );
        }

        await Product.Gateway.JsonAsync(
            $"/api/orders/commands/{id}/retry",
            202,
            HttpMethod.Post,
            command == "complete"
                ? JsonSerializer.Serialize(new { code = await Orders.BuyersCodeAsync(code) })
                : null
        );
        await Orders.UntilAsync(id, "done");
        Assert.Single((await Orders.EffectsAsync(code)).Skip(before.Length));
    }

    [Fact]
    public async Task What_never_gets_through_is_parked_and_dismissed()
    {
        var code = await Orders.BuyAsync();
        await Product.Sandbox.ArrangeAsync(
            "kaspi",
            new
            {
                kind = "reset",
                count = 2,
                verb = "POST",
            }
        );
        var id = await Orders.AskAsync(code, new { command = "accept" });
        var parked = await Orders.UntilAsync(id, "parked");
        Assert.Equal(2, parked.GetProperty("attempts").GetInt32());
        Assert.Empty(await Orders.EffectsAsync(code));
        await Product.Gateway.JsonAsync($"/api/orders/commands/{id}/dismiss", 200, HttpMethod.Post);
        await Product.Gateway.ProblemAsync(
            $"/api/orders/commands/{id}/retry",
            409,
            "command-not-waiting",
            HttpMethod.Post
        );
        var next = await Orders.AskAsync(code, new { command = "accept" });
        Assert.NotEqual(id, next);
        var done = await Orders.UntilAsync(next, "done");
        Assert.Equal(2, done.GetProperty("sequence").GetInt32());
        var journal = await Product.Gateway.JsonAsync("/api/journal?shop=demo");
        var said = journal.ToString();
        Assert.Contains("command dismissed", said, StringComparison.Ordinal);
        Assert.Contains("command parked", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kaspis_own_words_come_with_a_refusal()
    {
        var (code, _) = await Orders.ReadyForAsync("complete");
        var right = await Orders.BuyersCodeAsync(code);
        var wrong = right == "1111" ? "2222" : "1111";
        var id = await Orders.AskAsync(code, new { command = "complete", code = wrong });
        var refused = await Orders.UntilAsync(id, "refused");
        Assert.Contains(
            "Security code is not valid",
            refused.GetProperty("note").GetString(),
            StringComparison.Ordinal
        );
        Assert.Equal("request-refused", refused.GetProperty("failureCode").GetString());
        // Asked for anew: another command, and this one may then no longer be tried again.
        var next = await Orders.AskAsync(code, new { command = "complete", code = right });
        await Orders.UntilAsync(next, "done");
        Assert.NotEqual(id, next);
        await Product.Gateway.ProblemAsync(
            $"/api/orders/commands/{id}/retry",
            409,
            "command-not-waiting",
            HttpMethod.Post,
            JsonSerializer.Serialize(new { code = right })
        );
    }

    [Fact]
    public async Task The_buyers_code_is_nowhere_when_the_order_is_completed()
    {
        var (code, body) = await Orders.ReadyForAsync("complete");
        var id = await Orders.AskAsync(code, body);
        await Orders.UntilAsync(id, "done");
        var secret = (await Orders.TruthAsync(code)).GetProperty("securityCode").GetString()!;
        Assert.DoesNotContain(
            $"\"{secret}\"",
            (await Product.Gateway.JsonAsync($"/api/orders/{code}")).ToString(),
            StringComparison.Ordinal
        );
        await using var connection = await Product
            .Gateway.Get<TimurApiConnect.Storage.Databases.Database>()
            .OpenAsync(TestContext.Current.CancellationToken);
        Assert.Equal(
            0,
            await Dapper.SqlMapper.ExecuteScalarAsync<int>(
                connection,
                "SELECT COUNT(*) FROM order_command WHERE secret IS NOT NULL"
            )
        );
    }

    [Fact]
    public async Task What_contradicts_the_order_is_not_taken()
    {
        var code = await Orders.BuyAsync();
        foreach (
            var body in new object[]
            {
                new { command = "assemble", places = 1 },
                new { command = "arrived" },
                new { command = "send-code" },
                new { command = "arrived-backward" },
            }
        )
        {
            var problem = await Product.Gateway.ProblemAsync(
                $"/api/orders/{code}/commands",
                409,
                "order-contradicts",
                HttpMethod.Post,
                JsonSerializer.Serialize(body)
            );
            Assert.Contains(
                code,
                problem.GetProperty("detail").GetString(),
                StringComparison.Ordinal
            );
        }

        var wrong = await Product.Gateway.ProblemAsync(
            $"/api/orders/{code}/commands",
            400,
            "body-invalid",
            HttpMethod.Post,
            """{ "command": "reduce-line", "line": 7, "remaining": -1, "places": 2 }"""
        );
        Assert.Equal(3, wrong.GetProperty("errors").GetArrayLength());
        var none = await Product.Gateway.JsonAsync("/api/orders/commands?state=done&order=none");
        Assert.Empty(none.GetProperty("commands").EnumerateArray());
    }

    [Fact]
    public async Task Other_words_count_until_something_is_sent()
    {
        var code = await Orders.BuyAsync();
        await Orders.DoAsync(code, new { command = "accept" });
        await Orders.FailAsync(
            new
            {
                kind = "status",
                status = 503,
                verb = "GET",
                @for = "00:10:00",
            }
        );
        var id = await Orders.AskAsync(code, new { command = "assemble", places = 1 });
        Assert.Equal(id, await Orders.AskAsync(code, new { command = "assemble", places = 3 }));
        await Product.Sandbox.ClearFaultsAsync("kaspi");
        await Orders.UntilAsync(id, "done");
        Assert.Equal(3, (await Orders.TruthAsync(code)).GetProperty("places").GetInt32());
        await Product.Gateway.ProblemAsync(
            $"/api/orders/{code}/commands",
            409,
            "command-under-way",
            HttpMethod.Post,
            """{ "command": "assemble", "places": 2 }"""
        );
        Assert.Equal(id, await Orders.AskAsync(code, new { command = "assemble", places = 3 }));
    }

    [Fact]
    public async Task A_single_empty_answer_about_an_order_ends_nothing()
    {
        var code = await Orders.BuyAsync();
        await Orders.FailAsync(new { kind = "emptyOrders", @for = "00:00:02" });
        var id = await Orders.AskAsync(code, new { command = "accept" });
        await SandboxServer.UntilAsync(
            async () =>
                (await Product.Gateway.JsonAsync($"/api/orders/commands/{id}"))
                    .GetProperty("failureCode")
                    .GetString() == "order-not-found",
            "Kaspi shows no such order"
        );
        await Orders.UntilAsync(id, "done");
        Assert.Single(await Orders.EffectsAsync(code));
    }

    [Fact]
    public async Task What_the_order_no_longer_allows_is_refused_without_being_sent()
    {
        var code = await Orders.BuyAsync();
        await Product.Sandbox.ArrangeAsync(
            "kaspi",
            new
            {
                kind = "status",
                status = 503,
                verb = "GET",
                @for = "00:00:02",
            }
        );
        var id = await Orders.AskAsync(code, new { command = "accept" });
        await Orders.HappensAsync(code, "buyer-cancels");
        var refused = await Orders.UntilAsync(id, "refused");
        Assert.Equal("order-contradicts", refused.GetProperty("failureCode").GetString());
        Assert.Equal(0, refused.GetProperty("attempts").GetInt32());
    }

    private Task FailAsync(string kind, bool carriedOut, string verb = "POST") =>
        Orders.FailAsync(
            kind == "status"
                ? new
                {
                    kind,
                    count = 1,
                    status = 503,
                    verb,
                    carriedOut,
                }
                : new
                {
                    kind,
                    count = 1,
                    verb,
                    carriedOut,
                }
        );
}
