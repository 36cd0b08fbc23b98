using TimurApiConnect.Core.Orders;

namespace TimurApiConnect.Kaspi.Orders;

/// <summary>
/// Which orders are wanted. Kaspi wants a span of creation dates and refuses one of more than 14 days: a longer one is asked in windows.
/// Every filter is applied again to what comes back, since Kaspi ignores some of them (field reports).
/// </summary>
/// <param name="From">Created at or after.</param>
/// <param name="To">Created at or before.</param>
public sealed record OrderQuery(DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>The longest span of one request (captured refusal: <c>Actual [30], max [14]</c>).</summary>
    public static readonly TimeSpan LongestWindow = TimeSpan.FromDays(14);

    /// <summary>Kaspi's most rows of a page.</summary>
    public const int MaxPerPage = 100;

    /// <summary>In which list; null for any. One at a time: a list of states is not documented and broke for others.</summary>
    public OrderState? State { get; init; }

    /// <summary>How far; null for any.</summary>
    public OrderStatus? Status { get; init; }

    /// <summary>Whether papers are to be signed; null for any.</summary>
    public bool? SignatureRequired { get; init; }

    /// <summary>The lines come with the orders, which saves a request for each.</summary>
    public bool WithLines { get; init; } = true;

    /// <summary>Rows of a page, 1 to 100.</summary>
    public int PerPage { get; init; } = MaxPerPage;

    /// <summary>The spans to ask for, the latest first: what is new is wanted first.</summary>
    internal IEnumerable<(DateTimeOffset From, DateTimeOffset To)> Windows()
    {
        for (var to = To; to >= From; to -= LongestWindow)
        {
            var from = to - LongestWindow + TimeSpan.FromMilliseconds(1);
            yield return (from > From ? from : From, to);
        }
    }

    internal string Address(DateTimeOffset from, DateTimeOffset to, int page)
    {
        var query = new List<string>
        {
            $"page[number]={page}",
            $"page[size]={PerPage}",
            $"filter[orders][creationDate][$ge]={from.ToUnixTimeMilliseconds()}",
            $"filter[orders][creationDate][$le]={to.ToUnixTimeMilliseconds()}",
        };
        if (State is { } state)
        {
            query.Add($"filter[orders][state]={Uri.EscapeDataString(state.Text)}");
        }

        if (Status is { } status)
        {
            query.Add($"filter[orders][status]={Uri.EscapeDataString(status.Text)}");
        }

        // Kaspi takes it only where the state does not say it already.
        if (SignatureRequired is { } signature && State != OrderState.SignRequired)
        {
            query.Add($"filter[orders][signatureRequired]={(signature ? "true" : "false")}");
        }

        if (WithLines)
        {
            query.Add("include[orders]=entries");
        }

        return $"orders?{string.Join('&', query)}";
    }

    internal bool Wants(Order order) =>
        (State is null || order.State == State)
        && (Status is null || order.Status == Status)
        && (SignatureRequired is null || order.SignatureRequired == SignatureRequired)
        // Kaspi counts in whole milliseconds: what was made in the first one is wanted.
        && order.CreatedAt.ToUnixTimeMilliseconds() >= From.ToUnixTimeMilliseconds()
        && order.CreatedAt <= To;
}
