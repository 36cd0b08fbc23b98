using System.Text.Json;
using TimurApiConnect.Core.Runs;
using TimurApiConnect.IntegrationTests.Sandbox;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Sync;

/// <summary>Tokens that are refused, from the first request to the day they are good again.</summary>
public class TokenTests
{
    private const string Other = "another-token-of-the-right-shape";

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    private static async Task<long> RequestsAsync(Product product) =>
        (await product.Sandbox.RequestsAsync("al-style", 1))
            .GetProperty("counts")
            .EnumerateArray()
            .Sum(c => c.GetProperty("count").GetInt64());

    private static async Task<JsonElement> VendorAsync(Product product, string vendor) =>
        (await product.Gateway.JsonAsync("/api/status"))
            .GetProperty("vendors")
            .EnumerateArray()
            .FirstOrDefault(v => v.GetProperty("vendor").GetString() == vendor);

    private static async Task<string> TokenStateAsync(Product product, string vendor) =>
        await VendorAsync(product, vendor) is { ValueKind: JsonValueKind.Object } found
            ? found.GetProperty("token").GetProperty("state").GetString()!
            : "";

    [Fact]
    public async Task A_refused_token_is_not_shown_again_is_said_once_and_a_check_lets_work_go_on()
    {
        await using var product = await Product.StartAsync(postgres: false);
        await product.StartWorkerAsync(
            $"AlStyle:Accounts:main:Token={Other}",
            "Tokens:CheckEvery=00:00:04"
        );
        await SandboxServer.UntilAsync(
            async () =>
                (await product.Runs.LastEndedAsync("demo", RunKind.Fast, Stopping))?.FailureCode
                == "not-asked",
            "a run ends without a request"
        );

        var before = await RequestsAsync(product);
        var run = await product.EndedAsync(await product.AskAsync("fast"));
        Assert.Equal((RunState.Failed, "not-asked"), (run.State, run.FailureCode));
        Assert.Contains("refused the token of main", run.Message, StringComparison.Ordinal);
        Assert.InRange(await RequestsAsync(product) - before, 0, 1);

        var status = await product.Gateway.JsonAsync("/api/status");
        var attention = status
            .GetProperty("attention")
            .EnumerateArray()
            .Select(a => $"{a}")
            .ToArray();
        var said = Assert.Single(attention, a => a.Contains("token", StringComparison.Ordinal));
        Assert.Contains(
            "Al-Style, account main: the token is refused",
            said,
            StringComparison.Ordinal
        );
        Assert.Contains("Runs of demo fail for it.", said, StringComparison.Ordinal);
        Assert.Contains("AlStyle:Accounts:main:Token", said, StringComparison.Ordinal);
        Assert.DoesNotContain(Other, status.ToString(), StringComparison.Ordinal);
        Assert.Equal("refused", await TokenStateAsync(product, "al-style"));

        // The supplier takes it now: nobody touches the product.
        await product.Sandbox.SetAlStyleAsync(new { token = Other });
        await product.FirstListAsync();
        Assert.Equal("valid", await TokenStateAsync(product, "al-style"));
    }

    [Fact]
    public async Task A_token_that_is_replaced_in_the_settings_counts_at_once()
    {
        await using var product = await Product.StartAsync(postgres: false);
        await product.WriteSettingsAsync(Settings(Other));
        await product.StartWorkerAsync("Shops:demo:Supplier=second");
        await SandboxServer.UntilAsync(
            async () =>
                (await product.Runs.ListAsync("demo", null, 1, Stopping))
                    is [{ FailureCode: "not-asked" }],
            "a run ends without a request"
        );

        await product.WriteSettingsAsync(Settings("wrong"));
        await product.WriteSettingsAsync(Settings(product.Token));

        await product.FirstListAsync();

        static object Settings(string token) =>
            new { AlStyle = new { Accounts = new { second = new { Token = token } } } };
    }

    [Fact]
    public async Task A_shops_Kaspi_token_is_proved_at_the_start_and_its_refusal_is_said()
    {
        await using var product = await Product.StartAsync(
            postgres: false,
            gateway: ["Shops:second:Name=Second", "Shops:second:MerchantId=2"]
        );
        await product.StartWorkerAsync(
            "Shops:second:Name=Second",
            "Shops:second:MerchantId=2",
            $"Shops:demo:KaspiToken={SandboxServer.KaspiToken}",
            $"Shops:second:KaspiToken={Other}"
        );

        await SandboxServer.UntilAsync(
            async () =>
                (await product.Gateway.JsonAsync("/api/status"))
                    .GetProperty("vendors")
                    .EnumerateArray()
                    .Where(v => v.GetProperty("vendor").GetString() == "kaspi")
                    .Select(v =>
                        $"{v.GetProperty("account")} {v.GetProperty("token").GetProperty("state")} {v.GetProperty("reachable")}"
                    )
                    .SequenceEqual(["demo valid True", "second refused True"]),
            "both tokens are known"
        );
        var kaspi = await VendorAsync(product, "kaspi");
        Assert.Equal("closed", kaspi.GetProperty("breaker").GetProperty("state").GetString());
        Assert.True(kaspi.GetProperty("latency").GetProperty("calls").GetInt32() > 0);
        Assert.NotNull(kaspi.GetProperty("token").GetProperty("provedAt").GetString());
        var attention = (await product.Gateway.JsonAsync("/api/status")).GetProperty("attention");
        Assert.Single(
            attention.EnumerateArray(),
            a =>
                $"{a}".StartsWith(
                    "Kaspi, account second: the token is refused",
                    StringComparison.Ordinal
                )
        );
    }
}
