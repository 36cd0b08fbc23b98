using TimurApiConnect.Sandbox.Requests;

namespace TimurApiConnect.Sandbox.AlStyle;

/// <summary>What every request to the supplier passes first: the token, then the limit.</summary>
internal sealed class AlStyleGate(
    RequestDelegate next,
    SimulatedAlStyle vendor,
    Live<AlStyleSettings> live,
    RequestLimit limit
)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var settings = live.Current;
        var token = context.Request.Query["access-token"].ToString();
        if (!settings.Accepts(token))
        {
            RequestLog.Note(context, "token refused");
            await vendor.BadTokenAsync(context, settings.BadTokenStatus);
            return;
        }

        if (!limit.TryTake(token, settings.Interval))
        {
            RequestLog.Note(context, "over the limit");
            await vendor.LimitAsync(context, settings.Interval);
            return;
        }

        await next(context);
    }
}
