using TimurApiConnect.IntegrationTests.Sandbox;
using TimurApiConnect.IntegrationTests.Servers;
using TimurApiConnect.IntegrationTests.Sync;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Orders;

/// <summary>One product on PostgreSQL, whose workers come and go.</summary>
public sealed class KilledOutboxFixture : IAsyncLifetime
{
    private OutboxProduct? _made;

    internal OutboxProduct Made => _made!;

    public async ValueTask InitializeAsync()
    {
        _made = await OutboxProduct.StartAsync(postgres: true, worker: false);
        // One without the shop's token: it publishes, and leaves the orders to others.
        await _made.Product.StartWorkerAsync("Schedule:FastEvery=00:05:00");
        await _made.OnSaleAsync();
    }

    public ValueTask DisposeAsync() => _made!.DisposeAsync();
}

/// <summary>A worker is killed at each step of a command; another one takes its place, and the command takes effect once.</summary>
public sealed class KilledOutboxTests(KilledOutboxFixture fixture)
    : IClassFixture<KilledOutboxFixture>
{
    // Long enough to be killed while Kaspi's answer is waited for.
    private static readonly string[] Patient =
    [
        .. OutboxProduct.Quick,
        "Kaspi:FirstByteLimit=00:00:20",
        "Kaspi:AnswerLimit=00:00:30",
    ];

    private OutboxProduct Orders => fixture.Made;

    private Product Product => Orders.Product;

    [Theory]
    [InlineData("before it is sent")]
    [InlineData("sent, not settled")]
    [InlineData("settled")]
    public async Task A_command_of_a_killed_worker_takes_effect_once(string stage)
    {
        string code;
        long id;
        using (var dying = Product.StartWorkerProcess(Patient))
        {
            code = await Orders.BuyAsync();
            await (
                stage switch
                {
                    "before it is sent" => Orders.FailAsync(
                        new
                        {
                            kind = "status",
                            status = 503,
                            verb = "GET",
                            @for = "00:10:00",
                        }
                    ),
                    "sent, not settled" => Orders.FailAsync(
                        new
                        {
                            kind = "hang",
                            verb = "POST",
                            carriedOut = true,
                            @for = "00:10:00",
                        }
                    ),
                    _ => Task.CompletedTask,
                }
            );
            id = await Orders.AskAsync(code, new { command = "accept" });
            await CaughtAsync(stage, code, id, dying);
            dying.Kill();
        }

        await Product.Sandbox.ClearFaultsAsync("kaspi");
        await Product.LetRunOutAsync("o%:demo");
        using var next = Product.StartWorkerProcess(OutboxProduct.Quick);
        var done = await Orders.UntilAsync(id, "done", 40);
        Assert.Equal(1, done.GetProperty("attempts").GetInt32());
        Assert.Equal(["ACCEPTED_BY_MERCHANT"], await Orders.EffectsAsync(code));
        next.Kill();
        await Product.LetRunOutAsync("o%:demo");
    }

    [Fact]
    public async Task Two_workers_send_each_command_once()
    {
        using var one = Product.StartWorkerProcess(OutboxProduct.Quick);
        using var other = Product.StartWorkerProcess(OutboxProduct.Quick);
        var codes = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            codes.Add(await Orders.BuyAsync());
        }

        await Orders.FailAsync(
            new
            {
                kind = "reset",
                verb = "POST",
                count = 3,
                carriedOut = true,
            }
        );
        foreach (var code in codes)
        {
            await Orders.AskAsync(code, new { command = "accept" });
            await Orders.AskAsync(code, new { command = "accept" });
        }

        foreach (var code in codes)
        {
            var list = await Product.Gateway.JsonAsync($"/api/orders/commands?order={code}");
            var command = Assert.Single(list.GetProperty("commands").EnumerateArray());
            await Orders.UntilAsync(command.GetProperty("id").GetInt64(), "done", 40);
            Assert.Equal(["ACCEPTED_BY_MERCHANT"], await Orders.EffectsAsync(code));
        }

        one.Kill();
        other.Kill();
        await Product.LetRunOutAsync("o%:demo");
    }

    private Task CaughtAsync(string stage, string code, long id, ChildProcess worker) =>
        SandboxServer.UntilAsync(
            async () =>
            {
                var command = await Product.Gateway.JsonAsync($"/api/orders/commands/{id}");
                var state = command.GetProperty("state").GetString();
                return stage switch
                {
                    // It has tried, and could not even read the order.
                    "before it is sent" => state == "queued"
                        && command.GetProperty("failureCode").GetString() == "server-error",
                    "sent, not settled" => state == "sent"
                        && (await Orders.EffectsAsync(code)).Length == 1,
                    _ => state == "done",
                };
            },
            $"{stage}; the worker says: {worker.Output}",
            30
        );
}
