namespace TimurApiConnect.Sandbox.Faults.Bodies;

/// <summary>The body ends in the middle, the transfer itself ends well.</summary>
internal sealed class TruncatedFault : RequestFault
{
    public override async Task StrikeAsync(HttpContext context, RequestDelegate next)
    {
        await using var half = new HalfStream();
        await Unsent.IntoAsync(context, next, half);
        context.Response.ContentLength = null;
        await context.Response.Body.WriteAsync(half.Half, context.RequestAborted);
    }
}

/// <summary>The method has done its work, and the connection ends in the middle of the answer: closed, or reset.</summary>
internal sealed class BrokenFault(bool reset, TimeProvider time) : RequestFault
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public override async Task StrikeAsync(HttpContext context, RequestDelegate next)
    {
        await using var half = new HalfStream();
        await Unsent.IntoAsync(context, next, half);
        // One more than there are, so that an empty body breaks off too.
        await Wire.SendBeginningAsync(context, half.Half, half.Total + 1);
        if (reset)
        {
            Wire.Reset(context);
        }
        else
        {
            await Wire.EndAsync(context, Patience, time);
        }
    }
}
