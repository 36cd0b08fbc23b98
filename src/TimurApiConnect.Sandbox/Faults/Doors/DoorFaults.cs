using System.Net.Sockets;

namespace TimurApiConnect.Sandbox.Faults.Doors;

/// <summary>What a vendor's front door does with those who come.</summary>
internal enum DoorState
{
    /// <summary>Lets them in.</summary>
    Open,

    /// <summary>Nobody listens: the system refuses the connection.</summary>
    Refusing,

    /// <summary>The system answers no connection request at all, so that connecting itself takes for ever.</summary>
    Unreachable,
}

/// <summary>The front door is shut, for a time. Nobody can count who does not get in.</summary>
internal sealed class ClosedDoor(DoorState state) : Fault
{
    public DoorState State => state;
}

/// <summary>A fault of one connection, before a request is read.</summary>
internal abstract class ConnectionFault : Fault
{
    public abstract Task MeetAsync(Socket client, CancellationToken stop);
}

/// <summary>The connection stands, but nobody is there.</summary>
internal sealed class HoldConnectionFault(TimeSpan holdFor, TimeProvider time) : ConnectionFault
{
    public override Task MeetAsync(Socket client, CancellationToken stop) =>
        Task.Delay(holdFor, time, stop);
}

/// <summary>The connection stands, and is over.</summary>
internal sealed class CloseConnectionFault(bool reset) : ConnectionFault
{
    public override Task MeetAsync(Socket client, CancellationToken stop)
    {
        if (reset)
        {
            client.Close(0);
        }
        else
        {
            client.Shutdown(SocketShutdown.Both);
        }

        return Task.CompletedTask;
    }
}
