using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using TimurApiConnect.Gateway.Access;
using TimurApiConnect.Gateway.Api;
using TimurApiConnect.Gateway.Documents;
using TimurApiConnect.Storage.Keys;

namespace TimurApiConnect.Gateway.Orders;

/// <summary>Waybills to print. They carry the buyer's name and address, so they are for those who work on orders.</summary>
internal static class WaybillEndpoints
{
    /// <summary>Names the orders that were left out.</summary>
    public const string MissingHeader = "X-Waybills-Missing";

    /// <summary>Names those of them whose waybill is kept and cannot be joined with others.</summary>
    public const string UnreadableHeader = "X-Waybills-Unreadable";

    private const string Pdf = "application/pdf";
    private const string RetryAfter = "15";

    // The longest joining, and a slow connection after it.
    private static readonly TimeSpan LongestPrint = TimeSpan.FromMinutes(3);

    public static void MapWaybills(this RouteGroupBuilder api)
    {
        var orders = api.MapGroup("/orders").WithTags("Orders").Needs(KeyScope.Operate);
        orders
            .MapGet("/{code}/waybill", OneAsync)
            .WithName("GetWaybill")
            .WithSummary("An order's waybill as PDF")
            .Produces(StatusCodes.Status200OK, contentType: Pdf)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);
        orders
            .MapPost("/waybills", ManyAsync)
            .WithName("GetWaybills")
            .WithSummary("The waybills of many orders as one PDF, in the given order")
            .WithDescription(
                $"When one cannot be had, all are refused, with the reasons; with `skipMissing` it is left out and named in the header `{MissingHeader}`, and in `{UnreadableHeader}` too when its file is the reason."
            )
            .Accepts<WaybillRequest>("application/json")
            .WithMetadata(new RequestSizeLimitAttribute(JsonBody.Largest))
            .WithMetadata(new RequestTimeoutAttribute((int)LongestPrint.TotalMilliseconds))
            .Produces(StatusCodes.Status200OK, contentType: Pdf)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);
    }

    private static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> OneAsync(
        string code,
        string? shop,
        ShopDirectory shops,
        WaybillFinder finder,
        HttpResponse response,
        CancellationToken stopping
    )
    {
        var query = new QueryReader(shops);
        if (query.Order(shop, code) is not { } named)
        {
            return query.Problem!;
        }

        var waybill = await finder.FindAsync(named.Shop.Key, named.Code, stopping);
        if (waybill.Missing is { } missing)
        {
            return NoWaybill(missing);
        }

        var pdf = PdfBuffer.New();
        response.RegisterForDisposeAsync(pdf);
        return await finder.ReadAsync(
            named.Shop.Key,
            waybill,
            (_, bytes) => bytes.CopyToAsync(pdf, stopping),
            stopping
        )
            ? File(response, pdf, $"waybill-{waybill.Code}.pdf")
            : NoWaybill(MissingWaybill.ErasedNow);
    }

    private static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> ManyAsync(
        HttpRequest request,
        ShopDirectory shops,
        WaybillPrinter printer,
        CancellationToken stopping
    )
    {
        var (body, problem) = await JsonBody.ReadAsync(request, stopping);
        (var wanted, problem) = problem is null ? WaybillRequest.Read(body) : (null, problem);
        if (wanted is null)
        {
            return problem!;
        }

        var query = new QueryReader(shops);
        var shop = query.Shop(wanted.Shop);
        if (query.Problem is { } wrong)
        {
            return wrong;
        }

        var response = request.HttpContext.Response;
        switch (await printer.PrintAsync(shop!.Key, wanted, stopping))
        {
            case WaybillPrint.Done { Document: var document, Missing: var missing }:
                response.RegisterForDisposeAsync(document);
                Name(response, MissingHeader, missing);
                Name(
                    response,
                    UnreadableHeader,
                    missing.Where(m => m.Value.Problem == MissingWaybill.UnreadableProblem)
                );
                return File(response, document, "waybills.pdf");
            case WaybillPrint.Missed missed:
                return Missing(wanted, missed);
            case WaybillPrint.TooLarge large:
                return TooLarge(large);
            case WaybillPrint.Failed { Why: var why }:
                return NotJoined(why);
            default:
                response.Headers.RetryAfter = RetryAfter;
                return Busy();
        }
    }

    private static PushStreamHttpResult File(
        HttpResponse response,
        FileBufferingWriteStream pdf,
        string name
    )
    {
        // Personal data: no copy of it stays on the way.
        response.Headers.CacheControl = "no-store";
        response.ContentLength = pdf.Length;
        return TypedResults.Stream(body => pdf.DrainBufferAsync(body), Pdf, name);
    }

    private static void Name(
        HttpResponse response,
        string header,
        IEnumerable<KeyValuePair<string, MissingWaybill>> orders
    )
    {
        var codes = string.Join(',', orders.Select(o => o.Key));
        if (codes.Length > 0)
        {
            response.Headers[header] = codes;
        }
    }

    private static ProblemHttpResult NoWaybill(MissingWaybill missing) =>
        Problems.Of(
            StatusCodes.Status404NotFound,
            missing.Problem,
            missing.Problem == "order-not-found" ? "No such order" : "No waybill",
            missing.Why
        );

    private static ProblemHttpResult Missing(WaybillRequest wanted, WaybillPrint.Missed missed) =>
        Problems.Of(
            StatusCodes.Status409Conflict,
            "waybills-missing",
            "Not all waybills can be had",
            missed.GaveUp
                ? "So many of them end whoever reads them that the others were not looked at. Ask again without those under errors."
                : $"{missed.Missing.Count} of {wanted.Codes.Count} are missing; errors says why. Ask without them, or with \"skipMissing\": true where at least one is there.",
            wanted
                .Codes.Select(
                    (code, i) =>
                        (Path: $"$.codes[{i}]", Why: missed.Missing.GetValueOrDefault(code))
                )
                .Where(m => m.Why is not null)
                .Select(m => new FieldError(m.Path, m.Why!.Why, m.Why.Problem))
        );

    private static ProblemHttpResult TooLarge(WaybillPrint.TooLarge large) =>
        Problems.Of(
            StatusCodes.Status413PayloadTooLarge,
            "waybills-too-large",
            "Too large for one document",
            $"Together they have more than {PdfLimits.LargestJoined / 1024 / 1024} MB; the largest is that of order {large.Code}, {large.Size / 1024} KB. Ask for fewer at once."
        );

    private static ProblemHttpResult NotJoined(string why) =>
        Problems.Of(
            StatusCodes.Status503ServiceUnavailable,
            "waybills-not-joined",
            "The waybills could not be joined",
            $"{why}. Ask again; if it repeats, ask for fewer at once, or for each alone: GET /api/orders/{{code}}/waybill."
        );

    private static ProblemHttpResult Busy() =>
        Problems.Of(
            StatusCodes.Status503ServiceUnavailable,
            "waybills-busy",
            "Too many prints at once",
            "Others are being joined. Ask again after the seconds in Retry-After."
        );
}
