using System.Diagnostics;
using System.Net;
using Microsoft.Data.Sqlite;
using TimurApiConnect.AppHost;

namespace TimurApiConnect.AppHostTests;

/// <summary>The backup, tested by using it.</summary>
[Collection(GraphTests.Name)]
public sealed class BackupTests(Graph graph)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_gateway_on_the_restored_backup_serves_the_same_list()
    {
        // Two fast runs beside the backup may publish a newer list: then it is compared anew.
        byte[] before,
            after;
        string copy;
        do
        {
            before = await CommandTests.ListAsync(graph);
            var answer = await graph.CommandAsync(ResourceNames.Database, Backup.Command);
            Assert.True(answer.Success, answer.Message);
            copy = answer.Data!.Value;
            after = await CommandTests.ListAsync(graph);
        } while (!before.AsSpan().SequenceEqual(after));

        Assert.StartsWith(
            Path.Combine(graph.DemoFolder, "backups"),
            copy,
            StringComparison.Ordinal
        );
        var folder = Directory.CreateTempSubdirectory("timur-restored-").FullName;
        var restored = Path.Combine(folder, "timur.db");
        File.Copy(copy, restored);
        var list = await ServedFromAsync(restored);

        Assert.Equal(before, list);
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode Others =
                UnixFileMode.GroupRead
                | UnixFileMode.GroupWrite
                | UnixFileMode.OtherRead
                | UnixFileMode.OtherWrite;
            Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(copy) & Others);
        }

        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<byte[]> ServedFromAsync(string database)
    {
        var address = Ports.FreeAddress();
        var start = new ProcessStartInfo(
            "dotnet",
            [
                Built.Program("TimurApiConnect.Gateway"),
                $"--urls={address}",
                $"--ConnectionStrings:database=Data Source={database}",
                $"--ConnectionStrings:cache=localhost:{Ports.FreePort()}",
                "--Shops:demo:Name=Demo shop",
                "--Shops:demo:MerchantId=Demo",
                "--LogFile:Folder=",
            ]
        )
        {
            UseShellExecute = false,
        };
        using var gateway = Process.Start(start)!;
        try
        {
            using var client = new HttpClient { BaseAddress = new Uri(address) };
            byte[] list = [];
            await Proc.WaitUntilAsync(
                async () =>
                {
                    try
                    {
                        using var answer = await client.GetAsync(
                            new Uri("/feeds/demo/kaspi.xml", UriKind.Relative),
                            Cancel
                        );
                        list = await answer.Content.ReadAsByteArrayAsync(Cancel);
                        return answer.StatusCode == HttpStatusCode.OK;
                    }
                    catch (HttpRequestException)
                    {
                        // It is not up yet.
                        return false;
                    }
                },
                Graph.Limit,
                () =>
                    $"No list from the backup; the gateway has {(gateway.HasExited ? "ended" : "no answer")}."
            );
            return list;
        }
        finally
        {
            gateway.Kill();
            await gateway.WaitForExitAsync(Cancel);
        }
    }
}
