using TimurApiConnect.AlStyle.Wire;
using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Vendors;
using TimurApiConnect.Vendors;

namespace TimurApiConnect.AlStyle;

/// <summary>One call to a method of Al-Style, and the answers that come with 200 and cannot be used all the same.</summary>
internal sealed class AlStyleCalls(VendorCalls calls, AlStyleVendor vendor)
{
    /// <summary>Asks and reads; <paramref name="read"/> gets a fresh start at each try.</summary>
    public Task<Outcome<T>> AskAsync<T>(
        string account,
        string method,
        string query,
        Urgency urgency,
        Func<Stream, CancellationToken, Task<Outcome<T>>> read,
        CancellationToken stopping,
        bool isStandIn = false
    )
        where T : notnull =>
        AskAsync(
            new VendorCall(account, method, query.Length == 0 ? method : $"{method}?{query}")
            {
                Urgency = urgency,
                IsStandIn = isStandIn,
            },
            read,
            stopping
        );

    /// <summary>Makes a call as it is.</summary>
    public Task<Outcome<T>> AskAsync<T>(
        VendorCall call,
        Func<Stream, CancellationToken, Task<Outcome<T>>> read,
        CancellationToken stopping
    )
        where T : notnull =>
        calls.AskAsync<T>(
            vendor,
            call,
            async (body, ct) =>
            {
                try
                {
                    return await read(body, ct);
                }
                catch (UnreadableAnswerException e)
                {
                    return Unreadable(call.Step, e.Message);
                }
            },
            stopping
        );

    /// <summary>An answer that came with 200 and says no all the same.</summary>
    public static Failure SaidNo(string step, decimal? interval) =>
        interval is { } seconds
            ? AlStyleVendor.OverTheLimit(step, seconds)
            : new Failure(
                FailureKind.RequestRefused,
                VendorName.AlStyle.Text,
                step,
                "The answer says \"success\": false.",
                "It is tried again at the next tick."
            );

    /// <summary>An answer that cannot be used.</summary>
    public static Failure Unreadable(string step, string evidence) =>
        new(
            FailureKind.Unreadable,
            VendorName.AlStyle.Text,
            step,
            evidence,
            "Nothing was changed and the last good data stand. If it repeats, ask the supplier whether the format has changed."
        );
}
