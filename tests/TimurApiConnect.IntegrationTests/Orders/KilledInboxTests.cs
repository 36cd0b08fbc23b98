using System.Data.Common;
using System.Text.Json;
using Dapper;
using TimurApiConnect.IntegrationTests.Sandbox;
using TimurApiConnect.IntegrationTests.Sync;
using TimurApiConnect.Storage.Databases;
using TimurApiConnect.Storage.Orders;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Orders;

/// <summary>One product on PostgreSQL that accepts by itself; those who read its orders come and go.</summary>
public sealed class KilledInboxFixture : IAsyncLifetime
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
        await _made.Product.AcceptByItselfAsync();
    }

    public ValueTask DisposeAsync() => _made!.DisposeAsync();
}

/// <summary>A worker is killed at each step of the inbox; another one takes its place, and all is as if nothing had happened.</summary>
public sealed class KilledInboxTests(KilledInboxFixture fixture) : IClassFixture<KilledInboxFixture>
{
    private static readonly string[] Settings = [.. OutboxProduct.Quick, "Orders:HistoryDays=0"];

    // Long enough to be killed while Kaspi's answer is waited for.
    private static readonly string[] Patient =
    [
        .. Settings,
        "Kaspi:FirstByteLimit=00:00:20",
        "Kaspi:AnswerLimit=00:00:30",
    ];

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    private OutboxProduct Orders => fixture.Made;

    private Product Product => Orders.Product;

    [Theory]
    [InlineData("nothing happens")]
    [InlineData("it reads")]
    [InlineData("it stores")]
    [InlineData("it asks which goods they are")]
    [InlineData("it decides")]
    public async Task A_worker_is_killed_while(string stage)
    {
        var asks = stage == "it asks which goods they are";
        await Product.Sandbox.SetKaspiAsync(new { linesWithoutOffer = asks });
        if (stage == "it reads" || asks)
        {
            await SlowAsync(asks ? "orderentries" : "orders");
        }

        var codes = new[] { await PlaceAsync(new { }), await PlaceAsync(new { }) };
        await using var connection = await Product.Gateway.Get<Database>().OpenAsync(Stopping);
        await (
            stage switch
            {
                "it reads" or "it asks which goods they are" => KillAsync(IsAskedAsync),
                "it stores" => KillAsync(connection, "LOCK TABLE shop_order IN EXCLUSIVE MODE"),
                "it decides" => KillAsync(
                    connection,
                    "LOCK TABLE order_decision IN EXCLUSIVE MODE"
                ),
                _ => Task.CompletedTask,
            }
        );
        Assert.Equal(
            stage == "it decides" || asks ? 2 : 0,
            await CountAsync(connection, "shop_order", codes)
        );
        Assert.Equal(0, await CountAsync(connection, "order_decision", codes));
        await Product.Sandbox.ClearFaultsAsync("kaspi");
        var next = await Product.StartWorkerAsync(Settings);
        foreach (var code in codes)
        {
            await AssertStoredOnceAsync(connection, code, "ACCEPTED_BY_MERCHANT");
            Assert.Equal(["ACCEPTED_BY_MERCHANT"], await Orders.EffectsAsync(code));
        }

        Assert.Equal(2, await CountAsync(connection, "order_decision", codes));
        Assert.Equal(2, await CountAsync(connection, "order_command", codes));
        await Product.Sandbox.SetKaspiAsync(new { linesWithoutOffer = false });
        await next.StopAsync(Stopping);
    }

    [Fact]
    public async Task A_worker_is_killed_while_it_fetches_a_waybill()
    {
        await SlowAsync("waybill");
        string code;
        using (var dying = Product.StartWorkerProcess(Patient))
        {
            code = await Orders.BuyAsync();
            await SandboxServer.UntilAsync(
                async () =>
                    (await Product.Gateway.JsonAsync($"/api/orders/{code}"))
                        .GetProperty("order")
                        .GetProperty("stage")
                        .GetString() == "toPack",
                "the policy has it accepted"
            );
            await Orders.AskAsync(code, new { command = "assemble" });
            await SandboxServer.UntilAsync(IsAskedAsync, $"it fetches; it says: {dying.Output}");
            dying.Kill();
        }

        await Product.Sandbox.ClearFaultsAsync("kaspi");
        var next = await Product.StartWorkerAsync(Settings);
        await SandboxServer.UntilAsync(
            async () =>
            {
                using var pdf = await Product.Gateway.Http.GetAsync(
                    $"/api/orders/{code}/waybill",
                    Stopping
                );
                return pdf.IsSuccessStatusCode;
            },
            "the waybill is there",
            30
        );
        await using var connection = await Product.Gateway.Get<Database>().OpenAsync(Stopping);
        Assert.Equal(1, await CountAsync(connection, "waybill", [code]));
        Assert.Equal(["ACCEPTED_BY_MERCHANT", "ASSEMBLE"], await Orders.EffectsAsync(code));
        await next.StopAsync(Stopping);
    }

    [Theory]
    [InlineData("nothing happens")]
    [InlineData("it is in the middle of a window")]
    [InlineData("it notes that a window is read")]
    public async Task A_worker_is_killed_while_it_reads_the_history_and(string stage)
    {
        var now = TimeProvider.System.GetUtcNow();
        // Finished ones, and one that is still open: Kaspi shows them in two lists.
        await Product.Sandbox.SetKaspiAsync(new { autoAccept = true });
        var open = await PlaceAsync(new { preOrder = true, ago = "21.00:00:00" });
        await Product.Sandbox.SetKaspiAsync(new { autoAccept = false });
        var over = await PlaceAsync(new { ago = "20.00:00:00" });
        var older = await PlaceAsync(new { ago = "40.00:00:00" });
        string[] codes = [open, over, older];
        Assert.True(
            await Product
                .Gateway.Get<OrderImportStore>()
                .AskAsync("demo", now.AddDays(-60), now.AddDays(-15), "test", now, Stopping)
        );
        await using var connection = await Product.Gateway.Get<Database>().OpenAsync(Stopping);
        await (
            stage switch
            {
                "it is in the middle of a window" => KillAsync(
                    connection,
                    $"""
                    INSERT INTO shop_order (shop, id, code, state, status, stage, is_over, total, created_at, first_seen_at, seen_at, changed_at, document, cancellation_reason)
                    VALUES ('demo', '{(await Orders.TruthAsync(over)).GetProperty(
                        "id"
                    ).GetString()}', '', '', '', 0, 0, 0, 0, 0, 0, 0, '', '')
                    """
                ),
                "it notes that a window is read" => KillAsync(
                    connection,
                    "LOCK TABLE order_import IN EXCLUSIVE MODE"
                ),
                _ => Task.CompletedTask,
            }
        );
        Assert.Equal(
            stage switch
            {
                "it is in the middle of a window" => [open],
                "it notes that a window is read" => [open, over],
                _ => [],
            },
            await connection.QueryAsync<string>(
                "SELECT code FROM shop_order WHERE code = ANY(@codes) ORDER BY created_at",
                new { codes }
            )
        );
        var next = await Product.StartWorkerAsync(Settings);
        var import = default(JsonElement);
        await SandboxServer.UntilAsync(
            async () =>
                (import = await Product.Gateway.JsonAsync("/api/orders/import"))
                    .GetProperty("state")
                    .GetString() == "done",
            $"the history is read: {import}",
            60
        );
        await AssertStoredOnceAsync(connection, open, "ACCEPTED_BY_MERCHANT");
        await AssertStoredOnceAsync(connection, over, "CANCELLED");
        await AssertStoredOnceAsync(connection, older, "CANCELLED");
        Assert.Equal(3, import.GetProperty("new").GetInt32());
        Assert.Equal(0, await CountAsync(connection, "order_decision", codes));
        await next.StopAsync(Stopping);
    }

    /// <summary>Has a worker wait for what the statement holds, and kills it there: its transaction is half done.</summary>
    private async Task KillAsync(DbConnection connection, string statement)
    {
        // Within one transaction PostgreSQL shows always the same activity.
        await using var holder = await Product.Gateway.Get<Database>().OpenAsync(Stopping);
        await using var holding = await holder.BeginTransactionAsync(Stopping);
        await holder.ExecuteAsync(statement, null, holding);
        await KillAsync(async () =>
            await connection.ExecuteScalarAsync<int>(
                // Not the shop's advisory lock, for which a worker's jobs wait for each other.
                "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event IN ('relation', 'transactionid')"
            ) > 0
        );
        await holding.RollbackAsync(Stopping);
    }

    private async Task KillAsync(Func<Task<bool>> isThere)
    {
        using var dying = Product.StartWorkerProcess(Patient);
        await SandboxServer.UntilAsync(isThere, $"it is there; it says: {dying.Output}", 60);
        dying.Kill();
    }

    /// <summary>Kaspi takes its time for a method.</summary>
    private Task SlowAsync(string method) =>
        Orders.FailAsync(
            new
            {
                kind = "latency",
                delay = "00:00:15",
                method,
                @for = "00:10:00",
            }
        );

    private async Task<bool> IsAskedAsync() =>
        (await Product.Sandbox.FaultsAsync("kaspi"))
            .GetProperty("arranged")[0]
            .GetProperty("struck")
            .GetInt32() > 0;

    /// <summary>The order is there once, as Kaspi has it, and each of its changes once.</summary>
    private async Task AssertStoredOnceAsync(DbConnection connection, string code, string status)
    {
        await SandboxServer.UntilAsync(
            async () =>
                (await Product.Gateway.JsonAsync($"/api/orders?search={code}"))
                    .GetProperty("orders")
                    .EnumerateArray()
                    .Any(o => o.GetProperty("status").GetString() == status),
            $"order {code} is {status}",
            30
        );
        Assert.Equal(1, await CountAsync(connection, "shop_order", [code]));
        Assert.Equal(1, await CountAsync(connection, "order_line", [code]));
        var changes = (await Product.Gateway.JsonAsync($"/api/orders/{code}"))
            .GetProperty("history")
            .EnumerateArray()
            .Select(h =>
                $"{h.GetProperty("field")}: {h.GetProperty("before")} > {h.GetProperty("after")}"
            )
            .ToList();
        Assert.Equal(changes.Distinct(StringComparer.Ordinal), changes);
        Assert.Single(changes, c => c.StartsWith("seen:", StringComparison.Ordinal));
    }

    private static Task<int> CountAsync(DbConnection connection, string table, string[] codes) =>
        connection.ExecuteScalarAsync<int>(
            $"SELECT COUNT(*) FROM {table} WHERE code = ANY(@codes)",
            new { codes }
        );

    /// <summary>Somebody buys, or has bought; the order's number.</summary>
    private async Task<string> PlaceAsync(object wish) =>
        (await Product.Sandbox.PostAsync("/control/kaspi/orders", wish))
            .GetProperty("codes")[0]
            .GetString()!;
}
