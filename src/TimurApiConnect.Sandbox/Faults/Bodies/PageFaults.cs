using Microsoft.AspNetCore.Http.Extensions;

namespace TimurApiConnect.Sandbox.Faults.Bodies;

/// <summary>A fault that is seen only on pages of a list.</summary>
internal abstract class PageFault(Vendor vendor) : RequestFault
{
    public override bool Suits(HttpContext context) => vendor.PageOf(context) is not null;

    public sealed override Task StrikeAsync(HttpContext context, RequestDelegate next) =>
        StrikeAsync(context, next, vendor.PageOf(context)!);

    protected abstract Task StrikeAsync(HttpContext context, RequestDelegate next, Page page);

    /// <summary>Lets the vendor answer as if another page were asked for.</summary>
    protected static async Task AsAsync(
        HttpContext context,
        Page page,
        long at,
        Func<HttpContext, Task> answer
    )
    {
        var asked = context.Request.QueryString;
        var query = new QueryBuilder(
            context.Request.Query.Where(p =>
                !string.Equals(p.Key, page.Parameter, StringComparison.OrdinalIgnoreCase)
            )
        )
        {
            { page.Parameter, $"{at}" },
        };
        context.Request.QueryString = query.ToQueryString();
        try
        {
            await answer(context);
        }
        finally
        {
            context.Request.QueryString = asked;
        }
    }
}

/// <summary>The former page once more, as a cache in between would send it.</summary>
internal sealed class DuplicatePageFault(Vendor vendor) : PageFault(vendor)
{
    private readonly Vendor _vendor = vendor;

    public override bool Suits(HttpContext context) =>
        _vendor.PageOf(context) is { IsFirst: false };

    protected override Task StrikeAsync(HttpContext context, RequestDelegate next, Page page) =>
        AsAsync(context, page, page.Former, c => next(c));
}

/// <summary>
/// The list moved between two requests: the first rows of this page are missing, and the first ones of the next page
/// are already here, so that they come twice.
/// </summary>
internal sealed class ShiftedPageFault(Vendor vendor, int rows) : PageFault(vendor)
{
    protected override async Task StrikeAsync(HttpContext context, RequestDelegate next, Page page)
    {
        await using var following = new MemoryStream();
        await AsAsync(context, page, page.Following, c => Unsent.IntoAsync(c, next, following));
        context.Response.Clear();
        await using var right = await Unsent.RunAsync(context, next);
        await RowsFault.SendAsync(context, Rows.Shift(right.ToArray(), following.ToArray(), rows));
    }
}

/// <summary>A right answer in which only the first part of the rows is left.</summary>
internal sealed class RowsFault(Func<HttpContext, bool> suits, double share) : RequestFault
{
    public override bool Suits(HttpContext context) => suits(context);

    public override async Task StrikeAsync(HttpContext context, RequestDelegate next)
    {
        await using var right = await Unsent.RunAsync(context, next);
        await SendAsync(context, Rows.Keep(right.ToArray(), share));
    }

    public static async Task SendAsync(HttpContext context, byte[] json)
    {
        context.Response.ContentLength = json.Length;
        await context.Response.Body.WriteAsync(json, context.RequestAborted);
    }
}
