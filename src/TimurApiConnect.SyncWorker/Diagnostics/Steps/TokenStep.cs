using TimurApiConnect.Core.Failures;

namespace TimurApiConnect.SyncWorker.Diagnostics.Steps;

/// <summary>Does the vendor take the token?</summary>
internal sealed class TokenStep : IDoctorStep
{
    public string Name => "token";

    public Task<Finding> LookAsync(Examination examination, CancellationToken stopping)
    {
        var vendor = examination.Vendor.Name;
        return Task.FromResult(
            examination.Look?.Failure switch
            {
                { Kind: FailureKind.TokenRefused } refused => Finding.Failed(
                    refused.Code,
                    $"{vendor} refuses the token of {examination.Account}. {refused.Detail}",
                    refused.NextMove
                ),
                { Kind: FailureKind.OverTheLimit } => Finding.Skipped(
                    $"{vendor} speaks of the request limit, not of the token."
                ),
                { Kind: FailureKind.RequestRefused } refused
                    when examination.Look.Answer is { IsPage: true } => Finding.Failed(
                    refused.Code,
                    $"A page for people in place of a word about the token. {refused.Detail}",
                    refused.NextMove
                ),
                { Kind: FailureKind.RequestRefused } => Finding.Passed(
                    $"{vendor} speaks of the request and not of the token: it took the token."
                ),
                _ => Finding.Passed($"{vendor} takes the token of {examination.Account}."),
            }
        );
    }
}
