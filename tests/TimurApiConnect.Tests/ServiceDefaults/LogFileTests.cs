using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Trace;
using TimurApiConnect.Storage.Keys;

namespace TimurApiConnect.Tests.ServiceDefaults;

public sealed class LogFileTests : IDisposable
{
    private const string Token = "c2VjcmV0+canary/000=";
    private readonly string _folder = Directory.CreateTempSubdirectory("timur-logs").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public void An_event_becomes_a_line_with_what_it_is_about()
    {
        using var activity = new Activity("run").Start();
        Log(logger =>
        {
            using (
                logger.BeginScope(
                    new Dictionary<string, object>(StringComparer.Ordinal)
                    {
                        ["shop"] = "demo",
                        ["run"] = 12L,
                    }
                )
            )
            {
                logger.LogWarning("Read {Goods} goods", 7000);
            }
        });

        Assert.Matches(
            $@"^\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{{3}} \+05:00 WRN Sync \| shop=demo run=12 trace={activity.TraceId} \| Read 7000 goods\n$",
            Assert.Single(Files()).Text
        );
        Assert.Matches(@"^shop-service-\d{8}\.log$", Assert.Single(Files()).Name);
    }

    [Fact]
    public void Levels_of_the_settings_count_for_the_file_too()
    {
        Log(
            logger =>
            {
                logger.LogInformation("not this");
                logger.LogWarning("but this");
            },
            "Logging:LogLevel:Default=Warning"
        );

        var file = Assert.Single(Files());
        Assert.DoesNotContain("not this", file.Text, StringComparison.Ordinal);
        Assert.Contains("but this", file.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_is_masked_wherever_it_stands_in_the_event()
    {
        Log(logger =>
            logger.LogError(
                new InvalidOperationException($"GET /orders?token={Uri.EscapeDataString(Token)}"),
                "The answer was {Answer}",
                $"<html>{Token}</html>"
            )
        );

        var text = Assert.Single(Files()).Text;
        Assert.DoesNotContain("canary", text, StringComparison.Ordinal);
        Assert.Contains("The answer was <html>***</html>", text, StringComparison.Ordinal);
        Assert.Contains("GET /orders?token=***", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_is_masked_in_telemetry()
    {
        var (logs, spans) = (new Collected<LogRecord>(), new Collected<Activity>());
        Log(
            logger =>
            {
                using var source = new ActivitySource("TimurApiConnect.Test");
                using (var span = source.StartActivity("call"))
                {
                    span!.SetTag("url", $"https://host/?token={Token}");
                    span.SetStatus(ActivityStatusCode.Error, $"refused {Token}");
                    logger.LogError(new InvalidOperationException(Token), "Sent {What}", Token);
                }
            },
            logs,
            spans
        );

        var record = Assert.Single(logs.Seen, l => l.Contains("Sent", StringComparison.Ordinal));
        Assert.DoesNotContain("canary", record, StringComparison.Ordinal);
        Assert.Contains("Sent ***", record, StringComparison.Ordinal);
        var call = Assert.Single(spans.Seen);
        Assert.DoesNotContain("canary", call, StringComparison.Ordinal);
        Assert.Contains("https://host/?token=***", call, StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_is_masked_in_scopes_and_in_values_that_are_no_texts()
    {
        var (logs, spans) = (new Collected<LogRecord>(), new Collected<Activity>());
        Log(
            logger =>
            {
                using (logger.BeginScope("asked with {Token}", Token))
                using (logger.BeginScope($"of {Token}"))
                using (
                    logger.BeginScope(
                        new Dictionary<string, object>(StringComparer.Ordinal) { ["run"] = 12L }
                    )
                )
                {
                    logger.LogWarning("Sent to {Address}", new Uri($"https://host/?t={Token}"));
                }
            },
            logs,
            spans
        );

        var record = Assert.Single(logs.Seen, l => l.Contains("Sent", StringComparison.Ordinal));
        Assert.DoesNotContain("canary", record, StringComparison.Ordinal);
        Assert.Contains("asked with ***", record, StringComparison.Ordinal);
        Assert.Contains("[run, 12]", record, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("simple")]
    [InlineData("json")]
    [InlineData("systemd")]
    public void A_secret_is_masked_on_the_console(string formatter)
    {
        var written = new StringWriter();
        var before = Console.Out;
        // The console's logger takes the writer when it is made.
        Console.SetOut(TextWriter.Synchronized(written));
        try
        {
            using var app =
                Build(
                    [$"LogFile:Folder={_folder}", $"Logging:Console:FormatterName={formatter}"],
                    console: true
                ) as IDisposable;
            var logger = ((WebApplication)app!)
                .Services.GetRequiredService<ILoggerFactory>()
                .CreateLogger("Timur.Sync");
            logger.LogError(new InvalidOperationException($"with {Token}"), "Sent {What}", Token);
        }
        finally
        {
            Console.SetOut(before);
        }

        Assert.Contains("Sent ***", written.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("canary", written.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "ConnectionStrings:database=Host=h;Username=u;Pwd=canary-1234",
        "canary-1234",
        false
    )]
    [InlineData(
        "ConnectionStrings:database=Host=h;Password=\"canary;12=34\"",
        "canary;12=34",
        false
    )]
    [InlineData(
        "ConnectionStrings:cache=h:6379,password=canary-1234,ssl=true",
        "canary-1234",
        false
    )]
    [InlineData("PWD=/work/canary", "/work/canary", true)]
    public void What_is_secret_is_told_by_its_name(string setting, string value, bool isShown)
    {
        Log(logger => logger.LogWarning("It is {Value}.", value), setting);

        Assert.Equal(
            isShown,
            Assert.Single(Files()).Text.Contains($"It is {value}.", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_key_to_the_gateway_is_masked_though_no_setting_holds_it()
    {
        var (key, secret) = KeySecret.Create();
        Log(logger => logger.LogWarning("GET /api/shops?key={Key} refused", key));

        var text = Assert.Single(Files()).Text;
        Assert.Contains($"key={secret.Prefix}_*** refused", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_vendors_text_cannot_begin_a_line_of_its_own()
    {
        Log(logger => logger.LogWarning("It said {Text}", "no\r\n2026-01-01 00:00:00 ERR forged"));

        Assert.Single(Assert.Single(Files()).Text.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void A_day_goes_on_in_another_file_and_old_files_go()
    {
        var old = Path.Combine(_folder, "shop-service-20200101.log");
        File.WriteAllText(old, "old");
        Log(
            logger =>
            {
                for (var i = 0; i < 1_500; i++)
                {
                    logger.LogWarning("{Filler}", new string('x', 1_000));
                }
            },
            "LogFile:MaxMegabytes=1"
        );

        Assert.False(File.Exists(old));
        Assert.Equal(2, Files().Count);
        Assert.All(Files(), f => Assert.InRange(f.Text.Length, 1, 1_100_000));
    }

    [Theory]
    [InlineData("KeepDays", "0")]
    [InlineData("MaxMegabytes", "-1")]
    public void A_setting_that_cannot_work_is_refused_with_its_value(string name, string value)
    {
        var error = Assert.Throws<InvalidOperationException>(() =>
            Log(_ => { }, $"LogFile:{name}={value}")
        );

        Assert.StartsWith(
            $"LogFile:{name} is {value}; write ",
            error.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Without_a_writable_folder_the_service_goes_on_and_says_so()
    {
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "file"),
            "",
            TestContext.Current.CancellationToken
        );
        await using var app = Build([$"LogFile:Folder={_folder}/file/logs"]);
        app.Logger.LogWarning("nowhere to go");
        var report = await app
            .Services.GetRequiredService<HealthCheckService>()
            .CheckHealthAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HealthStatus.Degraded, report.Entries["log-file"].Status);
    }

    private void Log(Action<ILogger> write, params string[] settings) =>
        Log(write, null, null, settings);

    private void Log(
        Action<ILogger> write,
        BaseProcessor<LogRecord>? logs,
        BaseProcessor<Activity>? spans,
        params string[] settings
    )
    {
        using var app =
            Build([$"LogFile:Folder={_folder}", .. settings], logs, spans) as IDisposable;
        // Spans are collected from the moment the provider exists.
        _ = ((WebApplication)app!).Services.GetRequiredService<TracerProvider>();
        write(
            ((WebApplication)app)
                .Services.GetRequiredService<ILoggerFactory>()
                .CreateLogger("Timur.Sync")
        );
    }

    private static WebApplication Build(
        string[] settings,
        BaseProcessor<LogRecord>? logs = null,
        BaseProcessor<Activity>? spans = null,
        bool console = false
    )
    {
        var builder = WebApplication.CreateBuilder([
            .. settings
                .Append("OTEL_SERVICE_NAME=shop.service")
                // Else there are no spans where nobody takes them.
                .Append("OTEL_TRACES_SAMPLER=always_on")
                .Append($"Shops:demo:KaspiToken={Token}")
                .Select(s => $"--{s}"),
        ]);
        if (!console)
        {
            builder.Logging.ClearProviders();
        }

        builder.AddServiceDefaults();
        if (logs is not null && spans is not null)
        {
            builder.Logging.AddOpenTelemetry(o => o.AddProcessor(logs));
            builder.Services.ConfigureOpenTelemetryTracerProvider(t => t.AddProcessor(spans));
        }

        return builder.Build();
    }

    private IReadOnlyList<(string Name, string Text)> Files() =>
        [
            .. Directory
                .EnumerateFiles(_folder)
                .Select(f => (Path.GetFileName(f), File.ReadAllText(f))),
        ];

    /// <summary>What an exporter would see, as text.</summary>
    private sealed class Collected<T> : BaseProcessor<T>
    {
        public List<string> Seen { get; } = [];

        public override void OnEnd(T data) =>
            Seen.Add(
                data switch
                {
                    LogRecord log =>
                        $"{log.FormattedMessage} {log.Body} {string.Join(' ', log.Attributes ?? [])} {log.Exception} {Scopes(log)}",
                    Activity span =>
                        $"{string.Join(' ', span.TagObjects)} {span.StatusDescription}",
                    _ => "",
                }
            );

        private static string Scopes(LogRecord log)
        {
            var scopes = new List<string>();
            log.ForEachScope(
                static (scope, all) =>
                {
                    all.Add($"{scope.Scope}");
                    foreach (var named in scope)
                    {
                        all.Add($"{named}");
                    }
                },
                scopes
            );
            return string.Join(' ', scopes);
        }
    }
}
