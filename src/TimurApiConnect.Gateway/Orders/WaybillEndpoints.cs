using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using TimurApiConnect.Gateway.Access;
using TimurApiConnect.Gateway.Api;
using TimurApiConnect.Storage.Keys;

namespace TimurApiConnect.Gateway.Orders;

/// <summary>Waybills to print. They carry the buyer's name and address, so they are for those who work on orders.</summary>
internal static class WaybillEndpoints
{
    /// <summary>Names the orders that were left out.</summary>
    public const string MissingHeader = "X-Waybills-Missing";

    private const string Pdf = "application/pdf";
    private const long Largest = 64 * 1024 * 1024;

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
                $"When one cannot be had, all are refused, with the reasons; with `skipMissing` it is left out and named in the header `{MissingHeader}`."
            )
            .Accepts<WaybillRequest>("application/json")
            .WithMetadata(new RequestSizeLimitAttribute(JsonBody.Largest))
            .Produces(StatusCodes.Status200OK, contentType: Pdf)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> OneAsync(
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
        return
            waybill.Missing is null
            && await finder.PdfAsync(named.Shop.Key, waybill, stopping) is { } pdf
            ? File(response, pdf, $"waybill-{waybill.Code}.pdf")
            : Problems.Of(
                StatusCodes.Status404NotFound,
                waybill.Missing?.Problem ?? "waybill-erased",
                waybill.Missing?.Problem == "order-not-found" ? "No such order" : "No waybill",
                waybill.Missing?.Why ?? "It was erased just now. Take it from Kaspi's cabinet."
            );
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> ManyAsync(
        HttpRequest request,
        ShopDirectory shops,
        WaybillFinder finder,
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

        var merge = new WaybillMerge();
        foreach (var code in wanted.Codes)
        {
            var found = await finder.FindAsync(shop!.Key, code, stopping);
            if (found.Missing is { } missing)
            {
                merge.Miss(code, missing.Why);
            }
            else if (merge.Size + found.Size > Largest)
            {
                return TooLarge();
            }
            else if (await finder.PdfAsync(shop.Key, found, stopping) is { } pdf)
            {
                merge.Add(code, pdf);
            }
            else
            {
                merge.Miss(code, "It was erased just now. Take it from Kaspi's cabinet.");
            }
        }

        if (merge.IsEmpty || (merge.Missing.Count > 0 && !wanted.SkipMissing))
        {
            return Missing(wanted, merge);
        }

        var response = request.HttpContext.Response;
        if (merge.Missing.Count > 0)
        {
            response.Headers[MissingHeader] = string.Join(',', merge.Missing.Keys);
        }

        return File(response, merge.Write(), "waybills.pdf");
    }

    private static FileContentHttpResult File(HttpResponse response, byte[] pdf, string name)
    {
        // Personal data: no copy of it stays on the way.
        response.Headers.CacheControl = "no-store";
        return TypedResults.File(pdf, Pdf, name);
    }

    private static ProblemHttpResult Missing(WaybillRequest wanted, WaybillMerge merge) =>
        Problems.Of(
            StatusCodes.Status409Conflict,
            "waybills-missing",
            "Not all waybills can be had",
            $"{merge.Missing.Count} of {wanted.Codes.Count} are missing; errors says why. Ask without them, or with \"skipMissing\": true where at least one is there.",
            wanted
                .Codes.Select(
                    (code, i) => (Path: $"$.codes[{i}]", Why: merge.Missing.GetValueOrDefault(code))
                )
                .Where(m => m.Why is not null)
                .Select(m => new FieldError(m.Path, m.Why!))
        );

    private static ProblemHttpResult TooLarge() =>
        Problems.Of(
            StatusCodes.Status413PayloadTooLarge,
            "waybills-too-large",
            "Too large for one document",
            $"Together they have more than {Largest / 1024 / 1024} MB. Ask for fewer at once."
        );
}
