using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace TimurApiConnect.Tests.Docs;

/// <summary>The table of metrics says what the services measure, no more and no less.</summary>
public class MonitoringTests
{
    [Fact]
    public void The_table_of_metrics_equals_the_code()
    {
        var table = File.ReadLines(Path.Combine(ReadmeTests.Root, "docs", "monitoring.md"))
            .Where(line => line.StartsWith("| `timur.", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Select(cells => $"{cells[1].Trim('`')} | {cells[2]} | {cells[3]} | {cells[4]}");

        Assert.Equal(
            Instruments().Order(StringComparer.Ordinal),
            table.Order(StringComparer.Ordinal)
        );
    }

    private static List<string> Instruments()
    {
        List<string> found = [];
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (
                    instrument.Meter.Name.StartsWith("TimurApiConnect.", StringComparison.Ordinal)
                    && instrument.Name.StartsWith("timur.", StringComparison.Ordinal)
                )
                {
                    found.Add(
                        $"{instrument.Name} | {Kind(instrument)} | {instrument.Unit} | {instrument.Description}"
                    );
                }
            },
        };
        listener.Start();
        // Instruments are made with their class; a class that nobody has touched yet has none.
        foreach (
            var type in Directory
                .EnumerateFiles(AppContext.BaseDirectory, "TimurApiConnect.*.dll")
                .Select(f => Assembly.Load(Path.GetFileNameWithoutExtension(f)))
                .SelectMany(a => a.GetTypes())
                .Where(t => t.Name.EndsWith("Telemetry", StringComparison.Ordinal))
        )
        {
            RuntimeHelpers.RunClassConstructor(type.TypeHandle);
        }

        return [.. found.Distinct(StringComparer.Ordinal)];
    }

    private static string Kind(Instrument instrument) =>
        instrument.GetType().Name.Split('`')[0].ToLowerInvariant();
}
