using TimurApiConnect.IntegrationTests.Servers;
using Xunit;

[assembly: AssemblyFixture(typeof(SharedServers))]

namespace TimurApiConnect.IntegrationTests.Servers;

/// <summary>
/// Ends the shared servers after the last test. Left to the end of the process, removing a hundred databases takes longer than the ten seconds
/// that the test runner gives a process to end, and a green run would fail.
/// </summary>
public sealed class SharedServers : IAsyncLifetime
{
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await PostgresServer.EndSharedAsync();
}
