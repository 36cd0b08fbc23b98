using TimurApiConnect.Core.Runs;
using TimurApiConnect.IntegrationTests.Sandbox;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Sync;

/// <summary>Goods that were read elsewhere are never published: a demonstration's would be sold in a real shop.</summary>
public class OriginTests
{
    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_shop_on_the_data_of_a_demonstration_publishes_nothing_until_its_own_supplier_answers()
    {
        await using var product = await Product.StartAsync(postgres: true, ["AlStyle:Goods=300"]);
        var demonstration = await product.StartWorkerAsync();
        await SandboxServer.UntilAsync(
            async () => await product.ListAsync() is not null,
            "the demonstration's list"
        );
        await demonstration.StopAsync(Stopping);

        // Another supplier, which answers 503 at first, and a shop that has no list yet.
        await using var real = await SandboxServer.StartAsync(
            null,
            [$"AlStyle:Token={product.Token}", "AlStyle:Goods=200"]
        );
        await real.FailAlStyleAsync("status", 1000, 503);
        await product.StartWorkerAsync(
            $"AlStyle:BaseUrl={new Uri(real.BaseAddress, "api/")}",
            "AlStyle:Attempts=1",
            "Shops:myshop:Name=Real",
            "Shops:myshop:MerchantId=30000002"
        );
        Run? failed = null;
        await SandboxServer.UntilAsync(
            async () =>
            {
                var runs = await product.Runs.ListAsync("myshop", null, 10, Stopping);
                failed = runs.FirstOrDefault(r => r.State == RunState.Failed);
                Assert.DoesNotContain(runs, r => r.State == RunState.Succeeded);
                return failed is not null;
            },
            "the first run, which fails"
        );
        Assert.Equal("server-error", failed!.FailureCode);

        await real.PostAsync("/control/al-style/fail-next", new { clear = true });
        Run? own = null;
        await SandboxServer.UntilAsync(
            async () =>
                (
                    own = (
                        await product.Runs.ListAsync("myshop", null, 50, Stopping)
                    ).FirstOrDefault(r => r.State == RunState.Succeeded)
                )
                    is not null,
            "the first run with goods of its own",
            60
        );
        Assert.True(own!.Counts.Goods <= 200, $"{own.Counts.Goods} goods");
    }

    [Fact]
    public async Task A_demonstration_s_list_is_not_served_once_its_shop_sells_from_another_supplier()
    {
        await using var product = await Product.StartAsync(postgres: false, ["AlStyle:Goods=300"]);
        var demonstration = await product.StartWorkerAsync();
        await product.FirstListAsync();
        await product.EndWorkerAsync(demonstration);

        await using var real = await SandboxServer.StartAsync(
            null,
            [$"AlStyle:Token={product.Token}", "AlStyle:Goods=300"]
        );
        await real.FailAlStyleAsync("status", 1000, 503);
        await product.StartWorkerAsync(
            $"AlStyle:BaseUrl={new Uri(real.BaseAddress, "api/")}",
            "AlStyle:Attempts=1",
            "AlStyle:BreakFor=00:00:01"
        );
        await SandboxServer.UntilAsync(
            async () => await product.ListAsync() is null,
            "the demonstration's list is served no more"
        );
        await product.Gateway.ProblemAsync(
            "/feeds/demo/kaspi.xml",
            503,
            "price-list-of-another-supplier"
        );

        await real.PostAsync("/control/al-style/fail-next", new { clear = true });
        await product.FirstListAsync();
    }
}
