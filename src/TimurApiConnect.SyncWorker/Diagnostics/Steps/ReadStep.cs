using System.Net;
using TimurApiConnect.Core.Failures;

namespace TimurApiConnect.SyncWorker.Diagnostics.Steps;

/// <summary>Does one harmless read give what it should?</summary>
internal sealed class ReadStep : IDoctorStep
{
    public string Name => "read";

    public Task<Finding> LookAsync(Examination examination, CancellationToken stopping)
    {
        var (vendor, look) = (examination.Vendor, examination.Look!);
        var step = vendor.Harmless(examination.Account).Step;
        return Task.FromResult(
            look.Failure switch
            {
                null => Finding.Passed(
                    $"\"{step}\" gave what it should, {look.Answer?.Body.Length} bytes."
                ),
                { Kind: FailureKind.RequestRefused } refused
                    when look.Answer?.Status == HttpStatusCode.BadRequest
                        && refused.Detail.Contains("filter", StringComparison.OrdinalIgnoreCase) =>
                    Finding.Failed(
                        "missing-filter",
                        $"Token and address are right, but {vendor.Name} wants another filter. {refused.Detail}",
                        $"Update the product, or report this sentence: {vendor.Name} has changed what it demands of \"{step}\"."
                    ),
                { } failure => Finding.Failed(failure.Code, failure.Detail, failure.NextMove),
            }
        );
    }
}
