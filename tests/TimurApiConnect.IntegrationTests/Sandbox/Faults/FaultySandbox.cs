using System.Text.Json;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Sandbox.Faults;

/// <summary>One sandbox with both front doors, for the tests of a class one after the other.</summary>
public sealed class FaultySandbox : IAsyncLifetime
{
    internal SandboxServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        Server = await SandboxServer.StartAsync("AlStyle:Port=0", "Kaspi:Port=0");

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    internal Task<JsonElement> ArrangeAsync(string side, object fault) =>
        Server.ArrangeAsync(side, fault);

    /// <summary>Arranges one fault and asks the vendor at the program's own port.</summary>
    internal async Task<Heard> AskAsync(
        string vendor,
        object fault,
        TimeSpan? patience = null,
        string? path = null
    )
    {
        await ArrangeAsync(vendor, fault);
        return await RawClient.AskAsync(Server.BaseAddress, vendor, patience, path);
    }

    /// <summary>The same through the vendor's front door.</summary>
    internal async Task<Heard> AskAtDoorAsync(
        string vendor,
        object fault,
        TimeSpan? patience = null,
        string? path = null
    )
    {
        await ArrangeAsync(vendor, fault);
        return await RawClient.AskAsync(await Server.DoorAsync(vendor), vendor, patience, path);
    }
}
