using TimurApiConnect.Sandbox.Requests;

namespace TimurApiConnect.Sandbox.Faults;

/// <summary>
/// The one place where a vendor can be made to misbehave: behind its gate (a failed request has used the caller's
/// turn) and in front of its methods.
/// </summary>
internal sealed class FaultMiddleware(RequestDelegate next, FaultPlan plan, TimeProvider time)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (plan.Next() is not { } fault)
        {
            await next(context);
            return;
        }

        RequestLog.Note(context, $"fault: {fault.Kind}");
        switch (fault.Kind)
        {
            case FaultKind.Status:
                context.Response.StatusCode = fault.Status;
                context.Response.ContentType = "application/json";
                await context.Response.WriteAsync(
                    $$"""{"status":{{fault.Status}}}""",
                    context.RequestAborted
                );
                break;
            case FaultKind.Html:
                context.Response.StatusCode = fault.Status;
                context.Response.ContentType = "text/html; charset=UTF-8";
                await context.Response.WriteAsync(
                    "<!DOCTYPE html><html><head><title>Технические работы</title></head><body><h1>Технические работы</h1></body></html>",
                    context.RequestAborted
                );
                break;
            case FaultKind.Hang:
                await HoldAsync(context, fault.HoldFor, time);
                break;
            case FaultKind.Truncated or FaultKind.Cut:
                await ShortenAsync(context, breakConnection: fault.Kind == FaultKind.Cut);
                break;
            default:
                fault.ShrinkCatalogue(context);
                await next(context);
                break;
        }
    }

    /// <summary>Sends nothing, then closes: not a single byte of an answer.</summary>
    public static async Task HoldAsync(HttpContext context, TimeSpan holdFor, TimeProvider time)
    {
        try
        {
            await Task.Delay(holdFor, time, context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // The caller gave up first, which is what most do.
        }

        RequestLog.MarkUnanswered(context);
        context.Abort();
    }

    private async Task ShortenAsync(HttpContext context, bool breakConnection)
    {
        var body = context.Response.Body;
        await using var half = new HalfStream(body);
        context.Response.Body = half;
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = body;
        }

        await half.SendHalfAsync(context.RequestAborted);
        if (breakConnection)
        {
            await body.FlushAsync(context.RequestAborted);
            context.Abort();
        }
    }
}
