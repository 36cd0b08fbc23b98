using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TimurApiConnect.IntegrationTests.Vendors;

/// <summary>A server that does one bad thing with every connection, below HTTP.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<Socket, CancellationToken, Task> _behave;
    private readonly Task _accepting;
    private int _connections;

    private RawServer(Func<Socket, CancellationToken, Task> behave)
    {
        _behave = behave;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Connections => Volatile.Read(ref _connections);

    public Uri Address(string path = "/shop/api/v2/", string scheme = "http") =>
        new($"{scheme}://127.0.0.1:{Port}{path}");

    /// <summary>Takes the connection and says nothing.</summary>
    public static RawServer Silent() =>
        new(
            (socket, stop) =>
                socket
                    .ReceiveAsync(new byte[1 << 16], stop)
                    .AsTask()
                    .ContinueWith(
                        _ => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop),
                        TaskScheduler.Default
                    )
                    .Unwrap()
        );

    /// <summary>Closes at once.</summary>
    public static RawServer Closes() => new((_, _) => Task.CompletedTask);

    /// <summary>Breaks the connection when the request has come.</summary>
    public static RawServer Resets() =>
        new(
            async (socket, stop) =>
            {
                await socket.ReceiveAsync(new byte[1 << 16], stop);
                socket.LingerState = new LingerOption(true, 0);
            }
        );

    /// <summary>Sends this, then keeps the connection open or closes it.</summary>
    public static RawServer Says(string text, bool thenHolds = false) =>
        new(
            async (socket, stop) =>
            {
                await socket.ReceiveAsync(new byte[1 << 16], stop);
                await socket.SendAsync(Encoding.UTF8.GetBytes(text), stop);
                if (thenHolds)
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
                }

                socket.Shutdown(SocketShutdown.Send);
            }
        );

    /// <summary>Answers each request with a whole answer.</summary>
    public static RawServer Answers(string head, string body = "") =>
        Says(
            $"HTTP/1.1 {head}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}"
        );

    /// <summary>Answers each request by its first line.</summary>
    public static RawServer Tells(Func<string, (string Status, string Body)> answer) =>
        new(
            async (socket, stop) =>
            {
                var buffer = new byte[1 << 16];
                var request = Encoding.ASCII.GetString(
                    buffer,
                    0,
                    await socket.ReceiveAsync(buffer, stop)
                );
                var (status, body) = answer(request.Split('\r')[0]);
                await socket.SendAsync(
                    Encoding.UTF8.GetBytes(
                        $"HTTP/1.1 {status}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}"
                    ),
                    stop
                );
                socket.Shutdown(SocketShutdown.Send);
            }
        );

    /// <summary>Holds requests of some names in silence, and refuses the token of the others.</summary>
    public static RawServer PerAgent(Func<string, bool> holds) =>
        new(
            async (socket, stop) =>
            {
                var buffer = new byte[1 << 16];
                var request = Encoding.ASCII.GetString(
                    buffer,
                    0,
                    await socket.ReceiveAsync(buffer, stop)
                );
                if (holds(request))
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
                }

                await socket.SendAsync(
                    "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n"u8.ToArray(),
                    stop
                );
            }
        );

    /// <summary>Begins an answer and sends one byte after the other for ever.</summary>
    public static RawServer Drips() =>
        new(
            async (socket, stop) =>
            {
                await socket.ReceiveAsync(new byte[1 << 16], stop);
                await socket.SendAsync(
                    Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n["),
                    stop
                );
                using var timer = new PeriodicTimer(
                    TimeSpan.FromMilliseconds(20),
                    TimeProvider.System
                );
                while (await timer.WaitForNextTickAsync(stop))
                {
                    await socket.SendAsync(" "u8.ToArray(), stop);
                }
            }
        );

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_stop.Token);
                Interlocked.Increment(ref _connections);
                open.Add(ServeAsync(socket));
            }
        }
        catch (Exception) when (_stop.IsCancellationRequested)
        {
            // The test is over: the wait is cancelled, or the listener has been stopped before it began.
        }

        await Task.WhenAll(open);
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                await _behave(socket, _stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
                // The caller has gone, or the test is over.
            }
        }
    }
}
