using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace TimurApiConnect.Tests.ServiceDefaults;

public class TraceSamplerTests
{
    [Theory]
    [InlineData("OTEL_TRACES_SAMPLER is \"sometimes\".", "OTEL_TRACES_SAMPLER=sometimes")]
    [InlineData(
        "OTEL_TRACES_SAMPLER_ARG is \"half\".",
        "OTEL_TRACES_SAMPLER=traceidratio",
        "OTEL_TRACES_SAMPLER_ARG=half"
    )]
    public void A_wrong_setting_stops_the_start(string message, params string[] settings)
    {
        var error = Assert.Throws<InvalidOperationException>(() => Build(settings));

        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("db.system.name")]
    [InlineData("db.system")]
    public async Task A_span_of_a_database_begins_no_trace(string label)
    {
        using var source = new ActivitySource($"TimurApiConnect.Test.{label}");
        await using var app = Build(["OTEL_TRACES_SAMPLER=always_on", "urls=http://127.0.0.1:0"]);
        await app.StartAsync(TestContext.Current.CancellationToken);

        using (var alone = Look())
        {
            Assert.False(alone?.Recorded);
        }

        using var request = source.StartActivity("request");
        using var within = Look();

        Assert.True(request?.Recorded);
        Assert.True(within?.Recorded);

        Activity? Look() =>
            source.StartActivity(ActivityKind.Client, tags: [new(label, "redis")], name: "SET");
    }

    private static WebApplication Build(string[] settings)
    {
        var builder = WebApplication.CreateBuilder([.. settings.Select(s => $"--{s}")]);
        builder.AddServiceDefaults();
        return builder.Build();
    }
}
