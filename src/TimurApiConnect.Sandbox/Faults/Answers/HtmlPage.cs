namespace TimurApiConnect.Sandbox.Faults.Answers;

/// <summary>A page for people, as proxies and guards in front of an API send it.</summary>
internal static class HtmlPage
{
    public static Task SendAsync(HttpContext context, int status, string title)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=UTF-8";
        return context.Response.WriteAsync(
            $"<!DOCTYPE html><html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>",
            context.RequestAborted
        );
    }
}
