using System.Net.Sockets;
using System.Security.Authentication;

namespace TimurApiConnect.Core.Failures;

/// <summary>Names what .NET's HTTP client throws. One place for all vendors.</summary>
public static class HttpFailures
{
    /// <summary>How far a call had come when it failed; the exception alone does not tell.</summary>
    public enum Reached
    {
        /// <summary>No answer yet, perhaps no connection.</summary>
        Nothing,

        /// <summary>The status line and headers had come.</summary>
        Headers,
    }

    /// <summary>Names an exception of a call.</summary>
    /// <param name="error">What was thrown.</param>
    /// <param name="vendor">Who was asked.</param>
    /// <param name="step">What was asked for.</param>
    /// <param name="reached">How far the call had come.</param>
    /// <param name="elapsed">Since the call began.</param>
    /// <param name="limit">The time limit that was in force.</param>
    /// <param name="stopping">True when our own caller asked to stop.</param>
    public static Failure Name(
        Exception error,
        string vendor,
        string step,
        Reached reached,
        TimeSpan elapsed,
        TimeSpan limit,
        bool stopping
    )
    {
        var (kind, detail, move) = error switch
        {
            OperationCanceledException when stopping => (
                FailureKind.Cancelled,
                "The run was stopped.",
                "Start it again when ready."
            ),
            OperationCanceledException { InnerException: TimeoutException }
                when reached == Reached.Nothing => NotConnected(
                $"No connection within the connect limit ({elapsed.TotalSeconds:0} s)."
            ),
            _ when IsTimeout(error) && reached == Reached.Headers => (
                FailureKind.BrokenOff,
                $"The answer began but was not complete after {limit.TotalSeconds:0} s.",
                "Nothing was changed. It is tried again at the next tick; raise the time limit if this repeats."
            ),
            _ when IsTimeout(error) => (
                FailureKind.ConnectedButSilent,
                $"Connected, but no byte came within {limit.TotalSeconds:0} s.",
                $"{vendor} or a firewall before it drops such requests: check the User-Agent, the address we call from, the outbound proxy."
            ),
            HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => (
                FailureKind.CouldNotResolve,
                "The host's name has no address.",
                "Check the base URL in the settings and this machine's DNS."
            ),
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError }
            or AuthenticationException => (
                FailureKind.Tls,
                "The encrypted channel could not be set up.",
                "Check this machine's clock and certificates, and whether a proxy opens TLS."
            ),
            HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError }
            or SocketException => NotConnected("Nobody listens there, or the way is closed."),
            HttpRequestException or IOException => (
                FailureKind.BrokenOff,
                "The connection broke off.",
                "Nothing was changed. It is tried again at the next tick."
            ),
            _ => (
                FailureKind.Unreadable,
                $"The answer could not be read ({error.GetType().Name}).",
                "Nothing was changed. If it repeats, the vendor has changed its format."
            ),
        };
        return new Failure(kind, vendor, step, detail, move) { Elapsed = elapsed };
    }

    private static (FailureKind, string, string) NotConnected(string detail) =>
        (
            FailureKind.CouldNotConnect,
            detail,
            "Check the base URL, this machine's network and the outbound proxy."
        );

    // The time limit shows as a cancellation of the linked source.
    private static bool IsTimeout(Exception error) =>
        error is OperationCanceledException or TimeoutException;
}
