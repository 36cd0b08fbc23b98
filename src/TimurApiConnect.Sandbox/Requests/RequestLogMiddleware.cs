namespace TimurApiConnect.Sandbox.Requests;

/// <summary>Writes down every request to one vendor, also those that are refused, held or broken off.</summary>
internal sealed class RequestLogMiddleware(
    RequestDelegate next,
    string vendor,
    RequestLog log,
    TimeProvider time
)
{
    /// <summary>No status was sent: held, or broken off.</summary>
    private const int NoAnswer = 0;

    private static readonly string[] OfInterest =
    [
        "User-Agent",
        "Accept",
        "Accept-Encoding",
        "Content-Type",
        "X-Merchant-Uid",
        "X-Send-Code",
        "traceparent",
    ];

    public async Task InvokeAsync(HttpContext context)
    {
        var at = time.GetUtcNow();
        var start = time.GetTimestamp();
        var aborted = context.RequestAborted;
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (aborted.IsCancellationRequested)
        {
            RequestLog.Note(context, "the caller left");
        }
        finally
        {
            var answered =
                context.Response.HasStarted
                || !(aborted.IsCancellationRequested || RequestLog.IsUnanswered(context));
            log.Add(
                new(
                    0,
                    vendor,
                    context.Request.Method,
                    context.Request.Path.ToString(),
                    WithoutToken(context.Request.Query),
                    Headers(context.Request.Headers),
                    answered ? context.Response.StatusCode : NoAnswer,
                    RequestLog.NoteOf(context),
                    at,
                    time.GetElapsedTime(start).TotalMilliseconds
                )
            );
        }
    }

    private static string WithoutToken(IQueryCollection query) =>
        string.Join(
            '&',
            query
                .Where(p =>
                    !string.Equals(p.Key, "access-token", StringComparison.OrdinalIgnoreCase)
                )
                .Select(p => $"{p.Key}={p.Value}")
        );

    private static Dictionary<string, string> Headers(IHeaderDictionary headers)
    {
        var kept = OfInterest
            .Where(headers.ContainsKey)
            .ToDictionary(name => name, name => headers[name].ToString(), StringComparer.Ordinal);
        if (headers.ContainsKey("X-Auth-Token"))
        {
            kept["X-Auth-Token"] = "(given)";
        }

        return kept;
    }
}
