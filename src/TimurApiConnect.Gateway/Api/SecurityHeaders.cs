namespace TimurApiConnect.Gateway.Api;

/// <summary>What keeps other people's pages out.</summary>
internal static class SecurityHeaders
{
    /// <summary>Sets the headers when the answer begins: an exception would clear them if they were set now.</summary>
    public static Task SetAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(
            static state =>
            {
                var headers = ((HttpContext)state).Response.Headers;
                headers.XContentTypeOptions = "nosniff";
                headers.ContentSecurityPolicy = "frame-ancestors 'none'";
                headers["Referrer-Policy"] = "no-referrer";
                return Task.CompletedTask;
            },
            context
        );
        return next(context);
    }

    /// <summary>
    /// A page of another site may make a browser send a POST here without asking first. Browsers say where a request comes from;
    /// programs, which send no such header, are not concerned.
    /// </summary>
    public static Task RefuseOtherSitesAsync(HttpContext context, RequestDelegate next)
    {
        var safe =
            HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        if (
            safe
            || context.Request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin" or "none"
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
}
