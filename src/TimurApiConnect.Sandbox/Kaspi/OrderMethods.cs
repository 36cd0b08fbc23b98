using TimurApiConnect.Sandbox.Faults.Answers;

namespace TimurApiConnect.Sandbox.Kaspi;

/// <summary>The orders API at the path of <c>https://kaspi.kz/shop/api/v2</c>. There are no orders yet: every list is empty.</summary>
internal static class OrderMethods
{
    public const string NoCreationDate = "Required filter [orders][creationDate][$ge] is empty.";

    private const int MostDays = 14;
    private const int MostPerPage = 100;

    private const string From = "filter[orders][creationDate][$ge]";
    private const string To = "filter[orders][creationDate][$le]";

    public static void MapKaspi(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/shop/api");
        api.MapGet("/v2/orders", ListAsync);
        api.MapGet(
            "/v2/orders/{id}",
            (HttpContext context, string id) =>
                KaspiAnswer.ErrorAsync(
                    context,
                    StatusCodes.Status404NotFound,
                    $"Order {id} not found"
                )
        );
        api.MapFallback(context =>
            KaspiAnswer.ErrorAsync(context, StatusCodes.Status404NotFound, "Not Found")
        );
    }

    private static Task ListAsync(HttpContext context, TimeProvider time)
    {
        var query = context.Request.Query;
        // One order by its number needs neither dates nor a page; an unknown number is an empty list, not a 404.
        if (query["filter[orders][code]"].ToString().Length > 0)
        {
            return KaspiAnswer.EmptyListAsync(context);
        }

        var now = time.GetUtcNow() + ClockSkewFault.Of(context);
        return Problem(query, now) is { } title
            ? KaspiAnswer.ErrorAsync(context, StatusCodes.Status400BadRequest, title)
            : KaspiAnswer.EmptyListAsync(context);
    }

    private static string? Problem(IQueryCollection query, DateTimeOffset now)
    {
        if (query[From].ToString() is not { Length: > 0 } from)
        {
            return NoCreationDate;
        }

        // Only the two titles about dates were ever captured; the others are this sandbox's own words.
        if (!long.TryParse(from, out var first))
        {
            return $"Filter [orders][creationDate][$ge] is not a number of milliseconds: {from}";
        }

        var last = now.ToUnixTimeMilliseconds();
        if (query[To].ToString() is { Length: > 0 } to && !long.TryParse(to, out last))
        {
            return $"Filter [orders][creationDate][$le] is not a number of milliseconds: {to}";
        }

        var days = (last - first) / (double)TimeSpan.MillisecondsPerDay;
        if (days > MostDays)
        {
            return $"Exceeded the maximum difference for the filter[orders][creationDate] (in days). Actual [{Math.Ceiling(days):0}], max [{MostDays}].";
        }

        return PageProblem(query);
    }

    private static string? PageProblem(IQueryCollection query)
    {
        if (!int.TryParse(query["page[number]"], out var number) || number < 0)
        {
            return $"Parameter page[number] must be 0 or more: '{query["page[number]"]}'";
        }

        return int.TryParse(query["page[size]"], out var size) && size is > 0 and <= MostPerPage
            ? null
            : $"Parameter page[size] must be 1 to {MostPerPage}: '{query["page[size]"]}'";
    }
}
