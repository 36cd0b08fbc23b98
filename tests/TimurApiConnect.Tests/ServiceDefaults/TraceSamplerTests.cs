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

    private static WebApplication Build(string[] settings)
    {
        var builder = WebApplication.CreateBuilder([.. settings.Select(s => $"--{s}")]);
        builder.AddServiceDefaults();
        return builder.Build();
    }
}
