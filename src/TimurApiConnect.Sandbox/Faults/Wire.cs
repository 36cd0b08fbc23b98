using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.WebUtilities;
using TimurApiConnect.Sandbox.Requests;

namespace TimurApiConnect.Sandbox.Faults;

/// <summary>
/// The socket under a request. What is left to the server's buffer is thrown away when the connection breaks; what is
/// written here has left before it does.
/// </summary>
internal static class Wire
{
    /// <summary>RST: what the other end sees when a process dies or a box in between forgets the connection.</summary>
    public static void Reset(HttpContext context)
    {
        SocketOf(context).LingerState = new(true, 0);
        RequestLog.MarkUnanswered(context);
        context.Abort();
    }

    /// <summary>The head of the answer and the beginning of a body that is announced as longer.</summary>
    public static async Task SendBeginningAsync(
        HttpContext context,
        ReadOnlyMemory<byte> beginning,
        long announced
    )
    {
        var response = context.Response;
        var head = new StringBuilder(
            $"HTTP/1.1 {response.StatusCode} {ReasonPhrases.GetReasonPhrase(response.StatusCode)}\r\n"
        );
        response.ContentLength = announced;
        foreach (var (name, value) in response.Headers)
        {
            head.Append($"{name}: {value}\r\n");
        }

        var socket = SocketOf(context);
        await SendAsync(socket, Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), context);
        await SendAsync(socket, beginning, context);
    }

    /// <summary>FIN: no more will come. Waits until the caller has seen it, so that no reset overtakes it.</summary>
    public static async Task EndAsync(HttpContext context, TimeSpan patience, TimeProvider time)
    {
        SocketOf(context).Shutdown(SocketShutdown.Send);
        await Task.Delay(patience, time, context.RequestAborted)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        context.Abort();
    }

    private static async Task SendAsync(
        Socket socket,
        ReadOnlyMemory<byte> bytes,
        HttpContext context
    )
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await socket.SendAsync(bytes, context.RequestAborted)..];
        }
    }

    private static Socket SocketOf(HttpContext context) =>
        context.Features.Get<IConnectionSocketFeature>()?.Socket
        ?? throw new InvalidOperationException(
            "The server does not give its socket: connections can only be broken off under Kestrel."
        );
}
