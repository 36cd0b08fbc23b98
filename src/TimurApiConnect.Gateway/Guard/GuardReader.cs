using Microsoft.Extensions.Options;
using TimurApiConnect.Storage.Guard;

namespace TimurApiConnect.Gateway.Guard;

/// <summary>Reads how a shop's cancellations stand.</summary>
internal sealed class GuardReader(
    CancellationQueries cancellations,
    MeasureStore measures,
    IOptionsMonitor<GuardOptions> options,
    TimeProvider clock
)
{
    public async Task<GuardStatus> ReadAsync(string shop, CancellationToken stopping) =>
        GuardStatus.Of(
            await cancellations.OutlookAsync(shop, clock.GetUtcNow(), stopping),
            options.CurrentValue.Limits,
            await measures.ActiveAsync(shop, stopping)
        );
}
