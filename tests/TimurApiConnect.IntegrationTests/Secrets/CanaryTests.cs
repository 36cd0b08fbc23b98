using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Logs;
using OpenTelemetry.Trace;
using TimurApiConnect.Core.Runs;
using TimurApiConnect.IntegrationTests.Access;
using TimurApiConnect.IntegrationTests.Gateway;
using TimurApiConnect.IntegrationTests.Sandbox;
using TimurApiConnect.IntegrationTests.Servers;
using TimurApiConnect.IntegrationTests.Sync;
using TimurApiConnect.Storage.Databases;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Secrets;

/// <summary>Secrets that can be recognised go through the whole product, on good days and bad ones, and come out nowhere.</summary>
public sealed class CanaryTests : IDisposable
{
    // Kaspi's tokens have such letters: each is escaped somewhere.
    private const string AlStyleToken = "canary-alstyle-0123456789abcdefg";
    private const string KaspiToken = "Y2FuYXJ5+thespi/0123456789abcd==";
    private const string FeedPassword = "canary-feed/7f3a+<pass>word";
    private const string RedisPassword = "canary-redis-7f3a-password";
    private const string DatabasePassword = "canary-database-7f3a-password";
    private const string BootstrapKey = "canary-bootstrap-7f3a-0123456789abcdef";

    private readonly ConcurrentDictionary<string, string> _found = new(StringComparer.Ordinal);
    private string? _quoted;
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
    public async Task No_secret_leaves_the_product(bool postgres)
    {
        await using var redis = await RedisServer.StartAsync(RedisPassword);
        await using var server = postgres
            ? await PostgresServer.StartAsync(DatabasePassword)
            : null;
        var logs = Directory.CreateTempSubdirectory("timur-canary-").FullName;
        var console = new StringWriter();
        // The console's logger takes the writer when it is made.
        var before = Console.Out;
        Console.SetOut(TextWriter.Synchronized(console));
        string[] common =
        [
            $"LogFile:Folder={logs}",
            "Logging:LogLevel:Default=Trace",
            "Logging:LogLevel:Microsoft.AspNetCore=Trace",
            // As Aspire sets them: then there are spans, and they hold whole addresses.
            "OTEL_TRACES_SAMPLER=always_on",
            "OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION=true",
            "OTEL_DOTNET_EXPERIMENTAL_HTTPCLIENT_DISABLE_URL_QUERY_REDACTION=true",
            $"Shops:demo:KaspiToken={KaspiToken}",
            // The gateway has no such setting; but in one process its telemetry collects the spans of the worker and the sandbox too.
            $"AlStyle:Accounts:main:Token={AlStyleToken}",
            "Shops:demo:FeedLogin=kaspi",
            $"Shops:demo:FeedPassword={FeedPassword}",
        ];
        await using var product = await Product.StartAsync(
            postgres,
            [$"AlStyle:Token={AlStyleToken}", $"Kaspi:Token={KaspiToken}", "AlStyle:Goods=300"],
            [.. common, $"Access:BootstrapKey={BootstrapKey}"],
            server is null ? null : await server.CreateDatabaseAsync(),
            redis.ConnectionString,
            Collect
        );
        product.Gateway.Http.DefaultRequestHeaders.Remove("X-Api-Key");
        product.Gateway.Http.DefaultRequestHeaders.Add("X-Api-Key", BootstrapKey);
        await product.StartWorkerAsync([.. common, "Schedule:FastEvery=01:00:00"]);
        Console.SetOut(before);
        var made = await product.Gateway.JsonAsync(
            "/api/keys",
            201,
            HttpMethod.Post,
            """{ "name": "canary", "scope": "read", "dealerPrices": true }"""
        );
        var madeKey = made.GetProperty("key").GetString()!;
        string[] secrets =
        [
            AlStyleToken,
            KaspiToken,
            FeedPassword,
            RedisPassword,
            DatabasePassword,
            BootstrapKey,
            madeKey.Split('_')[2],
        ];

        await GoodDayAsync(product, madeKey);
        await BadDayAsync(product, redis);
        await AskEverythingAsync(product, secrets);

        foreach (
            var (table, rows) in await DatabaseDump.OfAsync(
                product.Gateway.Get<Database>(),
                Stopping
            )
        )
        {
            Look($"table {table}", rows, secrets);
        }

        // The log files are written to the end.
        await product.DisposeAsync();
        Assert.True(_records.Seen.Count > 500, $"{_records.Seen.Count} log records");
        Assert.True(_spans.Seen.Count > 50, $"{_spans.Seen.Count} spans");
        foreach (var text in _records.Seen)
        {
            Look("log record", text, secrets);
        }

        foreach (var text in _spans.Seen)
        {
            Look("span", text, secrets);
        }

        var written = console.ToString();
        Assert.Contains("trce: ", written, StringComparison.Ordinal);
        Look("console", written, secrets);
        var files = Directory.GetFiles(logs, "*", SearchOption.AllDirectories);
        Assert.True(files.Sum(f => new FileInfo(f).Length) > 50_000, "hardly anything was logged");
        foreach (var file in files)
        {
            Look(
                $"file {Path.GetFileName(file)}",
                Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, Stopping)),
                secrets
            );
        }

        Directory.Delete(logs, recursive: true);
        Assert.True(_found.IsEmpty, string.Join('\n', _found.Select(f => $"{f.Key}: {f.Value}")));
        // The supplier's refusal was really quoted, and masked.
        Assert.Contains("access-token=***", _quoted!, StringComparison.Ordinal);
        // The masks were needed: something did come near.
        Assert.Contains(_records.Seen, r => r.Contains("***", StringComparison.Ordinal));
    }

    /// <summary>The list is made, pulled by Kaspi with its login, and everything is looked at.</summary>
    private static async Task GoodDayAsync(Product product, string madeKey)
    {
        using var kaspi = product.Gateway.Client(null);
        kaspi.DefaultRequestHeaders.Authorization = new(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"kaspi:{FeedPassword}"))
        );
        await SandboxServer.UntilAsync(
            async () =>
            {
                using var pulled = await kaspi.GetAsync("/feeds/demo/kaspi.xml", Stopping);
                return pulled.IsSuccessStatusCode;
            },
            "the first list",
            60
        );
        using var client = product.Gateway.Client(madeKey);
        (await client.GetAsync("/api/offers", Stopping)).Dispose();
        // Mistakes that people make with keys and passwords.
        (await client.GetAsync($"/api/shops?api_key={madeKey}", Stopping)).Dispose();
        (
            await client.GetAsync(
                $"/api/shops?password={Uri.EscapeDataString(FeedPassword)}",
                Stopping
            )
        ).Dispose();
        client.DefaultRequestHeaders.Remove("X-Api-Key");
        client.DefaultRequestHeaders.Add("X-Api-Key", $"{madeKey}x");
        (await client.GetAsync("/api/shops", Stopping)).Dispose();
        kaspi.DefaultRequestHeaders.Authorization = new("Basic", "wrong");
        (await kaspi.GetAsync("/feeds/demo/kaspi.xml", Stopping)).Dispose();
    }

    /// <summary>The supplier repeats the token in its refusals, breaks off, is not there; Redis goes away and comes back.</summary>
    private async Task BadDayAsync(Product product, RedisServer redis)
    {
        foreach (
            var (kind, status) in new (string, int?)[]
            {
                ("echo", 400),
                ("echo", 403),
                ("echo", 500),
                ("badToken", 403),
                ("html", null),
                ("truncated", null),
                ("reset", null),
            }
        )
        {
            await product.Sandbox.FailAlStyleAsync(kind, 10, status);
            var run = await product.EndedAsync(await product.AskAsync("fast"));
            Assert.Equal(RunState.Failed, run.State);
            _quoted ??= run.Message;
            await product.Sandbox.PostAsync("/control/al-style/fail-next", new { clear = true });
        }

        redis.Stop();
        await product.EndedAsync(await product.AskAsync("fast"));
        await redis.StartAgainAsync();
    }

    /// <summary>Every route by every method that it has, right and wrong, with the streams.</summary>
    private async Task AskEverythingAsync(Product product, string[] secrets)
    {
        var run = (await product.Runs.ListAsync("demo", null, 1, Stopping))[0].Id;
        var answers = 0;
        foreach (var route in Route.Of(product.Gateway))
        {
            foreach (var id in new[] { $"{run}", "999999" })
            {
                if (
                    route.Pattern.Contains("{*", StringComparison.Ordinal)
                    || route.Method == "DELETE"
                )
                {
                    continue;
                }

                using var response = await product.Gateway.SendAsync(
                    HttpMethod.Parse(route.Method),
                    route.Address(("shop", "demo"), ("sku", "1"), ("id", id), ("version", "1")),
                    route.Method is "POST" or "PUT" ? "{ \"wrong\": true }" : null
                );
                var text = await GatewayServer.BeginningAsync(response);
                Look($"answer of {route}", $"{response.Headers} {text}", secrets);
                answers++;
            }
        }

        Assert.True(answers > 40, $"{answers} answers");
        var failed = await product.Gateway.JsonAsync($"/api/status");
        Assert.NotEqual(0, failed.GetProperty("vendors").GetArrayLength());
    }

    private void Look(string where, string text, string[] secrets)
    {
        foreach (var secret in secrets)
        {
            foreach (
                var spelling in new[]
                {
                    secret,
                    Uri.EscapeDataString(secret),
                    Uri.EscapeDataString(secret).Replace("%2B", "%2b").Replace("%2F", "%2f"),
                    JavaScriptEncoder.Default.Encode(secret),
                    secret.Replace("/", "\\/"),
                    Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)),
                    Convert.ToBase64String(Encoding.UTF8.GetBytes($"kaspi:{secret}")),
                }
            )
            {
                var at = text.IndexOf(spelling, StringComparison.Ordinal);
                if (at >= 0)
                {
                    var from = Math.Max(0, at - 80);
                    _found.TryAdd(
                        $"{where}, {secret}",
                        text[from..Math.Min(text.Length, at + spelling.Length + 40)]
                    );
                }
            }
        }
    }

    private void Collect(IServiceCollection services)
    {
        services.AddLogging(logging => logging.AddOpenTelemetry(o => o.AddProcessor(_records)));
        services.ConfigureOpenTelemetryTracerProvider(traces => traces.AddProcessor(_spans));
    }
}
