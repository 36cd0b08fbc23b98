using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using TimurApiConnect.Core.Diagnostics;
using TimurApiConnect.Gateway.Api;
using TimurApiConnect.Storage.Notifications;
using TimurApiConnect.Storage.Vendors;

namespace TimurApiConnect.Gateway.Diagnostics;

/// <summary>
/// Calls the doctor and waits for the report. The doctor works in a sync worker, where the tokens are and where the vendors are asked from; the
/// question and the report go through the database.
/// </summary>
internal sealed class DoctorCall(
    DiagnosisStore store,
    INotifier notifier,
    IOptions<DiagnosticsOptions> options,
    TimeProvider clock
)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);

    /// <summary>The report, or why there is none.</summary>
    public async Task<(DoctorReport? Report, ProblemHttpResult? Problem)> AskAsync(
        Patient patient,
        CancellationToken stopping
    )
    {
        var started = clock.GetTimestamp();
        var id = await store.AskAsync(patient.Vendor.Key, patient.Account, stopping);
        await notifier.PublishAsync(Topics.Diagnostics);
        while (await store.FindAsync(id, stopping) is { } question)
        {
            if (question.Report is { } report)
            {
                return (report, null);
            }

            var waited = clock.GetElapsedTime(started);
            if (
                question.TakenAt is null
                && waited > options.Value.TakenWithin
                && await store.WithdrawAsync(id, stopping)
            )
            {
                return (null, NoWorker());
            }

            if (waited > options.Value.ReportWithin)
            {
                return (null, Late(patient));
            }

            await notifier.WaitAsync(Topics.Reports, LookAgain, stopping);
        }

        // Two asked for the same, and the other has just taken the question back.
        return (null, NoWorker());
    }

    private ProblemHttpResult NoWorker() =>
        Problems.Of(
            StatusCodes.Status503ServiceUnavailable,
            "no-sync-worker",
            "No sync worker is running",
            $"Vendors are asked by the sync worker, and none has taken the question within {options.Value.TakenWithin.TotalSeconds:0.#} s. Start it (./run starts everything), look at its /health and its log, and see that it has the same database as this gateway."
        );

    private ProblemHttpResult Late(Patient patient) =>
        Problems.Of(
            StatusCodes.Status504GatewayTimeout,
            "report-late",
            "The report is not ready",
            $"A sync worker looks, but has not reported within {options.Value.ReportWithin.TotalSeconds:0.#} s. GET /api/diagnostics/{patient.Vendor.Key} shows the report when it is there."
        );
}
