using System.Text.RegularExpressions;
using TimurApiConnect.IntegrationTests.Gateway;
using TimurApiConnect.IntegrationTests.Servers;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Access;

/// <summary>The gateway as a process of its own, as somebody starts it for the first time.</summary>
public sealed partial class FirstStartTests : IDisposable
{
    private const string Started = "Application started";
    private readonly string _folder = Directory.CreateTempSubdirectory("timur-first-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_first_key_is_printed_once_works_and_is_in_no_file()
    {
        string key;
        using (var first = Start())
        {
            await SaidAsync(first, "was made and printed");
            key = Assert.Single(
                Key().Matches(first.Output).Select(m => m.Value).Distinct(StringComparer.Ordinal)
            );
            var command = Command().Match(first.Output);
            Assert.True(command.Success, first.Output);
            using var client = new HttpClient();
            client.DefaultRequestHeaders.Add("X-Api-Key", key);
            var status = await client.GetStringAsync(
                command.Groups["address"].Value,
                GatewayServer.Stopping
            );
            Assert.Contains("\"state\"", status, StringComparison.Ordinal);
        }

        using (var second = Start())
        {
            await SaidAsync(second, Started);
            Assert.Empty(Key().Matches(second.Output));
        }

        foreach (var file in Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories))
        {
            var text = System.Text.Encoding.Latin1.GetString(
                await File.ReadAllBytesAsync(file, GatewayServer.Stopping)
            );
            Assert.DoesNotContain(key.Split('_')[2], text, StringComparison.Ordinal);
        }

        Assert.Contains(
            "was made and printed",
            await File.ReadAllTextAsync(
                Directory.GetFiles(_folder, "*.log", SearchOption.AllDirectories).Single(),
                GatewayServer.Stopping
            ),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_key_of_the_settings_opens_and_none_is_printed()
    {
        const string Given = "0123456789abcdef0123456789abcdef-given";
        using var gateway = Start($"Access:BootstrapKey={Given}");
        await SaidAsync(gateway, Started);

        Assert.Empty(Key().Matches(gateway.Output));
        Assert.DoesNotContain(Given, gateway.Output, StringComparison.Ordinal);
    }

    private ChildProcess Start(params string[] settings)
    {
        string[] all =
        [
            $"ConnectionStrings:database=Data Source={_folder}/timur.db",
            $"ConnectionStrings:cache=127.0.0.1:{ChildProcess.FreePort()}",
            "Shops:demo:Name=Demo",
            "Shops:demo:MerchantId=30000001",
            $"LogFile:Folder={_folder}/logs",
            .. settings,
        ];
        return ChildProcess.Start(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "TimurApiConnect.Gateway.dll"),
                .. all.Select(s => $"--{s}"),
                "--urls",
                "http://127.0.0.1:0",
            ]
        );
    }

    private static Task SaidAsync(ChildProcess gateway, string what) =>
        gateway.WaitUntilAsync(() =>
            Task.FromResult(gateway.Output.Contains(what, StringComparison.Ordinal))
        );

    [GeneratedRegex("timur_[a-z0-9]{8}_[A-Za-z0-9]{43}", RegexOptions.None, 1_000)]
    private static partial Regex Key();

    [GeneratedRegex(
        "curl -H \"X-Api-Key: timur_\\w+\" (?<address>http://127\\.0\\.0\\.1:\\d+/api/status)",
        RegexOptions.ExplicitCapture,
        1_000
    )]
    private static partial Regex Command();
}
