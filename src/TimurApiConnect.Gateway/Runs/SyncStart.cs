using TimurApiConnect.Core.Runs;
using TimurApiConnect.Gateway.Access;
using TimurApiConnect.Gateway.Api;
using TimurApiConnect.Storage.Journal;
using TimurApiConnect.Storage.Notifications;
using TimurApiConnect.Storage.Runs;

namespace TimurApiConnect.Gateway.Runs;

/// <summary>Asks for runs in a person's name.</summary>
internal sealed class SyncStart(
    RunStore runs,
    JournalStore journal,
    INotifier notifier,
    TimeProvider clock
)
{
    public async Task<SyncAccepted> AskAsync(
        Caller caller,
        Shop shop,
        RunKind kind,
        bool acceptLoss,
        CancellationToken stopping
    )
    {
        using var span = GatewayTelemetry.StartAsking(shop.Key);
        // Only one run of a shop can wait; when the answer is a run that is known already, it was that one.
        var known = await runs.ListAsync(shop.Key, null, 1, stopping) is [var newest]
            ? newest.Id
            : 0;
        var now = clock.GetUtcNow();
        var id = await runs.EnqueueAsync(shop.Key, kind, caller.Name, acceptLoss, now, stopping);
        span?.SetTag("run", id);
        await notifier.PublishAsync(Topics.Runs);
        var run = await runs.FindAsync(id, stopping);
        var accepted = new SyncAccepted(id, shop.Key, run?.Kind ?? kind, known == id);
        await journal.AddAsync(
            new JournalEntry(
                now,
                caller.Name,
                "run asked for",
                shop.Key,
                id,
                $"{kind} run{(acceptLoss ? ", losses accepted" : "")}{(accepted.Existing ? "; it was waiting already" : "")}."
            ),
            stopping
        );
        return accepted;
    }
}
