using System.Text.Json;
using Dapper;
using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.IntegrationTests.Sandbox;
using TimurApiConnect.IntegrationTests.Sync;
using TimurApiConnect.Storage.Databases;
using TimurApiConnect.Storage.Orders;
using TimurApiConnect.Storage.SupplierOrders;
using Xunit;

namespace TimurApiConnect.IntegrationTests.SupplierOrders;

/// <summary>The whole product with ordering switched on: the marketplace accepts by itself, every buyer's order becomes an order at the supplier.</summary>
internal sealed partial class OrderingProduct(Product product) : IAsyncDisposable
{
    /// <summary>Settings that get on quickly.</summary>
    public static readonly string[] Quick =
    [
        $"Shops:demo:KaspiToken={SandboxServer.KaspiToken}",
        "Schedule:FastEvery=00:05:00",
        "Orders:PollEvery=00:00:01",
        "Kaspi:PerSecond=100",
        "AlStyle:Attempts=1",
        "AlStyle:BreakAfter=1000",
        "AlStyle:FirstByteLimit=00:00:01",
        "AlStyle:AnswerLimit=00:00:02",
        "AlStyle:ConnectLimit=00:00:01",
        "SupplierOrders:Per=Order",
        "SupplierOrders:LargestAutomatic=100000000",
        "SupplierOrders:Settle=00:00:02",
        "SupplierOrders:RetryEvery=00:00:00.300",
        "SupplierOrders:FollowEvery=00:00:00.300",
    ];

    private readonly HashSet<string> _bought = new(StringComparer.Ordinal);

    public Product Product => product;

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    public static async Task<OrderingProduct> StartAsync(
        bool worker = true,
        string mode = "Automatic",
        string[]? settings = null,
        bool postgres = false
    )
    {
        var product = await Product.StartAsync(
            postgres,
            [
                "AlStyle:Goods=300",
                "AlStyle:NullStatusFor=00:00:00.200",
                // What is finished, merged or cancelled stands in another list.
                "AlStyle:IndexHoldsAll=false",
                "Kaspi:AutoAccept=true",
            ]
        );
        var made = new OrderingProduct(product);
        if (worker)
        {
            await product.StartWorkerAsync([
                .. Quick,
                $"SupplierOrders:Mode={mode}",
                .. settings ?? [],
            ]);
            await made.OnSaleAsync();
        }

        return made;
    }

    public async Task OnSaleAsync()
    {
        await product.FirstListAsync();
        await product.Sandbox.PullAsync();
    }

    /// <summary>Somebody buys what nobody has bought here before, of which there is plenty; the order's number.</summary>
    public async Task<string> BuyAsync(int quantity = 2)
    {
        var sku = (await product.ListAsync())!
            .Where(o => o.Value is { Stock: >= 20, Price: < 200_000 })
            .Select(o => o.Key)
            .Order(StringComparer.Ordinal)
            .First(_bought.Add);
        return await BuyAsync(new { sku, quantity });
    }

    /// <summary>Somebody buys one piece each of two goods.</summary>
    public Task<string> BuyTwoAsync() => BuyAsync(new { lines = 2 });

    private async Task<string> BuyAsync(object wish) =>
        (await product.Sandbox.PostAsync("/control/kaspi/orders", wish))
            .GetProperty("codes")[0]
            .GetString()!;

    /// <summary>The newest supplier order that serves a buyer's order, once it is so.</summary>
    public async Task<StoredSupplierOrder> UntilAsync(
        string code,
        Func<StoredSupplierOrder, bool> isSo,
        string what,
        int seconds = 30
    )
    {
        StoredSupplierOrder? found = null;
        var queries = product.Gateway.Get<SupplierOrderQueries>();
        try
        {
            await SandboxServer.UntilAsync(
                async () =>
                    (
                        found = (
                            await queries.FindAsync(new SupplierOrderFilter(null, []), Stopping)
                        ).Orders.FirstOrDefault(o =>
                            o.Lines.Any(l => l.For.Any(f => f.Code == code))
                        )
                    )
                        is not null
                    && isSo(found),
                what,
                seconds
            );
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new InvalidOperationException(
                $"{what}: {e.Message} The order: {(found is null ? "none" : JsonSerializer.Serialize(found))}. Its history: {(found is null ? "" : JsonSerializer.Serialize(await HistoryAsync(found.Id)))}",
                e
            );
        }

        return found!;
    }

    public Task<StoredSupplierOrder> UntilAsync(
        string code,
        SupplierOrderState state,
        int seconds = 30
    ) => UntilAsync(code, o => o.State == state, $"order {code} is {state}", seconds);

    /// <summary>What the journal says of a supplier order, the oldest first.</summary>
    public async Task<string[]> HistoryAsync(long id) =>
        [
            .. (
                await product.Gateway.Get<SupplierOrderQueries>().HistoryAsync(id, Stopping)
            ).Select(e => e.What),
        ];

    /// <summary>The orders that the supplier truly has with this number of ours.</summary>
    public async Task<IReadOnlyList<JsonElement>> AtSupplierAsync(StoredSupplierOrder order) =>
        [
            .. (await product.Sandbox.GetAsync("/control/al-style/orders?last=1000"))
                .GetProperty("orders")
                .EnumerateArray()
                .Where(o => o.GetProperty("externalId").GetString() == order.OurNumber),
        ];

    /// <summary>Asserts that the supplier has it exactly once, with the approved lines and the number that is stored.</summary>
    public async Task AssertOnceAsync(StoredSupplierOrder order)
    {
        var one = Assert.Single(await AtSupplierAsync(order));
        Assert.Equal(one.GetProperty("id").GetRawText(), order.Number);
        Assert.Equal(
            order.Lines.Select(l => (l.Article, l.Quantity)),
            one.GetProperty("lines")
                .EnumerateArray()
                .Select(l =>
                    (l.GetProperty("article").GetInt32(), l.GetProperty("quantity").GetInt32())
                )
                .Order()
        );
        Assert.Equal(one.GetProperty("sum").GetInt64(), order.Total);
        Assert.Equal(0, await BasketAsync());
    }

    /// <summary>As if a time of the order's lay two hours back, or so many days.</summary>
    /// <param name="id">The order.</param>
    /// <param name="column">The time's column.</param>
    /// <param name="days">How many days.</param>
    public async Task SetBackAsync(long id, string column, int days = 0)
    {
        var by = days == 0 ? TimeSpan.FromHours(2) : TimeSpan.FromDays(days);
        await using var connection = await product.Gateway.Get<Database>().OpenAsync(Stopping);
        await connection.ExecuteAsync(
            $"UPDATE supplier_order SET {column} = {column} - {(long)by.TotalMilliseconds}, version = version + 1 WHERE id = @id",
            new { id }
        );
    }

    /// <summary>A person decides.</summary>
    public Task<JsonElement> DecideAsync(
        long id,
        string verb,
        object? body = null,
        int status = 200
    ) =>
        product.Gateway.JsonAsync(
            $"/api/supplier-orders/{id}/{verb}",
            status,
            HttpMethod.Post,
            body is null ? null : JsonSerializer.Serialize(body)
        );

    /// <summary>Waits until a person is told so in the status.</summary>
    public Task AttentionAsync(string words) =>
        SandboxServer.UntilAsync(() => IsSaidAsync(words), $"the status says: {words}");

    /// <summary>Waits until nobody is told so any more.</summary>
    public Task SilentAsync(string words) =>
        SandboxServer.UntilAsync(
            async () => !await IsSaidAsync(words),
            $"the status says no more: {words}"
        );

    private async Task<bool> IsSaidAsync(string words) =>
        (await product.Gateway.JsonAsync("/api/status"))
            .GetProperty("attention")
            .EnumerateArray()
            .Any(a => a.GetString()!.Contains(words, StringComparison.Ordinal));

    /// <summary>Waits until the order itself tells a person so.</summary>
    public Task NoticeAsync(long id, string words) =>
        SandboxServer.UntilAsync(
            async () =>
                (await product.Gateway.JsonAsync($"/api/supplier-orders/{id}"))
                    .GetProperty("order")
                    .GetProperty("notices")
                    .EnumerateArray()
                    .Any(a => a.GetString()!.Contains(words, StringComparison.Ordinal)),
            $"supplier order {id} says: {words}"
        );

    /// <summary>The next call of a method of the supplier fails so.</summary>
    public Task FailAsync(string method, string kind, bool carriedOut, int count = 1) =>
        product.Sandbox.ArrangeAsync(
            "al-style",
            kind == "status"
                ? new
                {
                    kind,
                    status = 503,
                    method,
                    count,
                    carriedOut,
                }
                : new
                {
                    kind,
                    method,
                    count,
                    carriedOut,
                }
        );

    /// <summary>Asserts that all that was to fail has failed.</summary>
    public async Task AssertStruckAsync() =>
        Assert.Empty(
            (await product.Sandbox.FaultsAsync("al-style")).GetProperty("arranged").EnumerateArray()
        );

    /// <summary>Pieces of the order's articles that open orders hold of the stock as it is read now, or was then.</summary>
    public async Task<int> ReservedAsync(StoredSupplierOrder order, DateTimeOffset? stockAt = null)
    {
        var held = await product
            .Gateway.Get<ReservationStore>()
            .ReservedAsync(["demo"], stockAt ?? TimeProvider.System.GetUtcNow(), Stopping);
        return order.Lines.Sum(l => held.GetValueOrDefault(l.Article));
    }

    public ValueTask DisposeAsync() => product.DisposeAsync();
}
