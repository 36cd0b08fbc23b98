using TimurApiConnect.IntegrationTests.Sandbox;
using TimurApiConnect.IntegrationTests.Servers;
using TimurApiConnect.IntegrationTests.Sync;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Recovery;

/// <summary>The disk under the data is full, and then has room again.</summary>
public class FullDiskTests
{
    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_last_list_is_served_the_health_says_why_and_work_goes_on_when_there_is_room()
    {
        var disk = Directory.CreateTempSubdirectory("timur-disk-").FullName;
        try
        {
            await ChildProcess.RunAsync("mount", ["-t", "tmpfs", "-o", "size=24m", "tmpfs", disk]);
        }
        catch (Exception e)
            when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            Directory.Delete(disk);
            Assert.Skip($"A small disk cannot be mounted here: {e.Message}");
        }

        try
        {
            await RunAsync(disk);
        }
        finally
        {
            await ChildProcess.RunAsync("umount", ["-l", disk]);
            Directory.Delete(disk);
        }
    }

    private static async Task RunAsync(string disk)
    {
        await using var product = await Product.StartAsync(
            postgres: false,
            database: $"Data Source={disk}/timur.db"
        );
        await product.StartWorkerAsync();
        var expected = await product.FirstListAsync();
        Fill(Path.Combine(disk, "other-data"));
        await product.Sandbox.ChangeAsync(stock: 400, price: 400);

        await SandboxServer.UntilAsync(
            async () =>
                await product.ListAsync() is { } list
                && list.Count == expected.Count
                && expected.All(o => list[o.Key] == o.Value)
                && (await HealthAsync(product)).Contains("MB left", StringComparison.Ordinal),
            "the list stays and the health says why nothing changes"
        );
        File.Delete(Path.Combine(disk, "other-data"));
        await SandboxServer.UntilAsync(
            async () =>
                await product.ListAsync() is { } list && expected.Any(o => list[o.Key] != o.Value),
            "the changes are in the list",
            EndState.Limit
        );
        await EndState.AssertReachedAsync(product, (await product.ListAsync())!, "a full disk");
    }

    private static async Task<string> HealthAsync(Product product)
    {
        using var answer = await product.Gateway.Http.GetAsync("/health", Stopping);
        return await answer.Content.ReadAsStringAsync(Stopping);
    }

    private static void Fill(string path)
    {
        using var file = File.Create(path);
        var block = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(block);
                file.Flush();
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }
}
