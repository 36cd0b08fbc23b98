namespace TimurApiConnect.Sandbox.Kaspi;

/// <summary>
/// Pulls every hour, as the marketplace does. Until a first list is accepted it tries again every few seconds: the
/// shop's owner would stand in the cabinet and press "load now".
/// </summary>
internal sealed class PullSchedule(
    PriceListPuller puller,
    Live<KaspiSettings> live,
    TimeProvider time
) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    public DateTimeOffset? NextAt =>
        live.Current is not { AutoPull: true, PriceListUrl.Length: > 0 } settings ? null
        : puller.Last is not { } last ? time.GetUtcNow()
        : last.At + (puller.HasList ? settings.PullEvery : settings.RetryFirstPullEvery);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look, time);
        do
        {
            if (NextAt is { } next && next <= time.GetUtcNow())
            {
                await puller.PullAsync(puller.HasList ? "schedule" : "first list", stoppingToken);
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
