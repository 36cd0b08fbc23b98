using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace TimurApiConnect.Tests.ServiceDefaults;

public sealed class HealthTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Health_says_what_runs_for_how_long_and_what_each_check_found()
    {
        await using var app = await StartAsync(checks =>
            checks.AddCheck("cache", () => HealthCheckResult.Degraded("no answer for 3 s"))
        );
        var (status, answer) = await GetAsync(app, "/health");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("Degraded", answer.GetProperty("status").GetString());
        Assert.Equal("test-service", answer.GetProperty("service").GetString());
        Assert.Matches(@"^\d+\.\d+\.\d+", answer.GetProperty("version").GetString());
        Assert.True(TimeSpan.TryParse(answer.GetProperty("uptime").GetString(), out _));
        var checks = answer
            .GetProperty("checks")
            .EnumerateArray()
            .ToDictionary(c => c.GetProperty("name").GetString()!, StringComparer.Ordinal);
        Assert.Equal(["cache", "log-file", "self"], checks.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("Degraded", checks["cache"].GetProperty("status").GetString());
        Assert.Equal("no answer for 3 s", checks["cache"].GetProperty("description").GetString());
        Assert.True(TimeSpan.TryParse(checks["cache"].GetProperty("duration").GetString(), out _));
    }

    [Fact]
    public async Task Alive_asks_nobody_but_the_process()
    {
        await using var app = await StartAsync(checks =>
            checks.AddCheck("database", () => HealthCheckResult.Unhealthy("gone"))
        );
        var (health, _) = await GetAsync(app, "/health");
        var (alive, answer) = await GetAsync(app, "/alive");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, health);
        Assert.Equal(HttpStatusCode.OK, alive);
        Assert.Equal(1, answer.GetProperty("checks").GetArrayLength());
    }

    [Fact]
    public async Task The_text_of_an_exception_is_not_shown()
    {
        await using var app = await StartAsync(checks =>
            checks.AddCheck("database", () => throw new InvalidOperationException("Password=x"))
        );
        var (_, answer) = await GetAsync(app, "/health");

        Assert.DoesNotContain("Password", answer.GetRawText(), StringComparison.Ordinal);
        Assert.Contains("InvalidOperationException", answer.GetRawText(), StringComparison.Ordinal);
    }

    private static async Task<WebApplication> StartAsync(Action<IHealthChecksBuilder> configure)
    {
        // Production: the endpoints are there in every environment.
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { EnvironmentName = Environments.Production }
        );
        builder.Logging.ClearProviders();
        builder.Configuration["OTEL_SERVICE_NAME"] = "test-service";
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddServiceDefaults();
        configure(builder.Services.AddHealthChecks());
        var app = builder.Build();
        app.MapDefaultEndpoints();
        await app.StartAsync(Cancel);
        return app;
    }

    private static async Task<(HttpStatusCode Status, JsonElement Answer)> GetAsync(
        WebApplication app,
        string path
    )
    {
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), Cancel);
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        return (answer.StatusCode, JsonSerializer.Deserialize<JsonElement>(text));
    }
}
