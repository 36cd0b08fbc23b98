using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace TimurApiConnect.Sandbox.Faults.Doors;

/// <summary>Opens the front doors that are set, when the program itself listens, and shuts them with it.</summary>
internal sealed class FrontDoors(FaultSides sides, IServer server) : IHostedLifecycleService
{
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        foreach (var side in sides.All)
        {
            if (side.Door is { } door)
            {
                await OpenAsync(side, door);
            }
        }
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        foreach (var door in sides.All.Select(s => s.Door).OfType<FrontDoor>())
        {
            await door.DisposeAsync();
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task OpenAsync(FaultSide side, FrontDoor door)
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        var http =
            addresses
                .Select(BindingAddress.Parse)
                .FirstOrDefault(a => a.Scheme == Uri.UriSchemeHttp && !a.IsUnixPipe)
            ?? throw new SettingsException(
                $"{side.PortSetting} is set, but the sandbox listens on no http address: {string.Join(", ", addresses)}. Add one with --urls."
            );
        var isHere =
            http.Host == "localhost"
            || (IPAddress.TryParse(http.Host, out var ip) && IPAddress.IsLoopback(ip));
        try
        {
            await door.OpenAsync(
                isHere ? IPAddress.Loopback : IPAddress.Any,
                new(IPAddress.Loopback, http.Port)
            );
        }
        catch (SocketException e)
        {
            throw new SettingsException(
                $"{side.PortSetting} '{door.Port}' cannot be used: {e.Message}. Give another port, or 0 for any free one.",
                e
            );
        }
    }
}
