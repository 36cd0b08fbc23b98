using System.Text.Json;
using TimurApiConnect.Sandbox.Requests;

namespace TimurApiConnect.Sandbox.AlStyle;

/// <summary>What every request to the supplier passes first: the token, then the limit.</summary>
internal sealed class AlStyleGate(
    RequestDelegate next,
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
            await Answer.ErrorAsync(
                context,
                settings.BadTokenStatus,
                settings.BadTokenStatus == StatusCodes.Status401Unauthorized
                    ? "Unauthorized"
                    : "Forbidden",
                "Your request was made with invalid credentials."
            );
            return;
        }

        if (!limit.TryTake(token, settings.Interval))
        {
            RequestLog.Note(context, "over the limit");
            await RefuseAsync(context, settings.Interval);
            return;
        }

        await next(context);
    }

    // {"success":false,"message":"...","interval":5} with status 403, not 429, and no Retry-After
    private static async Task RefuseAsync(HttpContext context, TimeSpan interval)
    {
        await using var json = Answer.Begin(context, StatusCodes.Status403Forbidden);
        json.WriteStartObject();
        json.WriteBoolean("success", false);
        json.WriteString("message", "Превышен лимит запросов к API");
        WriteSeconds(json, interval);
        json.WriteEndObject();
        await Answer.EndAsync(json, context);
    }

    private static void WriteSeconds(Utf8JsonWriter json, TimeSpan interval)
    {
        if (interval.Ticks % TimeSpan.TicksPerSecond == 0)
        {
            json.WriteNumber("interval", (long)interval.TotalSeconds);
        }
        else
        {
            json.WriteNumber("interval", interval.TotalSeconds);
        }
    }
}
