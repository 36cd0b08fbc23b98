using System.Text.Json;
using TimurApiConnect.IntegrationTests.Sandbox;
using TimurApiConnect.IntegrationTests.Sync;

namespace TimurApiConnect.IntegrationTests.Orders;

/// <summary>A product with orders, its own worker or others.</summary>
internal sealed partial class OutboxProduct(Product product) : IAsyncDisposable
{
    /// <summary>Settings that get on quickly.</summary>
    public static readonly string[] Quick =
    [
        $"Shops:demo:KaspiToken={SandboxServer.KaspiToken}",
        "Schedule:FastEvery=00:05:00",
        "Orders:PollEvery=00:00:01",
        "Orders:SettleAfter=00:00:01.200",
        "Orders:AppearsWithin=00:00:05",
        "Orders:MaxAttempts=2",
        "Kaspi:PerSecond=100",
        "Kaspi:Attempts=1",
        "Kaspi:FirstByteLimit=00:00:01",
        "Kaspi:AnswerLimit=00:00:02",
        "Kaspi:ConnectLimit=00:00:01",
        "Kaspi:BreakAfter=1000",
        "Tokens:CheckEvery=00:00:01",
    ];

    public Product Product => product;

    public static async Task<OutboxProduct> StartAsync(bool postgres, bool worker = true)
    {
        var product = await Product.StartAsync(
            postgres,
            [
                "AlStyle:Goods=300",
                "Kaspi:StockCountsDown=false",
                "Kaspi:WaybillAfter=00:00:00.500",
                "Kaspi:LineChangeAfter=00:00:00.500",
            ],
            ["Orders:PollEvery=00:00:01"]
        );
        var made = new OutboxProduct(product);
        if (worker)
        {
            await product.StartWorkerAsync(Quick);
            await made.OnSaleAsync();
        }

        return made;
    }

    public async Task OnSaleAsync()
    {
        await product.FirstListAsync();
        await product.Sandbox.PullAsync();
    }

    /// <summary>Somebody buys; the number, once the API shows the order.</summary>
    public async Task<string> BuyAsync(object? wish = null)
    {
        var code = (await product.Sandbox.PostAsync("/control/kaspi/orders", wish ?? new { }))
            .GetProperty("codes")[0]
            .GetString()!;
        await SandboxServer.UntilAsync(
            async () =>
                (await product.Gateway.JsonAsync($"/api/orders?search={code}"))
                    .GetProperty("total")
                    .GetInt32() == 1,
            $"order {code} is stored",
            30
        );
        return code;
    }

    /// <summary>The next changing requests to Kaspi fail so.</summary>
    public Task FailAsync(object fault) => product.Sandbox.ArrangeAsync("kaspi", fault);

    /// <summary>Asks for a command; its number.</summary>
    public async Task<long> AskAsync(string code, object command, int status = 202)
    {
        var body = await product.Gateway.JsonAsync(
            $"/api/orders/{code}/commands",
            status,
            HttpMethod.Post,
            JsonSerializer.Serialize(command)
        );
        return status == 202 ? body.GetProperty("id").GetInt64() : 0;
    }

    /// <summary>The command, once it is in this state.</summary>
    public async Task<JsonElement> UntilAsync(long id, string state, int seconds = 20)
    {
        var found = default(JsonElement);
        await SandboxServer.UntilAsync(
            async () =>
                (found = await product.Gateway.JsonAsync($"/api/orders/commands/{id}"))
                    .GetProperty("state")
                    .GetString()
                    is { } now
                && (
                    now == state
                    || (
                        now is "done" or "refused" or "parked" or "dismissed"
                            ? throw new Xunit.Sdk.XunitException($"command {id} is {found}")
                            : false
                    )
                ),
            $"command {id} is {state}: {found}",
            seconds
        );
        return found;
    }

    /// <summary>Asks and waits until it is done.</summary>
    public async Task<JsonElement> DoAsync(string code, object command) =>
        await UntilAsync(await AskAsync(code, command), "done");

    public async Task<JsonElement> TruthAsync(string code) =>
        await product.Sandbox.GetAsync($"/control/kaspi/orders/{code}");

    public async Task<string[]> EffectsAsync(string code) =>
        [
            .. (await TruthAsync(code))
                .GetProperty("effects")
                .EnumerateArray()
                .Select(e => e.GetString()!),
        ];

    public Task HappensAsync(string code, string what) =>
        product.Sandbox.PostAsync($"/control/kaspi/orders/{code}/{what}", new { });

    public ValueTask DisposeAsync() => product.DisposeAsync();
}
