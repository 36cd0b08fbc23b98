using System.Globalization;
using Microsoft.Extensions.Configuration;
using OpenTelemetry.Trace;

namespace Microsoft.Extensions.Hosting;

/// <summary>
/// Which traces are kept: as <c>OTEL_TRACES_SAMPLER</c> says, else all when they are sent somewhere and none when not. A database span that belongs
/// to nothing begins no trace: services look into the queue several times a second.
/// </summary>
internal sealed class TraceSampler(Sampler otherwise) : Sampler
{
    private const string Name = "OTEL_TRACES_SAMPLER";
    private const string Argument = "OTEL_TRACES_SAMPLER_ARG";

    // What a database's span is known by when it begins; the second is the older name, which the spans of Redis have.
    private static readonly string[] OfDatabases = ["db.system.name", "db.system"];

    public static Sampler Of(IConfiguration configuration)
    {
        var wanted =
            configuration[Name] is { Length: > 0 } given ? given
            : TelemetryExtensions.IsSent(configuration) ? "parentbased_always_on"
            : "always_off";
        Sampler root = wanted.Replace("parentbased_", "", StringComparison.Ordinal) switch
        {
            "always_on" => new AlwaysOnSampler(),
            "always_off" => new AlwaysOffSampler(),
            "traceidratio" => new TraceIdRatioBasedSampler(Ratio(configuration[Argument])),
            _ => throw new InvalidOperationException(
                $"{Name} is \"{wanted}\". Write always_on, always_off, traceidratio (the share in {Argument}), or one of them after parentbased_."
            ),
        };
        // Without a listener nothing is kept, whatever a caller's header asks for.
        return wanted == "always_off" ? root : new ParentBasedSampler(new TraceSampler(root));
    }

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        samplingParameters.Tags?.Any(tag => OfDatabases.Contains(tag.Key)) is true
            ? new SamplingResult(SamplingDecision.Drop)
            : otherwise.ShouldSample(samplingParameters);

    private static double Ratio(string? given) =>
        string.IsNullOrEmpty(given) ? 1
        : double.TryParse(given, CultureInfo.InvariantCulture, out var share)
        && share is >= 0 and <= 1
            ? share
        : throw new InvalidOperationException(
            $"{Argument} is \"{given}\". Write the share of traces to keep, from 0 to 1."
        );
}
