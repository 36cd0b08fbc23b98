using TimurApiConnect.Core.Orders.Commands;
using TimurApiConnect.IntegrationTests.Sandbox;
using TimurApiConnect.IntegrationTests.Servers;
using TimurApiConnect.IntegrationTests.Sync;
using TimurApiConnect.Storage.Orders;
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
        // One without the shop's token publishes a list. It may not stay: all that is an account's has its owner on one worker.
        var first = await _made.Product.StartWorkerAsync("Schedule:FastEvery=00:05:00");
        await _made.OnSaleAsync();
        await _made.Product.EndWorkerAsync(first);
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
        using var next = Product.StartWorkerProcess(OutboxProduct.Quick);
        var done = await Orders.UntilAsync(id, "done", 40);
        Assert.Equal(1, done.GetProperty("attempts").GetInt32());
        Assert.Equal(["ACCEPTED_BY_MERCHANT"], await Orders.EffectsAsync(code));
        next.Kill();
    }

    /// <summary>Four orders at once, each with a command that Kaspi does not answer, carried out or not.</summary>
    /// <returns>What becomes of them, in the order of the commands: <c>done 1</c> is done with one attempt.</returns>
    public static TheoryData<bool, string[], string[]> Unanswered =>
        new()
        {
            {
                true,
                ["accept", "assemble", "complete", "set-imei"],
                ["done 1", "done 1", "done 1", "done 1"]
            },
            {
                true,
                ["cancel", "reduce-line", "send-code", "arrived"],
                ["done 1", "done 1", "parked 1", "done 1"]
            },
            {
                false,
                ["accept", "assemble", "complete", "set-imei"],
                ["done 2", "done 2", "parked 1", "parked 1"]
            },
            {
                false,
                ["cancel", "reduce-line", "send-code", "arrived"],
                ["done 2", "done 2", "parked 1", "done 2"]
            },
        };

    [Theory]
    [MemberData(nameof(Unanswered))]
    public async Task What_was_sent_by_a_killed_worker_takes_effect_once_or_waits_for_a_person(
        bool carriedOut,
        string[] commands,
        string[] ends
    )
    {
        var asked = new List<(string Code, long Id, int Effects)>();
        using (var dying = Product.StartWorkerProcess(Patient))
        {
            var ready = new List<(string Code, object Body)>();
            foreach (var command in commands)
            {
                ready.Add(await Orders.ReadyForAsync(command));
            }

            await Orders.FailAsync(
                new
                {
                    kind = "hang",
                    verb = "POST",
                    carriedOut,
                    @for = "00:10:00",
                }
            );
            foreach (var (code, body) in ready)
            {
                var effects = (await Orders.EffectsAsync(code)).Length;
                asked.Add((code, await Orders.AskAsync(code, body), effects));
            }

            foreach (var (code, id, effects) in asked)
            {
                await SandboxServer.UntilAsync(
                    async () =>
                        (await Product.Gateway.JsonAsync($"/api/orders/commands/{id}"))
                            .GetProperty("state")
                            .GetString() == "sent"
                        && (await Orders.EffectsAsync(code)).Length
                            == effects + (carriedOut ? 1 : 0),
                    $"command {id} is sent; the worker says: {dying.Output}"
                );
            }

            dying.Kill();
        }

        await Product.Sandbox.ClearFaultsAsync("kaspi");
        using var next = Product.StartWorkerProcess(OutboxProduct.Quick);
        foreach (var ((code, id, effects), end) in asked.Zip(ends))
        {
            var state = end.Split(' ')[0];
            var command = await Orders.UntilAsync(id, state, 40);
            Assert.Equal(end, $"{state} {command.GetProperty("attempts").GetInt32()}");
            Assert.Equal(
                carriedOut || state == "done" ? 1 : 0,
                (await Orders.EffectsAsync(code)).Length - effects
            );
        }

        next.Kill();
    }

    [Fact]
    public async Task What_kaspi_took_and_does_not_show_yet_is_waited_for_by_the_next_worker()
    {
        string[] patient = [.. OutboxProduct.Quick, "Orders:AppearsWithin=00:05:00"];
        long id;
        string code;
        using (var dying = Product.StartWorkerProcess(patient))
        {
            (code, var body) = await Orders.ReadyForAsync("reduce-line");
            await Product.Sandbox.SetKaspiAsync(new { lineChangeAfter = "00:00:06" });
            id = await Orders.AskAsync(code, body);
            await SandboxServer.UntilAsync(
                async () => await AnswerAsync(id) == CommandAnswer.Taken,
                $"Kaspi took command {id}; the worker says: {dying.Output}"
            );
            dying.Kill();
        }

        await Product.Sandbox.SetKaspiAsync(new { lineChangeAfter = "00:00:00.500" });
        using var next = Product.StartWorkerProcess(patient);
        var done = await Orders.UntilAsync(id, "done", 40);
        Assert.Equal(1, done.GetProperty("attempts").GetInt32());
        Assert.Equal(2, (await Orders.EffectsAsync(code)).Length);
        next.Kill();
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
    }

    private async Task<CommandAnswer> AnswerAsync(long id) =>
        (
            await Product
                .Gateway.Get<CommandQueries>()
                .FindAsync(id, TestContext.Current.CancellationToken)
        )!.Answer;

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
