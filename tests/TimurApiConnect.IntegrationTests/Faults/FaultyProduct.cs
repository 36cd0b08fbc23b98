using System.Text.Json;
using TimurApiConnect.Core.Vendors;
using TimurApiConnect.IntegrationTests.Sandbox;
using TimurApiConnect.IntegrationTests.Sync;
using TimurApiConnect.Storage.Vendors;

namespace TimurApiConnect.IntegrationTests.Faults;

/// <summary>
/// The product between two front doors, with a supplier that counts its limit and with time limits so short that a cell takes seconds. A
/// second account with the same token is used by no shop: only token checks ask in its name.
/// </summary>
internal sealed class FaultyProduct : IAsyncDisposable
{
    public const string Account = "main";
    public const string SpareAccount = "spare";
    public const string Shop = "demo";

    /// <summary>The cadence, the distance of token checks, and how long a vendor is left alone.</summary>
    public static readonly TimeSpan Cycle = TimeSpan.FromSeconds(1);

    public static readonly TimeSpan StepLimit = TimeSpan.FromSeconds(0.5);

    /// <summary>The limit of one call with all its tries.</summary>
    public static readonly TimeSpan TotalLimit = TimeSpan.FromSeconds(3);

    /// <summary>What a busy machine may add to any limit.</summary>
    public static readonly TimeSpan Slack = TimeSpan.FromSeconds(3);

    private FaultyProduct(Product product) => Product = product;

    public Product Product { get; }

    public static async Task<FaultyProduct> StartAsync()
    {
        var product = await Product.StartAsync(
            postgres: false,
            ["AlStyle:Interval=00:00:00.050", "AlStyle:Port=0", "Kaspi:Port=0"]
        );
        var (supplier, kaspi) = (
            await product.Sandbox.DoorAsync("al-style"),
            await product.Sandbox.DoorAsync("kaspi")
        );
        await product.StartWorkerAsync([
            $"AlStyle:BaseUrl={new Uri(supplier, "api/")}",
            $"AlStyle:Accounts:{SpareAccount}:Token={product.Token}",
            "AlStyle:Interval=00:00:00.050",
            "AlStyle:Margin=00:00:00.020",
            .. Limits("AlStyle"),
            $"Kaspi:BaseUrl={new Uri(kaspi, "shop/api/v2/")}",
            $"Shops:{Shop}:KaspiToken={SandboxServer.KaspiToken}",
            .. Limits("Kaspi"),
            $"Tokens:CheckEvery={Cycle}",
            $"Doctor:StepLimit={StepLimit}",
            "Doctor:TurnLimit=00:00:03",
            $"Schedule:FastEvery={Cycle}",
        ]);
        await product.FirstListAsync();
        return new(product);
    }

    private static IEnumerable<string> Limits(string vendor) =>
        [
            $"{vendor}:ConnectLimit=00:00:00.300",
            $"{vendor}:FirstByteLimit=00:00:00.500",
            $"{vendor}:AnswerLimit=00:00:01",
            $"{vendor}:TotalLimit={TotalLimit}",
            $"{vendor}:BackOff=00:00:00.050",
            $"{vendor}:LongestBackOff=00:00:00.200",
            // Repetitions are part of what is judged, so the budget must not run out between two cells.
            $"{vendor}:RetryPercent=100",
            $"{vendor}:RetryBurst=1000",
            $"{vendor}:BreakAfter=5",
            $"{vendor}:BreakFor={Cycle}",
            $"{vendor}:LargestAnswer=2000000",
        ];

    public Task<IReadOnlyList<VendorAccount>> AccountsAsync() =>
        Product.Gateway.Get<VendorQueries>().AccountsAsync(CancellationToken.None);

    public async Task<VendorAccount?> AccountAsync(string vendor, string account) =>
        (await AccountsAsync()).FirstOrDefault(a => a.Vendor == vendor && a.Account == account);

    /// <summary>How the last calls of one kind went.</summary>
    public async Task<LastVendorCall?> CallAsync(string vendor, string account, string step) =>
        (
            await Product.Gateway.Get<VendorQueries>().CallsAsync(CancellationToken.None)
        ).FirstOrDefault(c => c.Vendor == vendor && c.Account == account && c.Step == step);

    /// <summary>How often a fault has struck.</summary>
    public async Task<long> StruckAsync(string side, string kind) =>
        (await Product.Sandbox.FaultsAsync(side))
            .GetProperty("done")
            .TryGetProperty(kind, out var count)
            ? count.GetInt64()
            : 0;

    /// <summary>How often the supplier found us too fast.</summary>
    public async Task<long> OverTheLimitAsync() =>
        (await Product.Sandbox.StateAsync())
            .GetProperty("alStyle")
            .GetProperty("refused")
            .GetInt64();

    /// <summary>What keeps it from being as if nothing had happened; null when nothing does.</summary>
    public async Task<string?> TroubleAsync(DateTimeOffset since)
    {
        // Once it works, no check that met the fault is under way any more.
        if (
            await CallAsync("al-style", SpareAccount, "date") is not { } check
            || !(check.LastOkAt > since)
            || check.LastFailureAt > check.LastOkAt
        )
        {
            return "the token of the spare account was not proved again";
        }

        var accounts = await AccountsAsync();
        if (accounts.FirstOrDefault(a => a.Breaker.OpenSince is not null) is { } open)
        {
            return $"{open.Vendor}, {open.Account} is still left alone";
        }

        if (accounts.FirstOrDefault(a => a.Token.State != TokenState.Valid) is { } token)
        {
            return $"the token of {token.Account} at {token.Vendor} is {token.Token.State}";
        }

        var status = await Product.Gateway.JsonAsync("/api/status");
        var attention = status.GetProperty("attention");
        return attention.GetArrayLength() > 0 ? $"the status says: {attention[0]}"
            : status.GetProperty("shops")[0].GetProperty("hold").ValueKind != JsonValueKind.Null
                ? "a list is held"
            : null;
    }

    public ValueTask DisposeAsync() => Product.DisposeAsync();
}
