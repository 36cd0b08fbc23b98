using Microsoft.Extensions.Options;
using TimurApiConnect.Core.Failures;
using TimurApiConnect.Kaspi.Orders;
using TimurApiConnect.Storage.Orders;

namespace TimurApiConnect.SyncWorker.Orders;

/// <summary>Fetches the waybill of each packed order once and keeps it, so that labels can be printed while Kaspi is away.</summary>
internal sealed partial class Waybills(
    KaspiOrders kaspi,
    WaybillStore store,
    IOptionsMonitor<OrderOptions> options,
    TimeProvider clock,
    ILogger<Waybills> logger
)
{
    private const int MaxALook = 20;

    // Whoever has ordered meanwhile does not wait for labels.
    private static readonly TimeSpan LongestALook = TimeSpan.FromSeconds(20);

    /// <summary>Those that are due. A waybill that cannot be fetched is noted with its name, and never the failure of the look.</summary>
    public async Task FetchAsync(OrderLook look, CancellationToken stopping)
    {
        await store.PruneAsync(look.Shop, clock.GetUtcNow(), stopping);
        var began = clock.GetTimestamp();
        foreach (var due in await store.DueAsync(look.Shop, clock.GetUtcNow(), MaxALook, stopping))
        {
            var pdf = await kaspi.WaybillAsync(look.Shop, due.Order.WaybillAddress!, stopping);
            stopping.ThrowIfCancellationRequested();
            if (pdf.Worked)
            {
                await store.KeepAsync(
                    look.Shop,
                    due,
                    pdf.Value,
                    look.Lease,
                    clock.GetUtcNow(),
                    stopping
                );
            }
            else if (pdf.Failure.Kind == FailureKind.NotAsked)
            {
                // Nothing was learned of this waybill: it stays due.
                return;
            }
            else
            {
                Log.NotFetched(logger, due.Order.Code, pdf.Failure.ToString());
                await store.FailAsync(
                    look.Shop,
                    due,
                    pdf.Failure,
                    options.CurrentValue.PollEvery,
                    look.Lease,
                    clock.GetUtcNow(),
                    stopping
                );
                if (
                    !pdf.Failure.Kind.IsOfOneMethod()
                    && pdf.Failure.Kind != FailureKind.NotConfigured
                )
                {
                    // The others would fail like it, and many in a row would keep Kaspi from being asked for orders.
                    return;
                }
            }

            if (clock.GetElapsedTime(began) > LongestALook)
            {
                return;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1,
            Level = LogLevel.Warning,
            Message = "The waybill of order {Code} was not fetched; it is tried again. {Failure}"
        )]
        public static partial void NotFetched(ILogger logger, string code, string failure);
    }
}
