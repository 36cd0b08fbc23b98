namespace TimurApiConnect.Sandbox.Faults;

/// <summary>Lets a method answer into memory instead of to its caller.</summary>
internal static class Unsent
{
    public static async Task<MemoryStream> RunAsync(HttpContext context, RequestDelegate next)
    {
        var kept = new MemoryStream();
        await IntoAsync(context, next, kept);
        return kept;
    }

    /// <summary>Runs with another body; status and headers stay in the response.</summary>
    public static async Task IntoAsync(HttpContext context, RequestDelegate next, Stream into)
    {
        var body = context.Response.Body;
        context.Response.Body = into;
        try
        {
            await next(context);
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        }
        finally
        {
            context.Response.Body = body;
        }
    }
}
