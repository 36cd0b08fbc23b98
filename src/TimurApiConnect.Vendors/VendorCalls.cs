using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Vendors;
using TimurApiConnect.Vendors.Outbound;
using TimurApiConnect.Vendors.Retries;

namespace TimurApiConnect.Vendors;

/// <summary>
/// One call to a vendor, from the wait for its turn to a named outcome: ask within the time limits, note how it went, try reads again where
/// that can help, and leave a vendor alone that is down. Never throws for anything that the outside does. Every vendor is called so.
/// </summary>
public sealed partial class VendorCalls(
    IEnumerable<VendorClient> clients,
    VendorStates states,
    IVendorMemory memory,
    ISecretMask mask,
    IOptions<OutboundOptions> outbound,
    TimeProvider clock,
    ILogger<VendorCalls> logger
)
{
    private const int MaxSilent = 2;
    private readonly VendorGate _gate = new(memory);
    private readonly Dictionary<VendorName, VendorClient> _clients = clients.ToDictionary(c =>
        c.Vendor
    );

    /// <summary>Asks and reads; <paramref name="read"/> gets the body of a success, and a fresh start at each try.</summary>
    public Task<Outcome<T>> AskAsync<T>(
        IVendor vendor,
        VendorCall call,
        Func<Stream, CancellationToken, Task<Outcome<T>>> read,
        CancellationToken stopping
    )
        where T : notnull =>
        SendAsync<T>(
            vendor,
            call,
            async (response, body, ct) =>
                response.IsSuccessStatusCode
                    ? await read(body, ct)
                    : await RefusedAsync(vendor, call, response, body, ct),
            stopping
        );

    /// <summary>
    /// Looks at whether the vendor takes our token: one harmless request, once, whatever is known about it. With another product's name in
    /// <paramref name="userAgent"/> it only compares, and nothing is concluded from it for other calls.
    /// </summary>
    public async Task<VendorLook> LookAsync(
        IVendor vendor,
        string account,
        TimeLimits? limits,
        string? userAgent,
        CancellationToken stopping
    )
    {
        VendorAnswer? seen = null;
        var call = vendor.Harmless(account) with
        {
            IsProbe = true,
            Limits = limits,
            UserAgent = userAgent,
        };
        var outcome = await SendAsync<VendorAnswer>(
            vendor,
            call,
            async (response, body, ct) =>
            {
                seen = await VendorAnswer.ReadAsync(response, body, clock, mask, ct);
                return !response.IsSuccessStatusCode ? vendor.Refused(seen, call)
                    : vendor.Unexpected(seen, call) is { } failure ? failure
                    : seen;
            },
            stopping
        );
        return new VendorLook(seen, outcome.Failure);
    }

    private async Task<Outcome<T>> SendAsync<T>(
        IVendor vendor,
        VendorCall call,
        Func<HttpResponseMessage, Stream, CancellationToken, Task<Outcome<T>>> read,
        CancellationToken stopping
    )
        where T : notnull
    {
        using var span = VendorTelemetry.StartCall(vendor.Name, call);
        var outcome = await RepeatAsync(vendor, call, read, stopping);
        VendorTelemetry.EndCall(span, outcome.Failure);
        return outcome;
    }

    private async Task<Outcome<T>> RepeatAsync<T>(
        IVendor vendor,
        VendorCall call,
        Func<HttpResponseMessage, Stream, CancellationToken, Task<Outcome<T>>> read,
        CancellationToken stopping
    )
        where T : notnull
    {
        var (options, state) = (vendor.Options, states.Of(vendor.Name, call.Account));
        var (limits, budget) = (call.Limits ?? options.Limits, states.BudgetOf(vendor.Name));
        var started = clock.GetTimestamp();
        using var total = new CancellationTokenSource(limits.Total, clock);
        budget.Called(options.RetryPercent, options.RetryBurst);
        Outcome<T>? before = null;
        for (var (attempt, silent) = (1, 0); ; attempt++)
        {
            if (await _gate.BarredAsync(vendor, call, state.Breaker, stopping) is { } barred)
            {
                return before ?? barred;
            }

            var outcome = await TryAsync(vendor, call, state, limits, read, total.Token, stopping);
            if (outcome.Failure is not { } failure)
            {
                return outcome;
            }

            if (failure.Attempt == 0)
            {
                return before ?? outcome;
            }

            before = failure = failure with { Attempt = attempt };
            silent += failure.Kind == FailureKind.ConnectedButSilent ? 1 : 0;
            if (!MayRepeat(call, failure, attempt, silent, options))
            {
                return failure;
            }

            var pause = BackOff.After(
                attempt,
                options.BackOff,
                options.LongestBackOff,
                failure.RetryAfter,
                Random.Shared.NextDouble()
            );
            // A try that could not begin within the limit is not waited for, and one that the budget does not allow not made.
            if (
                clock.GetElapsedTime(started) + pause >= limits.Total
                || !budget.TrySpend(options.RetryBurst)
            )
            {
                Log.NoMore(logger, failure.ToString());
                return failure;
            }

            Log.Again(logger, failure.ToString(), pause.TotalSeconds);
            await Task.Delay(pause, clock, stopping)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>One try, with its turn before and its note after.</summary>
    private async Task<Outcome<T>> TryAsync<T>(
        IVendor vendor,
        VendorCall call,
        VendorState state,
        TimeLimits limits,
        Func<HttpResponseMessage, Stream, CancellationToken, Task<Outcome<T>>> read,
        CancellationToken total,
        CancellationToken stopping
    )
        where T : notnull
    {
        Failure? failure = null;
        TimeSpan elapsed;
        var answered = false;
        Outcome<T> outcome;
        try
        {
            ITurn turn;
            try
            {
                using var waiting = VendorTelemetry.StartWait(call);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(total, stopping);
                turn = await vendor.TakeTurnAsync(call.Account, call.Urgency, either.Token);
            }
            catch (OperationCanceledException)
            {
                return failure = NoTurn(vendor, call, limits, stopping.IsCancellationRequested);
            }

            // While it waited, another call may have learned that the token is refused.
            if (await _gate.KnownRefusedAsync(vendor, call, stopping) is { } refused)
            {
                await turn.EndAsync(null);
                return failure = refused;
            }

            var started = clock.GetTimestamp();
            try
            {
                outcome = await new Exchange(
                    _clients[vendor.Name].Http,
                    outbound.Value,
                    mask,
                    clock
                ).RunAsync(vendor, call, limits, read, total, stopping);
                (failure, answered) = (outcome.Failure, outcome.Failure?.Kind.IsAnswer() ?? true);
            }
            finally
            {
                elapsed = clock.GetElapsedTime(started);
                await turn.EndAsync(failure?.RetryAfter);
            }
        }
        finally
        {
            // However it ended: the breaker may wait for this very call.
            if (
                !call.OnlyCompares
                && state.Breaker.Report(failure, vendor.Options.BreakAfter, vendor.Options.BreakFor)
            )
            {
                Log.BreakerMoved(
                    logger,
                    vendor.Name.Text,
                    call.Account,
                    failure is null ? "is asked again" : "is left alone for a while"
                );
            }
        }

        if (call.OnlyCompares)
        {
            return outcome;
        }

        if (answered)
        {
            state.Took(elapsed);
        }

        VendorTelemetry.Called(vendor.Name, call.Step, elapsed, failure?.Code ?? "ok");
        if (
            failure?.Kind != FailureKind.Cancelled
            && !(call.IsStandIn && failure?.Kind.IsOfOneMethod() is true)
        )
        {
            await memory.NoteAsync(
                new VendorNote(vendor.Name, call.Account, call.Step, failure, elapsed)
                {
                    Token = vendor.TokenOf(call.Account),
                    Breaker = state.Breaker.View,
                    Latency = state.Latency,
                },
                CancellationToken.None
            );
        }

        return outcome;
    }

    private static Failure NoTurn(
        IVendor vendor,
        VendorCall call,
        TimeLimits limits,
        bool stopping
    ) => stopping ? NotSent.Stopped(vendor, call) : NotSent.NoTurn(vendor, call, limits.Total);

    // A silent socket is tried at most twice: more tries only multiply the hang.
    private static bool MayRepeat(
        VendorCall call,
        Failure failure,
        int attempt,
        int silent,
        VendorOptions options
    ) =>
        !call.HasEffect
        && !call.IsProbe
        && attempt < options.Attempts
        && silent < MaxSilent
        && failure.Kind.MayPass();

    private async Task<Failure> RefusedAsync(
        IVendor vendor,
        VendorCall call,
        HttpResponseMessage response,
        Stream body,
        CancellationToken stopping
    ) => vendor.Refused(await VendorAnswer.ReadAsync(response, body, clock, mask, stopping), call);

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1,
            Level = LogLevel.Warning,
            Message = "{Failure} It is tried again in {Seconds:0.0} s."
        )]
        public static partial void Again(ILogger logger, string failure, double seconds);

        [LoggerMessage(
            EventId = 2,
            Level = LogLevel.Warning,
            Message = "{Failure} It is not tried again: the time or the budget for repetitions is used up."
        )]
        public static partial void NoMore(ILogger logger, string failure);

        [LoggerMessage(
            EventId = 3,
            Level = LogLevel.Warning,
            Message = "{Vendor}, account {Account}, {What}."
        )]
        public static partial void BreakerMoved(
            ILogger logger,
            string vendor,
            string account,
            string what
        );
    }
}
