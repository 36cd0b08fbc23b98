using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace TimurApiConnect.IntegrationTests.Sandbox.Faults;

/// <summary>How an answer ended, as the socket tells it.</summary>
internal enum Ending
{
    Closed,
    Reset,

    /// <summary>Neither closed nor reset as long as somebody listened.</summary>
    StillOpen,
}

/// <summary>What came back.</summary>
internal sealed record Heard(string Text, Ending Ending, TimeSpan Took)
{
    public string Head => Text.Split("\r\n\r\n")[0];

    public string Body => Text.Contains("\r\n\r\n") ? Text[(Head.Length + 4)..] : "";

    public int Status => int.Parse(Text.Split(' ')[1]);

    public string? Header(string name) =>
        Head.Split("\r\n")
            .FirstOrDefault(line =>
                line.StartsWith(name + ": ", StringComparison.OrdinalIgnoreCase)
            )
            ?[(name.Length + 2)..];
}

/// <summary>Speaks HTTP by hand: only so is it seen what a client really gets.</summary>
internal static class RawClient
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>A request that the vendor answers with 200 when nothing is wrong.</summary>
    public static Task<Heard> AskAsync(
        Uri address,
        string vendor,
        TimeSpan? patience = null,
        string? path = null
    ) => SendAsync(address, Request(vendor, path), patience ?? Patience);

    public static string Request(string vendor, string? path = null) =>
        vendor == "al-style"
            ? $"GET {path ?? "/api/brands"}{((path ?? "").Contains('?') ? '&' : '?')}access-token={SandboxServer.AlStyleToken} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
            : $"GET {path ?? "/shop/api/v2/orders?filter[orders][code]=1"} HTTP/1.1\r\nHost: k\r\nAccept: */*\r\nX-Auth-Token: {SandboxServer.KaspiToken}\r\nConnection: close\r\n\r\n";

    public static async Task<Heard> SendAsync(Uri address, string request, TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        using var socket = new Socket(
            AddressFamily.InterNetwork,
            SocketType.Stream,
            ProtocolType.Tcp
        );
        var start = Stopwatch.GetTimestamp();
        var heard = new MemoryStream();
        var ending = Ending.StillOpen;
        try
        {
            await socket.ConnectAsync(address.Host, address.Port, limit.Token);
            await socket.SendAsync(Encoding.ASCII.GetBytes(request), limit.Token);
            var buffer = new byte[64 * 1024];
            for (int count; (count = await socket.ReceiveAsync(buffer, limit.Token)) > 0; )
            {
                heard.Write(buffer.AsSpan(0, count));
            }

            ending = Ending.Closed;
        }
        catch (SocketException e)
            when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown)
        {
            ending = Ending.Reset;
        }
        catch (OperationCanceledException)
        {
            // Nobody has closed: that is the answer.
        }

        return new(
            Encoding.UTF8.GetString(heard.ToArray()),
            ending,
            Stopwatch.GetElapsedTime(start)
        );
    }
}
