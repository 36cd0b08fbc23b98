using Microsoft.Extensions.Options;
using TimurApiConnect.Core.Diagnostics;
using TimurApiConnect.Core.Vendors;
using TimurApiConnect.SyncWorker.Diagnostics.Steps;
using TimurApiConnect.Vendors;
using TimurApiConnect.Vendors.Outbound;

namespace TimurApiConnect.SyncWorker.Diagnostics;

/// <summary>
/// Examines the way to a vendor, step by step, from the settings to one harmless read. It looks from the process that makes the calls: the
/// same network, proxy, token and headers, and in the vendor's request limit.
/// </summary>
internal sealed partial class Doctor(
    VendorCalls calls,
    IOptions<OutboundOptions> outbound,
    IOptionsMonitor<DoctorOptions> options,
    ISecretMask mask,
    TimeProvider clock,
    ILogger<Doctor> logger
)
{
    private readonly IDoctorStep[] _steps =
    [
        new SettingsStep(),
        new DnsStep(),
        new TcpStep(),
        new TlsStep(),
        new HttpStep(),
        new ClockStep(clock),
        new TokenStep(),
        new ReadStep(),
    ];

    /// <summary>Looks, and says what it comes to.</summary>
    public async Task<DoctorReport> ExamineAsync(
        long id,
        IVendor vendor,
        string account,
        string worker,
        CancellationToken stopping
    )
    {
        var (at, started) = (clock.GetUtcNow(), clock.GetTimestamp());
        var examination = new Examination(
            vendor,
            account,
            calls,
            outbound.Value,
            options.CurrentValue
        );
        var (steps, verdict, failed) = (
            new List<DoctorStep>(),
            (DoctorVerdict?)null,
            (string?)null
        );
        foreach (var step in _steps)
        {
            var begun = clock.GetTimestamp();
            var finding = failed is null
                ? await LookAsync(step, examination, stopping)
                : Finding.Skipped($"Not reached: {failed} must be right first.");
            steps.Add(
                new DoctorStep(
                    step.Name,
                    finding.State,
                    (long)clock.GetElapsedTime(begun).TotalMilliseconds,
                    finding.Evidence,
                    finding.Verdict?.NextMove
                )
            );
            // A failure that stops the others says more than one that does not.
            verdict = finding is { Verdict: not null, GoesOn: false }
                ? finding.Verdict
                : verdict ?? finding.Verdict;
            failed ??= finding is { State: StepState.Failed, GoesOn: false } ? step.Name : null;
        }

        return new DoctorReport(
            id,
            vendor.Name.Key,
            account,
            at,
            (long)clock.GetElapsedTime(started).TotalMilliseconds,
            worker,
            examination.Address.ToString(),
            examination.Proxy is { } proxy ? OutboundOptions.Shown(proxy) : null,
            verdict
                ?? new DoctorVerdict(
                    "all-well",
                    true,
                    $"{vendor.Name} answers, takes the token of {account} and gives what is asked for.",
                    "Nothing to do."
                ),
            steps
        );
    }

    private async Task<Finding> LookAsync(
        IDoctorStep step,
        Examination examination,
        CancellationToken stopping
    )
    {
        try
        {
            return Masked(await step.LookAsync(examination, stopping));
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            Log.Defect(logger, e, step.Name);
            return Finding.Failed(
                "internal-error",
                $"A defect in this step ({e.GetType().Name}); the worker's log has the details.",
                "Report it with the log."
            );
        }
    }

    // What a certificate, a header or a page says is the vendor's word too.
    private Finding Masked(Finding finding) =>
        finding with
        {
            Evidence = mask.Mask(finding.Evidence),
            Verdict = finding.Verdict is { } verdict
                ? verdict with
                {
                    Text = mask.Mask(verdict.Text),
                    NextMove = mask.Mask(verdict.NextMove),
                }
                : null,
        };

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1,
            Level = LogLevel.Error,
            Message = "The doctor's step {Step} failed."
        )]
        public static partial void Defect(ILogger logger, Exception error, string step);
    }
}
