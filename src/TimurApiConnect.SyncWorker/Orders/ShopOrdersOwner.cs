using Microsoft.Extensions.Options;
using TimurApiConnect.Kaspi;
using TimurApiConnect.Storage.Guard;
using TimurApiConnect.Storage.Orders;
using TimurApiConnect.Storage.Runs;
using TimurApiConnect.SyncWorker.Guard;
using TimurApiConnect.SyncWorker.Owners;

namespace TimurApiConnect.SyncWorker.Orders;

/// <summary>
/// Owns a shop's orders. What happens to one, from Kaspi to settled:
/// 1. <see cref="OrderInbox"/> reads what Kaspi shows and stores it before anything else is done.
/// 2. <see cref="OrderPolicy"/> decides what is new; a decision is a command in the outbox, or a question to a person.
/// 3. <see cref="OrderOutbox"/> tells Kaspi: intent stored, sent once, read back, settled.
/// 4. <see cref="CancellationReview"/> counts what was cancelled and takes measures before Kaspi's line.
/// </summary>
internal sealed class ShopOrdersOwner(
    OrderInbox inbox,
    OrderOutbox outbox,
    CancellationReview review,
    LookLoop loop,
    Signals signals,
    IOptionsMonitor<KaspiOptions> kaspi,
    IOptionsMonitor<OrderOptions> orders,
    IOptionsMonitor<GuardOptions> guard,
    TimeProvider clock
) : IOwnedWork
{
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookAtOutbox = TimeSpan.FromSeconds(30);

    public OwnerKind Kind => OwnerKind.ShopOrders;

    public async Task RunAsync(OwnerKey key, Lease lease, CancellationToken stopping)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var (shop, stop) = (key.Name, ended.Token);
        var signal = signals.Of(OwnerKind.ShopOrders, shop);
        var readAt = await inbox.ReadAtAsync(shop, stop);
        Task[] loops =
        [
            loop.RunAsync("orders", shop, ReadAsync, pause => loop.PauseAsync(pause, stop), stop),
            loop.RunAsync("outbox", shop, SendAsync, pause => signal.WaitAsync(pause, stop), stop),
            loop.RunAsync("guard", shop, ReviewAsync, pause => loop.PauseAsync(pause, stop), stop),
        ];
        // They end by themselves only when the lease is lost; then none may go on.
        await Task.WhenAny(loops);
        await ended.CancelAsync();
        await Task.WhenAll(loops).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.ThrowIfCancellationRequested();
        throw new LeaseLostException(lease);

        async Task<TimeSpan> ReadAsync()
        {
            var left = readAt + orders.CurrentValue.PollEvery - clock.GetUtcNow();
            if (
                left > TimeSpan.Zero
                || !kaspi.CurrentValue.Shops.Contains(shop, StringComparer.OrdinalIgnoreCase)
            )
            {
                // The cadence, and whether the shop has orders, may change meanwhile.
                return left > TimeSpan.Zero && left < MaxPause ? left.Value : MaxPause;
            }

            var began = clock.GetUtcNow();
            await inbox.ReadAsync(shop, lease, stop);
            readAt = began;
            return TimeSpan.Zero;
        }

        async Task<TimeSpan> SendAsync()
        {
            if (kaspi.CurrentValue.Shops.Contains(shop, StringComparer.OrdinalIgnoreCase))
            {
                await outbox.SendAsync(shop, lease, stop);
            }

            return LookAtOutbox;
        }

        async Task<TimeSpan> ReviewAsync()
        {
            await review.ReviewAsync(shop, lease, stop);
            return guard.CurrentValue.ReviewEvery;
        }
    }
}
