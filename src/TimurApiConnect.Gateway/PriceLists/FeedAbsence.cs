using System.Data.Common;
using TimurApiConnect.Core.Runs;
using TimurApiConnect.Storage.PriceLists;
using TimurApiConnect.Storage.Runs;

namespace TimurApiConnect.Gateway.PriceLists;

/// <summary>Why a shop has no price list to serve, for whoever asked for it.</summary>
internal sealed class FeedAbsence(
    PriceListCache cache,
    PriceListStore lists,
    RunStore runs,
    TimeProvider clock
)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <summary>A stable code and a sentence with the next move.</summary>
    public async Task<(string Code, string Text)> ReasonAsync(
        string shop,
        CancellationToken stopping
    )
    {
        if (cache.IsDatabaseAway || !cache.FirstLook.IsCompleted)
        {
            return DatabaseAway;
        }

        using var limit = new CancellationTokenSource(Limit, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stopping, limit.Token);
        try
        {
            return await AskAsync(shop, both.Token);
        }
        catch (Exception e)
            when (e is DbException
                || (e is OperationCanceledException && !stopping.IsCancellationRequested)
            )
        {
            return DatabaseAway;
        }
    }

    private static (string, string) DatabaseAway =>
        (
            "database-unavailable",
            "No price list is in memory yet and the database does not answer. Look at GET /health."
        );

    private async Task<(string, string)> AskAsync(string shop, CancellationToken stopping)
    {
        var state = await lists.StateAsync(shop, stopping);
        if (cache.WhyForeign(shop) is { } foreign)
        {
            return (
                "price-list-of-another-supplier",
                state.Hold is { } held ? $"{foreign} {held.Text}" : foreign
            );
        }

        if (state.ListVersion > 0)
        {
            return (
                "price-list-loading",
                $"Price list {state.ListVersion} was just published and is being loaded."
            );
        }

        if (state.Hold is { } hold)
        {
            return ("price-list-held", $"The first price list is held. {hold.Text}");
        }

        return (await runs.ListAsync(shop, null, 1, stopping)) is [var run]
            ? ("no-price-list", About(run))
            : (
                "no-price-list",
                "No run has made a price list yet. Start one: POST /api/sync, and see that the sync worker works."
            );
    }

    private static string About(Run run) =>
        run.State switch
        {
            RunState.Queued =>
                $"Run {run.Id}, which will make the first price list, waits for a sync worker.",
            RunState.Running =>
                $"Run {run.Id}, which makes the first price list, is at work (stage {run.Stage}).",
            _ => $"Run {run.Id} made no price list: {run.Message} Start another: POST /api/sync.",
        };
}
