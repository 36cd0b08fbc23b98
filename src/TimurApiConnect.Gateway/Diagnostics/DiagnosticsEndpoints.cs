using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using TimurApiConnect.Core.Diagnostics;
using TimurApiConnect.Gateway.Access;
using TimurApiConnect.Gateway.Api;
using TimurApiConnect.Storage.Keys;
using TimurApiConnect.Storage.Vendors;

namespace TimurApiConnect.Gateway.Diagnostics;

/// <summary>All connections that were examined.</summary>
/// <param name="Ok">Whether all are well.</param>
/// <param name="Reports">One report for each vendor and account.</param>
internal sealed record ExaminedConnections(bool Ok, IReadOnlyList<DoctorReport> Reports);

/// <summary>The doctor: what is wrong between us and a vendor, and what to do about it.</summary>
internal static class DiagnosticsEndpoints
{
    private const int LargestBody = 16 * 1024;

    private const string Verdicts =
        "The verdict's `code`: `all-well`, `not-configured`, `wrong-base-url`, `could-not-resolve`, `could-not-connect`, `proxy-refused`, `tls`, `firewall-silence` (connected, then not a byte, whatever the User-Agent), `user-agent-blocked`, `broken-off`, `server-error`, `token-refused`, `over-the-limit`, `missing-filter`, `request-refused`, `unreadable`, `clock-skew`, `busy`, `internal-error`. ";

    public static void MapDiagnostics(this RouteGroupBuilder api)
    {
        var diagnostics = api.MapGroup("/diagnostics").WithTags("Diagnostics");
        diagnostics
            .MapPost("/", ExamineAllAsync)
            .WithName("ExamineAll")
            .Needs(KeyScope.Operate)
            .WithSummary(
                "Examines the connections to all vendors, in the name of every account and shop"
            )
            .WithDescription(
                "Answers when all reports are there. 503 `no-sync-worker` when no sync worker takes the questions within 10 seconds."
            )
            .ProducesProblem(StatusCodes.Status504GatewayTimeout);
        diagnostics
            .MapPost("/{vendor}", ExamineAsync)
            .WithName("Examine")
            .Needs(KeyScope.Operate)
            .WithSummary(
                "Examines the connection to a vendor: settings, DNS, TCP, TLS, HTTP, clock, token, one harmless read"
            )
            .WithDescription(
                $"`vendor` is `al-style` (body `{{\"account\": \"main\"}}`) or `kaspi` (body `{{\"shop\": \"demo\"}}`); the body may be left out when there is one only. A sync worker looks, with its network, proxy and token, and within the vendor's request limit. {Verdicts}503 `no-sync-worker` when no sync worker takes the question within 10 seconds, 504 `report-late` when there is no report within a minute."
            )
            .Accepts<DiagnosticsRequest>(isOptional: true, "application/json")
            .WithMetadata(new RequestSizeLimitAttribute(LargestBody))
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status504GatewayTimeout);
        diagnostics
            .MapGet("/{vendor}", LatestAsync)
            .WithName("GetExamination")
            .Needs(KeyScope.Read)
            .WithSummary("The latest report about the connection to a vendor")
            .WithDescription(
                "Takes `account` for `al-style` and `shop` for `kaspi`; either may be left out when there is one only."
            )
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Ok<DoctorReport>, ProblemHttpResult>> ExamineAsync(
        string vendor,
        HttpRequest request,
        ShopDirectory shops,
        DoctorCall doctor,
        CancellationToken stopping
    )
    {
        var (patient, problem) = await Patient.ReadAsync(vendor, request.Body, shops, stopping);
        if (patient is null)
        {
            return problem!;
        }

        var (report, none) = await doctor.AskAsync(patient, stopping);
        return report is null ? none! : TypedResults.Ok(report);
    }

    private static async Task<Results<Ok<ExaminedConnections>, ProblemHttpResult>> ExamineAllAsync(
        ShopDirectory shops,
        DoctorCall doctor,
        CancellationToken stopping
    )
    {
        var answers = await Task.WhenAll(
            Patient.All(shops).Select(patient => doctor.AskAsync(patient, stopping))
        );
        return Array.Find(answers, a => a.Report is null) is { Problem: { } problem }
            ? problem
            : TypedResults.Ok(
                new ExaminedConnections(
                    Array.TrueForAll(answers, a => a.Report!.Verdict.Ok),
                    [.. answers.Select(a => a.Report!)]
                )
            );
    }

    private static async Task<Results<Ok<DoctorReport>, ProblemHttpResult>> LatestAsync(
        string vendor,
        string? account,
        string? shop,
        ShopDirectory shops,
        DiagnosisStore store,
        CancellationToken stopping
    )
    {
        var (patient, problem) = Patient.Of(vendor, account, shop, shops);
        if (patient is null)
        {
            return problem!;
        }

        return await store.LatestAsync(patient.Vendor.Key, patient.Account, stopping) is { } report
            ? TypedResults.Ok(report)
            : Problems.Of(
                StatusCodes.Status404NotFound,
                "no-report",
                "No report yet",
                $"Nobody has examined the connection to {patient.Vendor} for {patient.Account}. POST /api/diagnostics/{patient.Vendor.Key} does."
            );
    }
}
