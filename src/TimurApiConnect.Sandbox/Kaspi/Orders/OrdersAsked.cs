using TimurApiConnect.Sandbox.Faults.Answers;

namespace TimurApiConnect.Sandbox.Kaspi.Orders;

/// <summary>What <c>GET /orders</c> was asked for.</summary>
internal sealed record OrdersAsked
{
    public const string NoCreationDate = "Required filter [orders][creationDate][$ge] is empty.";

    private const int MaxDays = 14;
    private const int MaxPerPage = 100;
    private const string FromKey = "filter[orders][creationDate][$ge]";
    private const string ToKey = "filter[orders][creationDate][$le]";

    /// <summary>One order by its number: then neither dates nor a page are wanted.</summary>
    public string? Code { get; private init; }

    public long From { get; private init; }

    public long To { get; private init; }

    public int Page { get; private init; }

    public int PageSize { get; private init; } = MaxPerPage;

    public string? State { get; private init; }

    public string? Status { get; private init; }

    public bool? SignatureRequired { get; private init; }

    public bool WithEntries { get; private init; }

    public bool WithUser { get; private init; }

    /// <summary>Reads a query, or says what is wrong with it.</summary>
    public static (OrdersAsked? Filter, string? Title) Read(
        IQueryCollection query,
        HttpContext context,
        DateTimeOffset now
    )
    {
        var include = query["include[orders]"].ToString().Split(',');
        var filter = new OrdersAsked
        {
            WithEntries = include.Contains("entries", StringComparer.Ordinal),
            WithUser = include.Contains("user", StringComparer.Ordinal),
        };
        if (Text(query, "filter[orders][code]") is { } code)
        {
            return (filter with { Code = code }, null);
        }

        if (Text(query, FromKey) is not { } from)
        {
            return (null, NoCreationDate);
        }

        // Only the two titles about dates were ever captured; the others are this sandbox's own words.
        if (!long.TryParse(from, out var first))
        {
            return (
                null,
                $"Filter [orders][creationDate][$ge] is not a number of milliseconds: {from}"
            );
        }

        var last = (now + ClockSkewFault.Of(context)).ToUnixTimeMilliseconds();
        if (Text(query, ToKey) is { } to && !long.TryParse(to, out last))
        {
            return (
                null,
                $"Filter [orders][creationDate][$le] is not a number of milliseconds: {to}"
            );
        }

        var days = (last - first) / (double)TimeSpan.MillisecondsPerDay;
        if (days > MaxDays)
        {
            return (
                null,
                $"Exceeded the maximum difference for the filter[orders][creationDate] (in days). Actual [{Math.Ceiling(days):0}], max [{MaxDays}]."
            );
        }

        return PageProblem(query, out var number, out var size) is { } problem
            ? (null, problem)
            : (
                filter with
                {
                    From = first,
                    To = last,
                    Page = number,
                    PageSize = size,
                    State = Text(query, "filter[orders][state]"),
                    Status = Text(query, "filter[orders][status]"),
                    SignatureRequired = bool.TryParse(
                        query["filter[orders][signatureRequired]"],
                        out var signature
                    )
                        ? signature
                        : null,
                },
                null
            );
    }

    public bool Matches(MarketOrder order, KaspiSettings settings)
    {
        var created = order.CreatedAt.ToUnixTimeMilliseconds();
        return created >= From
            && created <= To
            && (
                State is null
                    ? !(settings.NoStateHidesArchive && order.IsOver)
                    : order.State == State
            )
            // Field report: "Kaspi ignores it, returns everything".
            && (Status is null || settings.IgnoreStatusFilter || order.Status == Status)
            && (SignatureRequired is null || order.SignatureRequired == SignatureRequired);
    }

    private static string? PageProblem(IQueryCollection query, out int number, out int size)
    {
        size = 0;
        if (!int.TryParse(query["page[number]"], out number) || number < 0)
        {
            return $"Parameter page[number] must be 0 or more: '{query["page[number]"]}'";
        }

        return int.TryParse(query["page[size]"], out size) && size is > 0 and <= MaxPerPage
            ? null
            : $"Parameter page[size] must be 1 to {MaxPerPage}: '{query["page[size]"]}'";
    }

    private static string? Text(IQueryCollection query, string name) =>
        query[name].ToString() is { Length: > 0 } text ? text : null;
}
