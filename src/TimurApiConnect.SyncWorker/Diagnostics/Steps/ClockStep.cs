namespace TimurApiConnect.SyncWorker.Diagnostics.Steps;

/// <summary>Do the vendor and we agree on the time? Certificates and filters by date depend on it.</summary>
internal sealed class ClockStep(TimeProvider clock) : IDoctorStep
{
    private static readonly TimeSpan Most = TimeSpan.FromMinutes(2);

    public string Name => "clock";

    public Task<Finding> LookAsync(Examination examination, CancellationToken stopping)
    {
        if (examination.Look?.Answer?.Date is not { } theirs)
        {
            return Task.FromResult(Finding.Skipped("The answer carries no Date."));
        }

        var ahead = clock.GetUtcNow() - theirs;
        var evidence =
            $"Our clock is {ahead.Duration().TotalSeconds:0} s {(ahead < TimeSpan.Zero ? "behind" : "ahead of")} {examination.Vendor.Name}'s.";
        return Task.FromResult(
            ahead.Duration() <= Most
                ? Finding.Passed(evidence)
                : Finding.Failed(
                    "clock-skew",
                    evidence,
                    "Set this machine's clock and keep it set (NTP): certificates and filters by date go wrong."
                ) with
                {
                    GoesOn = true,
                }
        );
    }
}
