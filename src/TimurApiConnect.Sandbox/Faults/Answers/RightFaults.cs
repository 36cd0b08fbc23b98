using System.Globalization;

namespace TimurApiConnect.Sandbox.Faults.Answers;

/// <summary>A right answer that comes late.</summary>
internal sealed class LatencyFault(TimeSpan delay, TimeProvider time) : RequestFault
{
    public override async Task StrikeAsync(HttpContext context, RequestDelegate next)
    {
        await Task.Delay(delay, time, context.RequestAborted);
        await next(context);
    }
}

/// <summary>A right answer from a part of the supplier's catalogue.</summary>
internal sealed class ShareFault(Vendor vendor, double share) : RequestFault
{
    private static readonly string[] OfTheCatalogue =
    [
        "quantity",
        "quantity-price",
        "elements",
        "elements-pagination",
    ];

    private static readonly object Key = new();

    /// <summary>Which part of the catalogue this request may see: 1 when nothing is wrong.</summary>
    public static double Of(HttpContext context) =>
        context.Items.TryGetValue(Key, out var share) ? (double)share! : 1;

    public override bool Suits(HttpContext context) =>
        OfTheCatalogue.Contains(vendor.MethodOf(context.Request.Path), StringComparer.Ordinal);

    public override Task StrikeAsync(HttpContext context, RequestDelegate next)
    {
        context.Items[Key] = share;
        return next(context);
    }
}

/// <summary>The vendor's clock is wrong: its Date header, and what its answers say about time.</summary>
internal sealed class ClockSkewFault(TimeSpan by, TimeProvider time) : RequestFault
{
    private static readonly object Key = new();

    /// <summary>How wrong the vendor's clock is for this request.</summary>
    public static TimeSpan Of(HttpContext context) =>
        context.Items.TryGetValue(Key, out var by) ? (TimeSpan)by! : TimeSpan.Zero;

    public override Task StrikeAsync(HttpContext context, RequestDelegate next)
    {
        context.Items[Key] = by;
        context.Response.Headers.Date = (time.GetUtcNow() + by).ToString(
            "R",
            CultureInfo.InvariantCulture
        );
        return next(context);
    }
}
