using System.Text.Json;
using TimurApiConnect.IntegrationTests.Servers;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Deployment;

/// <summary>
/// What the SDK would make an image from. Making one takes the base image from a registry and is not tried here.
/// </summary>
public class ContainerTests
{
    [Theory]
    [InlineData("Gateway", "timur-api-connect/gateway")]
    [InlineData("SyncWorker", "timur-api-connect/sync-worker")]
    public async Task An_image_has_no_shell_no_root_and_port_8080(string service, string name)
    {
        var text = await ChildProcess.ReadAsync(
            "dotnet",
            "msbuild",
            Repository.Project(service),
            "-nologo",
            "-t:ComputeContainerConfig",
            "-getProperty:ContainerBaseImage,ContainerUser,ContainerRepository",
            "-getItem:ContainerPort"
        );
        var evaluated = JsonElement.Parse(text);
        var properties = evaluated.GetProperty("Properties");

        Assert.Equal(
            ("mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled-extra", "app", name, "8080"),
            (
                properties.GetProperty("ContainerBaseImage").GetString(),
                properties.GetProperty("ContainerUser").GetString(),
                properties.GetProperty("ContainerRepository").GetString(),
                evaluated
                    .GetProperty("Items")
                    .GetProperty("ContainerPort")[0]
                    .GetProperty("Identity")
                    .GetString()
            )
        );
    }
}
