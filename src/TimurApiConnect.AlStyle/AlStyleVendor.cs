using System.Net;
using System.Text.Json;
using TimurApiConnect.AlStyle.Limits;
using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Vendors;
using TimurApiConnect.Vendors;

namespace TimurApiConnect.AlStyle;

/// <summary>What is Al-Style's own: the token's place, the turn, and how it says no.</summary>
internal sealed class AlStyleVendor(LastGood<AlStyleOptions> options, RequestSlots slots) : IVendor
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    public VendorName Name => VendorName.AlStyle;

    public string Section => "AlStyle";

    public Uri Address { get; } = new AlStyleOptions().BaseUrl;

    // The older host had the same methods, so only its own host with another path is surely wrong.
    public string? WrongAddress =>
        Options.BaseUrl is var url && url.Host != Address.Host ? null
        : url.Scheme != Uri.UriSchemeHttps ? "The supplier is asked by https."
        : url.AbsolutePath != Address.AbsolutePath
            ? $"The methods of this host live under {Address.AbsolutePath}."
        : null;

    public VendorOptions Options => options.Value;

    public IReadOnlyCollection<string> Accounts => options.Value.Accounts.Keys;

    public string? TokenOf(string account) =>
        options.Value.Accounts.TryGetValue(account, out var settings) ? settings.Token : null;

    public string TokenSetting(string account) =>
        $"AlStyle:Accounts:{account}:Token (AppHost parameter {account}-alstyle-token; the key from the supplier's cabinet, page \"Integrations (API, Widgets)\")";

    public async Task<ITurn> TakeTurnAsync(
        string account,
        Urgency urgency,
        CancellationToken stopping
    ) => await slots.TakeAsync(TokenOf(account)!, urgency, stopping);

    public HttpRequestMessage CreateRequest(VendorCall call)
    {
        var request = new HttpRequestMessage(call.Method, new Uri(Options.BaseUrl, call.Address));
        request.Options.Set(AlStyleTokens.Account, call.Account);
        request.Headers.Accept.ParseAdd("application/json");
        return request;
    }

    // 403 means either of two things, told apart by the body: { "success": false, …, "interval": 5 } is the limit, anything else the token.
    public Failure Refused(VendorAnswer answer, VendorCall call)
    {
        var (interval, said) = Read(answer.Body);
        return
            interval is { } seconds
            && answer.Status is HttpStatusCode.Forbidden or HttpStatusCode.TooManyRequests
            ? OverTheLimit(call.Step, interval ?? 0)
            : Refusals.Name(this, call, answer, said);
    }

    // The body of "date" stands in no copy of the documents; any JSON that does not say no will do.
    public VendorCall Harmless(string account) =>
        new(account, "date", "date") { Urgency = Urgency.Urgent };

    public Failure? Unexpected(VendorAnswer answer, VendorCall call)
    {
        try
        {
            using var document = JsonDocument.Parse(answer.Body);
        }
        catch (JsonException)
        {
            return AlStyleCalls.Unreadable(
                call.Step,
                answer.IsPage
                    ? "The answer is a page for people (HTML), not JSON."
                    : "The answer is no complete JSON (cut off or damaged)."
            );
        }

        return Read(answer.Body).Interval is { } seconds ? OverTheLimit(call.Step, seconds) : null;
    }

    /// <summary>The supplier says that requests come too fast.</summary>
    public static Failure OverTheLimit(string step, decimal seconds) =>
        new(
            FailureKind.OverTheLimit,
            VendorName.AlStyle.Text,
            step,
            $"The supplier says that requests come too fast and asks for {seconds:0.##} s.",
            "Something else uses the same token (another program, the portal), or AlStyle:Interval is too short. The pause is kept."
        )
        {
            RetryAfter = TimeSpan.FromSeconds(
                (double)Math.Clamp(seconds, 0, (decimal)LongestPause.TotalSeconds)
            ),
        };

    private static (decimal? Interval, string Said) Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return (null, "");
            }

            decimal? interval =
                root.TryGetProperty("interval", out var value)
                && value.ValueKind == JsonValueKind.Number
                && value.TryGetDecimal(out var seconds)
                    ? seconds
                    : null;
            return (
                interval,
                root.TryGetProperty("message", out var message)
                && message.ValueKind == JsonValueKind.String
                    ? message.GetString() ?? ""
                    : ""
            );
        }
        catch (JsonException)
        {
            // HTML or nothing: the status alone speaks.
            return (null, "");
        }
    }
}
