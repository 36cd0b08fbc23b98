using System.Net.Sockets;

namespace TimurApiConnect.Vendors.Outbound;

/// <summary>
/// How far a request's own connection has come, which no exception tells. A request that is sent over a connection from before dials none.
/// </summary>
internal sealed class Dialling
{
    private static readonly HttpRequestOptionsKey<Dialling> Key = new("timur dialling");
    private volatile bool _began;
    private volatile bool _connected;

    /// <summary>A connection was begun and is not open yet.</summary>
    public bool IsPending => _began && !_connected;

    /// <summary>A connection was opened for this request; encryption may still be missing.</summary>
    public bool IsConnected => _connected;

    public static Dialling Of(HttpRequestMessage request)
    {
        var dialling = new Dialling();
        request.Options.Set(Key, dialling);
        return dialling;
    }

    /// <summary>Opens connections as the platform does, and tells the request about it.</summary>
    public static async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context,
        CancellationToken stopping
    )
    {
        context.InitialRequestMessage.Options.TryGetValue(Key, out var dialling);
        dialling?._began = true;
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, stopping);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        dialling?._connected = true;
        return new NetworkStream(socket, ownsSocket: true);
    }
}
