using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Vendors;
using TimurApiConnect.Vendors.Outbound;

namespace TimurApiConnect.Vendors;

/// <summary>How far a request had come when it failed; the exception alone does not tell.</summary>
internal enum Reached
{
    /// <summary>The connection was being opened.</summary>
    Dialling,

    /// <summary>Connected: the request could be sent, no answer yet.</summary>
    Connected,

    /// <summary>The status line and headers had come.</summary>
    Headers,
}

/// <summary>Names what .NET's HTTP client throws. One place for all vendors.</summary>
internal static class HttpFailures
{
    private const string NothingChanged =
        "Nothing was changed; it is tried again at the next tick.";

    /// <summary>Whether an exception is the outside's doing; any other is a defect of ours and goes its way.</summary>
    public static bool IsOutside(Exception error) =>
        error
            is HttpRequestException
                or IOException
                or SocketException
                or AuthenticationException
                or OperationCanceledException
                or TimeoutException
                or JsonException
                or InvalidDataException
                or AnswerTooLargeException;

    /// <summary>Names an exception of a request.</summary>
    /// <param name="error">What was thrown.</param>
    /// <param name="vendor">Who was asked.</param>
    /// <param name="step">What was asked for.</param>
    /// <param name="way">Host and port, and the proxy if there is one.</param>
    /// <param name="reached">How far it had come.</param>
    /// <param name="elapsed">Since it began.</param>
    /// <param name="limit">The time limit that was in force.</param>
    /// <param name="stopping">True when our own caller asked to stop.</param>
    public static Failure Name(
        Exception error,
        VendorName vendor,
        string step,
        string way,
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
            OperationCanceledException or TimeoutException => TimedOut(
                error,
                vendor,
                way,
                reached,
                elapsed,
                limit
            ),
            AnswerTooLargeException => (
                FailureKind.Unreadable,
                error.Message,
                $"{NothingChanged} If it is right, raise LargestAnswer in the settings."
            ),
            JsonException => (
                FailureKind.Unreadable,
                "The answer is no complete JSON (cut off or damaged).",
                $"{NothingChanged} If it repeats, ask {vendor} whether the format has changed."
            ),
            InvalidDataException => (
                FailureKind.Unreadable,
                "The compressed answer is damaged.",
                NothingChanged
            ),
            HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } proxy => (
                FailureKind.CouldNotConnect,
                $"The outbound proxy refused the way to {way} (status {(int?)proxy.StatusCode ?? 0}).",
                "Check Outbound:Proxy and its login, and that it lets this host through."
            ),
            HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => (
                FailureKind.CouldNotResolve,
                $"The name of {way} has no address.",
                "Check BaseUrl in the settings and this machine's DNS."
            ),
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError }
            or AuthenticationException => (
                FailureKind.Tls,
                $"The encrypted channel to {way} could not be set up{Because(error)}.",
                "Check this machine's clock and certificates, whether a proxy opens TLS, and that the address should begin with https."
            ),
            HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError }
            or SocketException => NotConnected(
                $"Nobody listens at {way}, or the way there is closed{Because(error)}."
            ),
            HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } => (
                FailureKind.Unreadable,
                $"What {way} sends is no HTTP.",
                "Check BaseUrl in the settings: another service may listen there, or https is spoken where the address says http."
            ),
            HttpRequestException or IOException when reached == Reached.Headers => (
                FailureKind.BrokenOff,
                $"The connection broke off in the middle of the answer{Because(error)}.",
                NothingChanged
            ),
            _ => (
                FailureKind.BrokenOff,
                $"{way} closed the connection without an answer{Because(error)}.",
                NothingChanged
            ),
        };
        return new Failure(kind, vendor.Text, step, detail, move) { Elapsed = elapsed };
    }

    private static (FailureKind, string, string) TimedOut(
        Exception error,
        VendorName vendor,
        string way,
        Reached reached,
        TimeSpan elapsed,
        TimeSpan limit
    ) =>
        reached switch
        {
            Reached.Headers => (
                FailureKind.BrokenOff,
                $"The answer began but was not complete after {limit.TotalSeconds:0.#} s.",
                $"{NothingChanged} Raise AnswerLimit in the settings if this repeats."
            ),
            Reached.Dialling => NotConnected(
                $"No connection to {way} within {elapsed.TotalSeconds:0.#} s."
            ),
            // The platform's own limit for opening a connection fired after the socket was open.
            _ when error is OperationCanceledException { InnerException: TimeoutException } => (
                FailureKind.Tls,
                $"{way} takes the connection but not the encryption: no handshake within {elapsed.TotalSeconds:0.#} s.",
                "Check that the port of BaseUrl speaks TLS, and whether a firewall holds the handshake."
            ),
            _ => (
                FailureKind.ConnectedButSilent,
                $"Connected to {way}, but no byte came within {limit.TotalSeconds:0.#} s.",
                $"{vendor} or a firewall before it drops such requests: check the User-Agent, the address we call from, the outbound proxy."
            ),
        };

    private static (FailureKind, string, string) NotConnected(string detail) =>
        (
            FailureKind.CouldNotConnect,
            detail,
            "Check BaseUrl in the settings, this machine's network and the outbound proxy."
        );

    // The innermost text names the cause; addresses with a query, which could hold a token, stand in none of them.
    private static string Because(Exception error)
    {
        while (error.InnerException is { } inner)
        {
            error = inner;
        }

        return error is SocketException socket ? $" ({socket.SocketErrorCode})"
            : error is AuthenticationException ? $" ({error.Message.TrimEnd('.')})"
            : "";
    }
}
