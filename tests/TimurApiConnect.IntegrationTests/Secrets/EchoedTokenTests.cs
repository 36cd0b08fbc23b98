using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Logs;
using OpenTelemetry.Trace;
using TimurApiConnect.Core.Runs;
using TimurApiConnect.IntegrationTests.Access;
using TimurApiConnect.IntegrationTests.Gateway;
using TimurApiConnect.IntegrationTests.Sandbox;
using TimurApiConnect.IntegrationTests.Sync;
using TimurApiConnect.Storage.Databases;
using TimurApiConnect.Tests.ServiceDefaults;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Secrets;

/// <summary>
/// Vendors that write our tokens into names of goods, brands, categories, orders, buyers and refusals, in every spelling: whoever may read the API, the
/// price list, the database, a log or a span learns none.
/// </summary>
public sealed class EchoedTokenTests : IDisposable
{
    private const string AlStyleToken = "canary-echoed_alstyle-0123456789abcdefg";
    private const string KaspiToken = "Y2FuYXJ5+echoed/kaspi0123456789abcdefg==";

    private readonly List<string> _told = [];
    private readonly Exported<LogRecord> _records = new();
    private readonly Exported<Activity> _spans = new();

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _records.Dispose();
        _spans.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_vendors_repeat_is_stored_and_shown_without_our_tokens(bool postgres)
    {
        await using var vendors = new EchoingVendors(AlStyleToken, KaspiToken);
        var logs = Directory.CreateTempSubdirectory("timur-echo-").FullName;
        string[] common =
        [
            $"LogFile:Folder={logs}",
            "Logging:LogLevel:Default=Trace",
            "OTEL_TRACES_SAMPLER=always_on",
        ];
        // The gateway knows no vendor's token: what reaches it must be clean already.
        await using var product = await Product.StartAsync(postgres, [], common, services: Collect);
        await product.StartWorkerAsync([
            .. common,
            $"AlStyle:BaseUrl={vendors.AlStyle}",
            $"Kaspi:BaseUrl={vendors.Kaspi}",
            $"AlStyle:Accounts:main:Token={AlStyleToken}",
            $"Shops:demo:KaspiToken={KaspiToken}",
            "AlStyle:BreakAfter=1000",
            "Kaspi:BreakAfter=1000",
            "AlStyle:BackOff=00:00:00.010",
            "Schedule:FastEvery=01:00:00",
        ]);
        Assert.NotEmpty(await product.FirstListAsync());
        await SandboxServer.UntilAsync(
            async () =>
                (await product.Gateway.JsonAsync("/api/orders"))
                    .GetProperty("orders")
                    .GetArrayLength() > 20,
            "the orders",
            60
        );
        await LookEverywhereAsync(product, "good day");
        foreach (var status in new[] { "400 Bad", "403 Forbidden", "500 Error" })
        {
            vendors.Refuses = status;
            for (var i = 0; i < 3; i++)
            {
                var run = await product.EndedAsync(await product.AskAsync("fast"));
                Assert.Equal(RunState.Failed, run.State);
                Look($"run, {status}", $"{run}");
            }

            await LookEverywhereAsync(product, status);
        }

        await product.DisposeAsync();
        foreach (var text in _records.Seen)
        {
            Look("log record", text);
        }

        foreach (var text in _spans.Seen)
        {
            Look("span", text);
        }

        foreach (var file in Directory.GetFiles(logs, "*", SearchOption.AllDirectories))
        {
            Look($"file {Path.GetFileName(file)}", await File.ReadAllTextAsync(file, Stopping));
        }

        Directory.Delete(logs, recursive: true);
        Assert.True(_told.Count == 0, string.Join('\n', _told.Take(40)));
    }

    private async Task LookEverywhereAsync(Product product, string when)
    {
        foreach (var vendor in new[] { "al-style", "kaspi" })
        {
            using var examined = await product.Gateway.SendAsync(
                HttpMethod.Post,
                $"/api/diagnostics/{vendor}",
                null
            );
            Look($"{when}, diagnosis", await GatewayServer.BeginningAsync(examined));
        }

        var answers = 0;
        var masked = 0;
        foreach (var route in Route.Of(product.Gateway).Where(r => r.Method == "GET"))
        {
            if (route.Pattern.Contains("{*", StringComparison.Ordinal))
            {
                continue;
            }

            using var response = await product.Gateway.SendAsync(
                HttpMethod.Get,
                route.Address(
                    ("shop", "demo"),
                    ("sku", $"{EchoingVendors.FirstNumber}"),
                    ("id", "1"),
                    ("version", "1"),
                    ("code", $"9000{EchoingVendors.FirstNumber}"),
                    ("vendor", "kaspi")
                ),
                null
            );
            var text = await GatewayServer.BeginningAsync(response);
            Look($"{when}, {route}", $"{response.Headers} {text}");
            answers++;
            masked += text.Contains("***", StringComparison.Ordinal) ? 1 : 0;
        }

        foreach (
            var (table, rows) in await DatabaseDump.OfAsync(
                product.Gateway.Get<Database>(),
                Stopping
            )
        )
        {
            Look($"{when}, table {table}", rows);
        }

        foreach (
            var file in Directory
                .GetFiles(product.Folder, "*", SearchOption.AllDirectories)
                .Where(f => !f.Contains("timur.db", StringComparison.Ordinal))
        )
        {
            Look(
                $"{when}, file {file}",
                Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, Stopping))
            );
        }

        Assert.True(_told.Count == 0, string.Join('\n', _told.Take(40)));
        Assert.True(answers > 20, $"{answers} answers");
        // What vendors wrote was really there.
        Assert.True(masked > 2, $"{masked} answers with something masked");
    }

    private void Look(string where, string text)
    {
        foreach (var token in new[] { AlStyleToken, KaspiToken })
        {
            if (TokenSpellings.Told(text, token) is { } told)
            {
                _told.Add($"{where}: {told}");
            }
        }
    }

    private void Collect(IServiceCollection services)
    {
        services.AddLogging(logging =>
        {
            logging.ClearProviders();
            logging.AddOpenTelemetry(o => o.AddProcessor(_records));
        });
        services.ConfigureOpenTelemetryTracerProvider(traces => traces.AddProcessor(_spans));
    }
}
