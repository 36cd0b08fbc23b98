using System.Net;
using System.Net.Sockets;

namespace TimurApiConnect.Sandbox.Faults.Doors;

/// <summary>A port in one of the states of a door. To change the state, this is disposed and another one made.</summary>
internal sealed class Listening : IDisposable
{
    private readonly Socket _socket;
    private readonly Socket? _filling;

    private Listening(Socket socket, Socket? filling) => (_socket, _filling) = (socket, filling);

    public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    public static Listening Start(IPEndPoint at, DoorState state, Func<Socket, Task> take)
    {
        var socket = new Socket(at.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // A port that is bound but not listened on is refused by the system, and nobody else gets it meanwhile.
            socket.Bind(at);
            return state switch
            {
                DoorState.Open => Accept(socket, take),
                DoorState.Unreachable => Fill(socket),
                _ => new(socket, null),
            };
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _filling?.Dispose();
    }

    private static Listening Accept(Socket socket, Func<Socket, Task> take)
    {
        socket.Listen();
        _ = AcceptAsync(socket, take);
        return new(socket, null);
    }

    private static async Task AcceptAsync(Socket socket, Func<Socket, Task> take)
    {
        while (!socket.SafeHandle.IsClosed)
        {
            try
            {
                _ = take(await socket.AcceptAsync());
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // The door changed its state, or the one who came has left already.
            }
        }
    }

    /// <summary>
    /// With its queue full of one connection that nobody takes, Linux drops what else comes: no answer at all, as from
    /// a machine that is gone.
    /// </summary>
    private static Listening Fill(Socket socket)
    {
        socket.Listen(0);
        var filling = new Socket(socket.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            filling.Connect(IPAddress.Loopback, ((IPEndPoint)socket.LocalEndPoint!).Port);
            return new(socket, filling);
        }
        catch
        {
            filling.Dispose();
            throw;
        }
    }
}
