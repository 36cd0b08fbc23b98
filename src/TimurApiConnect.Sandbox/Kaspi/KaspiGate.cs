using System.Text.RegularExpressions;
using TimurApiConnect.Sandbox.Faults;
using TimurApiConnect.Sandbox.Faults.Answers;
using TimurApiConnect.Sandbox.Requests;

namespace TimurApiConnect.Sandbox.Kaspi;

/// <summary>
/// What every request to the marketplace passes first. The order is the real one: a tool's signature, or a foreign address, is held before
/// token or filters are looked at, which is why a blocked caller believes that the network hangs.
/// </summary>
internal sealed partial class KaspiGate(
    RequestDelegate next,
    SimulatedKaspi vendor,
    Live<KaspiSettings> live,
    TimeProvider time
)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var settings = live.Current;
        var headers = context.Request.Headers;
        var agent = headers.UserAgent.ToString();
        if (agent.Length == 0 ? settings.HoldMissingUserAgent : ToolSignature().IsMatch(agent))
        {
            RequestLog.Note(context, "held: User-Agent");
            await Silence.HoldAsync(context, settings.HoldFor, time);
            return;
        }

        if (settings.Holds(context.Connection.RemoteIpAddress))
        {
            RequestLog.Note(context, "held: address");
            await Silence.HoldAsync(context, settings.HoldFor, time);
            return;
        }

        if (headers.Accept.Count == 0 || string.IsNullOrWhiteSpace(headers.Accept.ToString()))
        {
            RequestLog.Note(context, "no Accept");
            await HtmlPage.SendAsync(context, StatusCodes.Status404NotFound, "Страница не найдена");
            return;
        }

        if (
            !string.Equals(
                headers["X-Auth-Token"].ToString(),
                settings.Token,
                StringComparison.Ordinal
            )
        )
        {
            RequestLog.Note(context, "token refused");
            await vendor.BadTokenAsync(context, StatusCodes.Status401Unauthorized);
            return;
        }

        await next(context);
    }

    [GeneratedRegex(
        "^(python-requests|python-httpx|Python-urllib|curl|Wget)",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex ToolSignature();
}
