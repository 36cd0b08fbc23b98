using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using TimurApiConnect.Sandbox.Faults.Arranged;

namespace TimurApiConnect.Sandbox.Faults.Doors;

/// <summary>
/// A vendor's own port. Behind it lies the program's port, which both vendors and the control API share; in front of it
/// whole connections can fail, which no HTTP server can do to itself.
/// </summary>
internal sealed class FrontDoor(FaultPlan plan, int port, TimeProvider time, ILogger<FrontDoor> log)
    : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly ConcurrentDictionary<Socket, byte> _clients = new();
    private ITimer? _edge;
    private Listening? _listening;
    private IPEndPoint _at = new(IPAddress.Loopback, port);
    private IPEndPoint _behind = null!;
    private HashSet<int> _inForce = [];

    /// <summary>The port that is set; 0 is any free one.</summary>
    public int Port => port;

    public DoorState State { get; private set; }

    public Uri? Address =>
        _listening is null ? null : new UriBuilder(Uri.UriSchemeHttp, "127.0.0.1", _at.Port).Uri;

    public static string? PortProblem(int? port) =>
        port is < 0 or > 65535
            ? $"Port '{port}' is not between 0 and 65535. 0 is any free port; leave it out for no front door."
            : null;

    /// <summary>Opens, on the side of the machine on which the program itself listens.</summary>
    public async Task OpenAsync(IPAddress on, IPEndPoint behind)
    {
        _behind = behind;
        _listening = Listening.Start(new(on, port), DoorState.Open, ServeAsync);
        _at = new(on, _listening.Port);
        _edge = time.CreateTimer(
            _ => _ = FollowLoggedAsync(),
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
        await FollowAsync();
    }

    /// <summary>Does what the plan says now, and looks again when that changes by itself.</summary>
    public async Task FollowAsync()
    {
        if (_listening is null)
        {
            return;
        }

        await _one.WaitAsync(_stop.Token);
        try
        {
            var shut = plan.InForce<ClosedDoor>();
            Move(shut.Count > 0 ? ((ClosedDoor)shut[0].Faults[0]).State : DoorState.Open);

            // Kept connections would slip past a fault of connections that comes into force.
            var inForce = shut.Concat(plan.InForce<ConnectionFault>()).ToList();
            if (inForce.Exists(a => !_inForce.Contains(a.Id)))
            {
                Drop();
            }

            foreach (var begun in shut.Where(a => !_inForce.Contains(a.Id)))
            {
                plan.Count(begun.Faults[0].Kind);
            }

            _inForce = [.. inForce.Select(a => a.Id)];
            if (plan.NextEdge() is { } edge)
            {
                var wait = edge - time.GetUtcNow();
                _edge!.Change(
                    wait > TimeSpan.Zero ? wait : TimeSpan.Zero,
                    Timeout.InfiniteTimeSpan
                );
            }
        }
        finally
        {
            _one.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_edge is { } edge)
        {
            await edge.DisposeAsync();
        }

        _listening?.Dispose();
        Drop();
    }

    private async Task FollowLoggedAsync()
    {
        try
        {
            await FollowAsync();
        }
        catch (OperationCanceledException)
        {
            // The program ends.
        }
        catch (SocketException e)
        {
            log.LogError(e, "The front door at port {Port} could not change its state.", _at.Port);
        }
    }

    private void Move(DoorState wanted)
    {
        if (wanted == State)
        {
            return;
        }

        _listening!.Dispose();
        _listening = Listening.Start(_at, wanted, ServeAsync);
        State = wanted;
    }

    private void Drop()
    {
        foreach (var client in _clients.Keys)
        {
            client.Dispose();
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using (client)
        {
            _clients[client] = 0;
            try
            {
                client.NoDelay = true;
                await (
                    plan.Take<ConnectionFault>() is { } fault
                        ? fault.MeetAsync(client, _stop.Token)
                        : Relay.RunAsync(client, _behind, _stop.Token)
                );
            }
            catch (Exception e)
                when (e is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                // Either side has left, or the door has been shut: there is nobody to tell.
            }
            finally
            {
                _clients.TryRemove(client, out _);
            }
        }
    }
}
