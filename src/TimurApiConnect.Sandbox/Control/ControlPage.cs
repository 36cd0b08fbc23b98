namespace TimurApiConnect.Sandbox.Control;

/// <summary>The page for people: one file inside the program, which asks nobody else for anything.</summary>
internal static class ControlPage
{
    private static readonly byte[] Html = Read();

    public static async Task SendAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        // Names of goods come from outside: even a slip in the page's own escaping must not run or load anything.
        headers.ContentSecurityPolicy =
            "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; img-src data:";
        headers.CacheControl = "no-cache";
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.Body.WriteAsync(Html, context.RequestAborted);
    }

    private static byte[] Read()
    {
        using var stream = typeof(ControlPage).Assembly.GetManifestResourceStream("page.html")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
