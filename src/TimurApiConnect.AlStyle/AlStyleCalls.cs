using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TimurApiConnect.AlStyle.Limits;
using TimurApiConnect.AlStyle.Wire;
using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.Failures;

namespace TimurApiConnect.AlStyle;

/// <summary>
/// One request to Al-Style from the slot to the outcome: wait for the token's slot, ask within the time limits, read, name what went wrong,
/// try reads again where that can help. Never throws for anything that the outside does.
/// </summary>
internal sealed partial class AlStyleCalls(
    HttpClient http,
    RequestSlots slots,
    IOptions<AlStyleOptions> options,
    IVendorCalls noted,
    TimeProvider clock,
    ILogger<AlStyleCalls> logger
)
{
    public const string Vendor = "Al-Style";
    private const int LongestRefusal = 64 * 1024;

    private AlStyleOptions Options => options.Value;

    /// <summary>Asks and reads; <paramref name="read"/> gets a fresh start at each attempt.</summary>
    public async Task<Outcome<T>> AskAsync<T>(
        string account,
        string step,
        string query,
        Urgency urgency,
        Func<Stream, CancellationToken, Task<Outcome<T>>> read,
        CancellationToken stopping
    )
        where T : notnull
    {
        for (var attempt = 1; ; attempt++)
        {
            var (outcome, elapsed) = await AttemptAsync(
                account,
                step,
                query,
                urgency,
                read,
                stopping
            );
            AlStyleTelemetry.Called(elapsed, step, outcome.Failure?.Code ?? "ok");
            if (outcome.Failure?.Kind != FailureKind.Cancelled)
            {
                await noted.NoteAsync(
                    Vendor,
                    account,
                    step,
                    outcome.Failure,
                    outcome.Failure?.Elapsed ?? elapsed,
                    CancellationToken.None
                );
            }

            if (outcome.Worked || attempt >= MostAttempts(outcome.Failure.Kind))
            {
                return outcome;
            }

            Log.Again(logger, outcome.Failure.ToString(), attempt);
            await Task.Delay(BackOff(attempt), clock, stopping)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // A silent socket is tried at most twice: more tries only multiply the hang. What a repetition cannot cure is not repeated.
    private int MostAttempts(FailureKind kind) =>
        kind switch
        {
            FailureKind.ConnectedButSilent => Math.Min(2, Options.Attempts),
            FailureKind.CouldNotConnect
            or FailureKind.BrokenOff
            or FailureKind.OverTheLimit
            or FailureKind.ServerError
            or FailureKind.Unreadable => Options.Attempts,
            _ => 1,
        };

    private static TimeSpan BackOff(int attempt) =>
        TimeSpan.FromMilliseconds(Random.Shared.Next(100, 400) * (1 << attempt));

    /// <summary>One try; the time does not count the wait for the slot.</summary>
    private async Task<(Outcome<T> Outcome, TimeSpan Elapsed)> AttemptAsync<T>(
        string account,
        string step,
        string query,
        Urgency urgency,
        Func<Stream, CancellationToken, Task<Outcome<T>>> read,
        CancellationToken stopping
    )
        where T : notnull
    {
        if (!Options.Accounts.TryGetValue(account, out var settings))
        {
            var missing = new Failure(
                FailureKind.TokenRefused,
                Vendor,
                step,
                $"No token is set for the account \"{account}\".",
                $"Set AlStyle:Accounts:{account}:Token."
            );
            return (missing, TimeSpan.Zero);
        }

        RequestSlots.Slot slot;
        try
        {
            slot = await slots.TakeAsync(settings.Token, urgency, stopping);
        }
        catch (OperationCanceledException e)
        {
            var cancelled = HttpFailures.Name(
                e,
                Vendor,
                step,
                HttpFailures.Reached.Nothing,
                TimeSpan.Zero,
                TimeSpan.Zero,
                true
            );
            return (cancelled, TimeSpan.Zero);
        }

        TimeSpan? penalty = null;
        var started = clock.GetTimestamp();
        try
        {
            var outcome = await CallAsync(account, step, query, read, stopping);
            penalty = outcome.Failure?.RetryAfter;
            return (outcome, clock.GetElapsedTime(started));
        }
        finally
        {
            await slot.EndAsync(penalty);
        }
    }

    private async Task<Outcome<T>> CallAsync<T>(
        string account,
        string step,
        string query,
        Func<Stream, CancellationToken, Task<Outcome<T>>> read,
        CancellationToken stopping
    )
        where T : notnull
    {
        var started = clock.GetTimestamp();
        var reached = HttpFailures.Reached.Nothing;
        var limit = Options.FirstByteLimit;
        using var firstByte = new CancellationTokenSource(Options.FirstByteLimit, clock);
        using var answer = new CancellationTokenSource(Options.AnswerLimit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            firstByte.Token,
            answer.Token,
            stopping
        );
        try
        {
            using var request = new HttpRequestMessage(
                HttpMethod.Get,
                new Uri(Options.BaseUrl, query.Length == 0 ? step : $"{step}?{query}")
            );
            request.Options.Set(AlStyleTokens.Account, account);
            request.Headers.Accept.ParseAdd("application/json");
            using var response = await http.SendAsync(
                request,
                HttpCompletionOption.ResponseHeadersRead,
                either.Token
            );
            (reached, limit) = (HttpFailures.Reached.Headers, Options.AnswerLimit);
            firstByte.CancelAfter(Timeout.InfiniteTimeSpan);
            await using var body = await response.Content.ReadAsStreamAsync(either.Token);
            var outcome = response.IsSuccessStatusCode
                ? await read(body, either.Token)
                : await RefusedAsync(response, body, step, either.Token);
            return outcome.Failure is { } failure
                ? failure with
                {
                    Elapsed = clock.GetElapsedTime(started),
                }
                : outcome;
        }
        catch (Exception e) when (e is UnreadableAnswerException or JsonException)
        {
            var evidence =
                e is JsonException
                    ? "The answer is no complete JSON (cut off or damaged)."
                    : e.Message;
            return Unreadable(step, evidence) with { Elapsed = clock.GetElapsedTime(started) };
        }
        catch (Exception e) when (e is not (NullReferenceException or ArgumentException))
        {
            return HttpFailures.Name(
                e,
                Vendor,
                step,
                reached,
                clock.GetElapsedTime(started),
                limit,
                stopping.IsCancellationRequested
            );
        }
    }

    /// <summary>An answer that came with 200 and says no all the same.</summary>
    public static Failure SaidNo(string step, decimal? interval) =>
        interval is { } seconds
            ? OverTheLimit(step, seconds)
            : new Failure(
                FailureKind.RequestRefused,
                Vendor,
                step,
                "The answer says \"success\": false.",
                "It is tried again at the next tick."
            );

    /// <summary>An answer that cannot be used.</summary>
    public static Failure Unreadable(string step, string evidence) =>
        new(
            FailureKind.Unreadable,
            Vendor,
            step,
            evidence,
            "Nothing was changed and the last good data stand. If it repeats, ask the supplier whether the format has changed."
        );

    // 403 means either of two things, told apart by the body: { "success": false, …, "interval": 5 } is the limit, anything else the token.
    private static async Task<Failure> RefusedAsync(
        HttpResponseMessage response,
        Stream body,
        string step,
        CancellationToken stopping
    )
    {
        var status = (int)response.StatusCode;
        var (interval, said) = ReadRefusal(await ReadSomeAsync(body, stopping));
        var because = said.Length == 0 ? $"Status {status}." : $"Status {status}: \"{said}\".";
        return response.StatusCode switch
        {
            HttpStatusCode.Forbidden
            or HttpStatusCode.TooManyRequests when interval is not null || status == 429 =>
                OverTheLimit(
                    step,
                    interval ?? (decimal)(response.Headers.RetryAfter?.Delta?.TotalSeconds ?? 5)
                ),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new Failure(
                FailureKind.TokenRefused,
                Vendor,
                step,
                because,
                "Copy the key anew from the supplier's cabinet (Integrations) into AlStyle:Accounts:…:Token (AppHost parameter …-alstyle-token)."
            ),
            _ when status >= 500 => new Failure(
                FailureKind.ServerError,
                Vendor,
                step,
                because,
                "The supplier's own fault; it is tried again at the next tick."
            ),
            _ => new Failure(
                FailureKind.RequestRefused,
                Vendor,
                step,
                because,
                "Check AlStyle:BaseUrl; the address or a parameter is not what the supplier knows."
            ),
        };
    }

    private static Failure OverTheLimit(string step, decimal seconds) =>
        new(
            FailureKind.OverTheLimit,
            Vendor,
            step,
            $"The supplier says that requests come too fast and asks for {seconds:0.##} s.",
            "Something else uses the same token (another program, the portal), or AlStyle:Interval is too short. The pause is kept."
        )
        {
            RetryAfter = TimeSpan.FromSeconds((double)Math.Clamp(seconds, 0, 600)),
        };

    private static async Task<byte[]> ReadSomeAsync(Stream body, CancellationToken stopping)
    {
        var buffer = new byte[LongestRefusal];
        var length = await body.ReadAtLeastAsync(
            buffer,
            LongestRefusal,
            throwOnEndOfStream: false,
            stopping
        );
        return buffer[..length];
    }

    private static (decimal? Interval, string Said) ReadRefusal(byte[] body)
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
            var said =
                root.TryGetProperty("message", out var message)
                && message.ValueKind == JsonValueKind.String
                    ? message.GetString() ?? ""
                    : "";
            return (interval, said.Length > 200 ? said[..200] : said);
        }
        catch (JsonException)
        {
            // HTML or nothing: the status alone speaks.
            return (null, "");
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1,
            Level = LogLevel.Warning,
            Message = "{Failure} Attempt {Attempt}; it is tried again."
        )]
        public static partial void Again(ILogger logger, string failure, int attempt);
    }
}
