using System.Security.Cryptography;

namespace TimurApiConnect.Gateway.Api;

/// <summary>What keeps other people's pages out. No header for CORS is ever sent: pages of other sites read nothing.</summary>
internal static class SecurityHeaders
{
    /// <summary>The policy of every answer but the page of the document: nothing in it is loaded or run.</summary>
    private const string NothingRuns = "default-src 'none'; frame-ancestors 'none'";

    private static readonly object NonceKey = new();

    /// <summary>Sets the headers when the answer begins: an exception would clear them if they were set now.</summary>
    public static Task SetAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(
            static state =>
            {
                Set((HttpContext)state);
                return Task.CompletedTask;
            },
            context
        );
        return next(context);
    }

    /// <summary>Sets the headers now.</summary>
    public static void Set(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = context.Items.TryGetValue(NonceKey, out var nonce)
            ? ForScripts((string)nonce!)
            : NothingRuns;
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = "max-age=31536000";
        }
    }

    /// <summary>Lets this one answer run its own scripts.</summary>
    /// <returns>What its script tags must carry.</returns>
    public static string AllowScripts(HttpContext context)
    {
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        context.Items[NonceKey] = nonce;
        return nonce;
    }

    /// <summary>
    /// A page of another site may make a browser send a POST here without asking first. Browsers say where a request comes from, older ones
    /// by Origin alone; programs send neither and are not concerned.
    /// </summary>
    public static Task RefuseOtherSitesAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (
            HttpMethods.IsGet(request.Method)
            || HttpMethods.IsHead(request.Method)
            || (
                request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin" or "none"
                && IsOwn(request)
            )
        )
        {
            return next(context);
        }

        return Problems
            .Of(
                StatusCodes.Status403Forbidden,
                "other-site",
                "A page of another site may not do this",
                "Send the request from this address's own pages or from a program."
            )
            .ExecuteAsync(context);
    }

    private static bool IsOwn(HttpRequest request) =>
        request.Headers.Origin.ToString() is var origin
        && (
            origin.Length == 0
            || (
                Uri.TryCreate(origin, UriKind.Absolute, out var from)
                && string.Equals(
                    from.Authority,
                    request.Host.Value,
                    StringComparison.OrdinalIgnoreCase
                )
            )
        );

    // The page's own scripts and answers, styles that it writes itself, nothing from anywhere else.
    private static string ForScripts(string nonce) =>
        $"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
}
