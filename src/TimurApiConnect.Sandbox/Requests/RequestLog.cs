namespace TimurApiConnect.Sandbox.Requests;

/// <summary>A request that a vendor was asked. The token is never kept, neither from the query nor from a header.</summary>
internal sealed record LoggedRequest(
    long Id,
    string Vendor,
    string Method,
    string Path,
    string Query,
    IReadOnlyDictionary<string, string> Headers,
    int Status,
    string? Note,
    DateTimeOffset At,
    double TookMs
);

internal sealed record RequestCount(
    string Vendor,
    string Method,
    string Path,
    int Status,
    long Count
);

/// <summary>The last requests and the totals.</summary>
internal sealed class RequestLog
{
    private const int Kept = 2000;
    private const int MaxCounters = 500;

    private static readonly object NoteKey = new();
    private static readonly object UnansweredKey = new();

    private readonly Lock _lock = new();
    private readonly Queue<LoggedRequest> _last = new(Kept + 1);
    private readonly Dictionary<
        (string Vendor, string Method, string Path, int Status),
        long
    > _counts = [];
    private long _id;

    /// <summary>Says in the log why a request was not answered as usual.</summary>
    public static void Note(HttpContext context, string note) => context.Items[NoteKey] = note;

    /// <summary>Says that not a byte was sent: the status that stands in the response was never seen by anyone.</summary>
    public static void MarkUnanswered(HttpContext context) => context.Items[UnansweredKey] = true;

    public static bool IsUnanswered(HttpContext context) =>
        context.Items.ContainsKey(UnansweredKey);

    public static string? NoteOf(HttpContext context) =>
        context.Items.TryGetValue(NoteKey, out var note) ? (string?)note : null;

    public void Add(LoggedRequest request)
    {
        lock (_lock)
        {
            _last.Enqueue(request with { Id = ++_id });
            if (_last.Count > Kept)
            {
                _last.Dequeue();
            }

            var key = (request.Vendor, request.Method, request.Path, request.Status);
            if (_counts.Count >= MaxCounters && !_counts.ContainsKey(key))
            {
                key.Path = "(other)";
            }

            _counts[key] = _counts.GetValueOrDefault(key) + 1;
        }
    }

    public IReadOnlyList<LoggedRequest> Last(string? vendor, int count)
    {
        lock (_lock)
        {
            return
            [
                .. _last
                    .Reverse()
                    .Where(r =>
                        vendor is null
                        || string.Equals(r.Vendor, vendor, StringComparison.OrdinalIgnoreCase)
                    )
                    .Take(count),
            ];
        }
    }

    public IReadOnlyList<RequestCount> Counts()
    {
        lock (_lock)
        {
            return
            [
                .. _counts.Select(c => new RequestCount(
                    c.Key.Vendor,
                    c.Key.Method,
                    c.Key.Path,
                    c.Key.Status,
                    c.Value
                )),
            ];
        }
    }

    public void Reset()
    {
        lock (_lock)
        {
            _last.Clear();
            _counts.Clear();
        }
    }
}
