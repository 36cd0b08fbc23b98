using TimurApiConnect.Gateway;
using TimurApiConnect.SyncWorker;
using TimurApiConnect.Tests.Docs;

namespace TimurApiConnect.Tests.Architecture;

/// <summary>A setting that is given to the AppHost reaches the service that reads it.</summary>
public class PassedSettingsTests
{
    // Passed on by methods of their own: WithShops, WithAccess, WithFolders.
    private static readonly string[] OwnWays = ["Shops", "Access", "Rules"];

    [Theory]
    [InlineData("TimurApiConnect_Gateway")]
    [InlineData("TimurApiConnect_SyncWorker")]
    public void Every_section_that_a_service_reads_is_passed_on(string project)
    {
        var read =
            project == "TimurApiConnect_Gateway"
                ? GatewayModule.Settings
                : SyncWorkerModule.Settings;
        var model = File.ReadAllText(
            Path.Combine(ReadmeTests.Root, "TimurApiConnect.AppHost", "AppHost.cs")
        );
        var statement = model.Split($"Projects.{project}>")[1].Split(';')[0];
        Assert.All(
            read.Keys.Except(OwnWays, StringComparer.Ordinal),
            section => Assert.Contains($"\"{section}\"", statement, StringComparison.Ordinal)
        );
    }
}
