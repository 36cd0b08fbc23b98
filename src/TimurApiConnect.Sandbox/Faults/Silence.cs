using TimurApiConnect.Sandbox.Requests;

namespace TimurApiConnect.Sandbox.Faults;

/// <summary>The request was taken, and not a byte comes back.</summary>
internal static class Silence
{
    /// <summary>Holds the connection, then breaks it off, unless the caller leaves first, which most do.</summary>
    public static async Task HoldAsync(HttpContext context, TimeSpan holdFor, TimeProvider time)
    {
        await Task.Delay(holdFor, time, context.RequestAborted)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        RequestLog.MarkUnanswered(context);
        context.Abort();
    }
}
