using System.Globalization;
using TimurApiConnect.Core.Runs;

namespace TimurApiConnect.IntegrationTests.Faults;

/// <summary>All is as before, without hands, within two cycles.</summary>
internal sealed class Afterwards(FaultyProduct faulty, Judge judge, ListWatch watch)
{
    private static readonly TimeSpan Limit = (2 * FaultyProduct.Cycle) + FaultyProduct.Slack;

    public async Task CheckAsync(Job job, DateTimeOffset cleared)
    {
        var ran = await Judge.UntilAsync(
            async () =>
                (await faulty.Product.Runs.ListAsync("demo", null, 20, default)).Any(r =>
                    r is { AskedBy: not "api", State: RunState.Succeeded } && r.StartedAt > cleared
                ),
            Limit
        );
        judge.Check(ran, Judgement.Recovery, $"no scheduled run succeeded within {Limit}");
        if (job == Job.FullRun)
        {
            await CheckNextFullAsync();
        }

        string? trouble = null;
        judge.Check(
            await Judge.UntilAsync(
                async () => (trouble = await faulty.TroubleAsync(cleared)) is null,
                Limit - (TimeProvider.System.GetUtcNow() - cleared) + FaultyProduct.Cycle
            ),
            Judgement.Recovery,
            $"after {Limit}: {trouble}"
        );
        if (job == Job.Serving)
        {
            await new PullJob(faulty, judge, this).CheckNextAsync();
        }
        else if (job is Job.FastRun or Job.FullRun)
        {
            await ChangeAsync(Judgement.Recovery);
        }
    }

    /// <summary>A change at the supplier reaches the served list.</summary>
    public async Task ChangeAsync(Judgement judgement)
    {
        var (sku, offer) = (await faulty.Product.ListAsync())!.First(o => o.Value.Stock > 5);
        var before = watch.Offer(sku);
        watch.Expect(sku);
        // Far apart, so that multiples and caps cannot hide the change.
        var quantity = offer.Stock > 20 ? 12 : 32;
        await faulty.Product.Sandbox.SetGoodAsync(
            int.Parse(sku, CultureInfo.InvariantCulture),
            new { quantity }
        );
        judge.Check(
            await Judge.UntilAsync(() => Task.FromResult(watch.Offer(sku) != before), Limit),
            judgement,
            $"offer {sku} stayed {before} after its stock became {quantity}"
        );
    }

    // The schedule would ask for it after thirty fast runs.
    private async Task CheckNextFullAsync()
    {
        var id = await faulty.Product.AskAsync("full");
        Run? full = null;
        await Judge.UntilAsync(
            async () =>
                (full = await faulty.Product.Runs.FindAsync(id, default)) is { IsOver: true },
            FaultyProduct.TotalLimit + FaultyProduct.Slack
        );
        judge.Check(
            full?.State == RunState.Succeeded,
            Judgement.Recovery,
            $"the next full run: {full?.State} {full?.Message}"
        );
    }
}
