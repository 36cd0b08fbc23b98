using System.Runtime.InteropServices;
using System.Text.Json;
using TimurApiConnect.IntegrationTests.Sandbox;
using TimurApiConnect.IntegrationTests.Servers;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Telemetry;

/// <summary>The real Aspire dashboard, which takes telemetry and gives it back as JSON: <c>/api/telemetry</c>.</summary>
internal sealed class AspireDashboard : IDisposable
{
    private readonly ChildProcess _process;
    private readonly HttpClient _http;
    private readonly Uri _otlp;

    private AspireDashboard(ChildProcess process, HttpClient http, Uri otlp) =>
        (_process, _http, _otlp) = (process, http, otlp);

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    // Where ./run and .ci/run put it.
    private static string Package =>
        $"@microsoft/aspire-cli-{(OperatingSystem.IsMacOS() ? "osx" : "linux")}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";

    private static string Tools =>
        Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
            ".timur-api-connect/tools/aspire-cli"
        );

    /// <summary>Skips the test where there is no Aspire CLI; in continuous integration that is a failure.</summary>
    public static async Task<AspireDashboard> StartAsync()
    {
        var unpacked = Path.Combine(Tools, "node_modules", Package, "bin/aspire");
        var cli = File.Exists(unpacked) ? unpacked : ChildProcess.Find("aspire");
        if (cli is null)
        {
            const string Missing =
                "There is no Aspire CLI, so there is no dashboard; ./run fetches it where npm is installed.";
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", Missing);
            Assert.Skip(Missing);
        }

        var (frontend, otlp) = (Address(), Address());
        var process = ChildProcess.StartIn(
            // Its folder holds the settings without which it asks a package feed for updates.
            Directory.Exists(Tools)
                ? Tools
                : Path.GetTempPath(),
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["ASPIRE_CLI_TELEMETRY_OPTOUT"] = "true",
                ["ASPIRE_DASHBOARD_TELEMETRY_OPTOUT"] = "true",
            },
            cli,
            "dashboard",
            "run",
            "--non-interactive",
            "--nologo",
            "--allow-anonymous",
            "--frontend-url",
            Text(frontend),
            "--otlp-grpc-url",
            Text(Address()),
            "--otlp-http-url",
            Text(otlp)
        );
        var dashboard = new AspireDashboard(
            process,
            new HttpClient { BaseAddress = frontend, Timeout = TimeSpan.FromSeconds(10) },
            otlp
        );
        await SandboxServer.UntilAsync(
            dashboard.AnswersAsync,
            $"the dashboard; it says: {process.Output}",
            60
        );
        return dashboard;
    }

    /// <summary>What makes a service send here.</summary>
    public string[] SettingsFor(string service) => OtlpReceiver.SettingsFor(_otlp, service);

    /// <summary>Every span that it has.</summary>
    public async Task<IReadOnlyList<SeenSpan>> SpansAsync()
    {
        var answer = await GetAsync("spans?limit=10000");
        return
        [
            .. Each(answer.GetProperty("data"), "resourceSpans")
                .SelectMany(ofService =>
                    Each(ofService, "scopeSpans")
                        .SelectMany(ofSource =>
                            Each(ofSource, "spans").Select(span => Read(ofService, ofSource, span))
                        )
                ),
        ];
    }

    /// <summary>The log lines of a trace, as JSON.</summary>
    public async Task<string> LogsAsync(string trace) =>
        (await GetAsync($"logs?traceId={trace}&limit=1000")).GetRawText();

    public void Dispose()
    {
        _http.Dispose();
        _process.Dispose();
    }

    private static SeenSpan Read(JsonElement ofService, JsonElement ofSource, JsonElement span) =>
        new(
            Attributes(ofService.GetProperty("resource"))["service.name"],
            TextOf(ofSource.GetProperty("scope"), "name"),
            TextOf(span, "name"),
            TextOf(span, "traceId"),
            TextOf(span, "spanId"),
            TextOf(span, "parentSpanId"),
            0,
            Time(span, "startTimeUnixNano"),
            Time(span, "endTimeUnixNano"),
            Attributes(span)
        );

    private static Dictionary<string, string> Attributes(JsonElement owner) =>
        Each(owner, "attributes")
            .ToDictionary(
                a => TextOf(a, "key"),
                // An empty text comes as a value without anything in it.
                a =>
                    a.GetProperty("value")
                        .EnumerateObject()
                        .Select(v => v.Value.ToString())
                        .FirstOrDefault(""),
                StringComparer.Ordinal
            );

    private static IEnumerable<JsonElement> Each(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var list) ? list.EnumerateArray() : [];

    private static string TextOf(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var value) ? value.ToString() : "";

    private static DateTimeOffset Time(JsonElement span, string name) =>
        DateTimeOffset.UnixEpoch.AddTicks(
            long.Parse(TextOf(span, name), System.Globalization.CultureInfo.InvariantCulture) / 100
        );

    private static Uri Address() => new($"http://127.0.0.1:{ChildProcess.FreePort()}");

    private static string Text(Uri address) => address.GetLeftPart(UriPartial.Authority);

    private async Task<JsonElement> GetAsync(string path) =>
        JsonElement.Parse(await _http.GetByteArrayAsync($"/api/telemetry/{path}", Stopping));

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await GetAsync("spans");
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
