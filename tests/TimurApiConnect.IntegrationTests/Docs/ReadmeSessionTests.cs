using System.Text;
using System.Text.RegularExpressions;
using TimurApiConnect.IntegrationTests.Sync;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Docs;

/// <summary>The README's session, command by command, against the running product.</summary>
public partial class ReadmeSessionTests
{
    [Fact]
    public async Task Every_command_of_the_session_works()
    {
        // As ./run starts it without tokens: no key is needed on this machine.
        await using var product = await Product.StartAsync(
            postgres: false,
            gateway: ["Access:Mode=open-on-loopback", "environment=Development"]
        );
        await product.StartWorkerAsync();
        var sku = (await product.FirstListAsync()).Keys.First();
        var readme = await File.ReadAllTextAsync(
            Path.Combine(Root(), "README.md"),
            TestContext.Current.CancellationToken
        );
        var commands = Curl().Matches(readme);
        Assert.True(commands.Count >= 7, $"{commands.Count} commands");

        foreach (Match command in commands)
        {
            // The README's demo has 7,000 goods and fixed ports; the one here has its own.
            var address = command
                .Groups["address"]
                .Value.Replace(
                    "http://localhost:5180/",
                    product.Gateway.Http.BaseAddress!.ToString(),
                    StringComparison.Ordinal
                )
                .Replace(
                    "http://localhost:5170/",
                    product.Sandbox.BaseAddress.ToString(),
                    StringComparison.Ordinal
                )
                .Replace("/784", $"/{sku}", StringComparison.Ordinal);
            using var request = new HttpRequestMessage(
                command.Groups["post"].Success ? HttpMethod.Post : HttpMethod.Get,
                address
            );
            if (command.Groups["body"].Success)
            {
                request.Content = new StringContent(
                    command.Groups["body"].Value,
                    Encoding.UTF8,
                    "application/json"
                );
            }

            using var answer = await product.Sandbox.Http.SendAsync(
                request,
                TestContext.Current.CancellationToken
            );
            Assert.True(answer.IsSuccessStatusCode, $"{command.Value}: {(int)answer.StatusCode}");
        }
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "TimurApiConnect.sln")))
        {
            folder =
                folder.Parent
                ?? throw new InvalidOperationException(
                    "The solution's folder was not found above the tests."
                );
        }

        return folder.FullName;
    }

    [GeneratedRegex(
        "^curl -s (?<post>-X POST )?(?<address>http://\\S+)( -H '[^']+')?( -d '(?<body>[^']+)')?$",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline,
        1_000
    )]
    private static partial Regex Curl();
}
