using System.Data.Common;
using TimurApiConnect.Storage.Notifications;
using TimurApiConnect.Storage.Orders;
using TimurApiConnect.Storage.Runs;

namespace TimurApiConnect.SyncWorker.Orders;

/// <summary>
/// Tells Kaspi what the outbox holds. Whoever takes over a command that was sent reads the order before anything else. Different orders go side by side, the commands of one order one after the other.
/// </summary>
internal sealed partial class OrderOutbox(
    CommandWork work,
    CommandStore store,
    OrderMerchants merchants,
    INotifier notifier,
    TimeProvider clock,
    ILogger<OrderOutbox> logger
)
{
    // As many as Kaspi takes at once.
    private const int AtOnce = 4;
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RestAfterTrouble = TimeSpan.FromSeconds(5);

    /// <summary>Works until nothing is due. One order that Kaspi does not answer for must not keep the others waiting.</summary>
    public async Task SendAsync(string key, Lease lease, CancellationToken stopping)
    {
        if ((await store.DueAsync(key, stopping)).Count == 0)
        {
            return;
        }

        if (!await merchants.OwnsAsync(key, stopping))
        {
            return;
        }

        var busy = new Dictionary<string, Task>(StringComparer.Ordinal);
        try
        {
            while (true)
            {
                var due = await store.DueAsync(key, stopping);
                foreach (
                    var command in due.Where(c => !busy.ContainsKey(c.Code))
                        .Take(AtOnce - busy.Count)
                        .ToList()
                )
                {
                    busy[command.Code] = DoAsync(command, lease, stopping);
                }

                if (busy.Count == 0)
                {
                    return;
                }

                await Task.WhenAny([
                    .. busy.Values,
                    notifier.WaitAsync(Topics.Commands, LookAgain, stopping),
                ]);
                foreach (var (code, done) in busy.Where(b => b.Value.IsCompleted).ToList())
                {
                    busy.Remove(code);
                    await done;
                }
            }
        }
        finally
        {
            await Task.WhenAll(busy.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>One command that cannot be got on with must not keep the others.</summary>
    private async Task DoAsync(StoredCommand command, Lease lease, CancellationToken stopping)
    {
        try
        {
            await work.DoAsync(command, lease, stopping);
        }
        catch (Exception e) when (e is DbException or TimeoutException)
        {
            Log.NotStored(logger, command.Shop, e.Message);
            // It is due still: Kaspi must not be asked without end for what cannot be stored.
            await Task.Delay(RestAfterTrouble, clock, stopping);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1,
            Level = LogLevel.Warning,
            Message = "The outbox of {Shop} could not be worked on: {Reason} What was sent is read back at the next look."
        )]
        public static partial void NotStored(ILogger logger, string shop, string reason);
    }
}
