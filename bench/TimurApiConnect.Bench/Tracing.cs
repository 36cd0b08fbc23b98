using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;
using TimurApiConnect.Storage;
using TimurApiConnect.Storage.Databases;
using TimurApiConnect.Storage.Runs;

namespace TimurApiConnect.Bench;

/// <summary>
/// What spans cost: operations of a store on SQLite and commands to Redis, with a listener that records everything and with none, in turn.
/// </summary>
internal static class Tracing
{
    private const int Rounds = 31;
    private const int PerRound = 300;

    public static async Task<int> RunAsync(string redis, string folder)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection([
            new("ConnectionStrings:database", $"Data Source={folder}/trace.db"),
            new("ConnectionStrings:cache", redis),
        ]);
        builder.AddStorage();
        using var host = builder.Build();
        await Migrator.MigrateAsync(
            host.Services.GetRequiredService<Database>(),
            TimeProvider.System,
            host.Services.GetRequiredService<ILogger<Database>>(),
            default
        );
        await host.StartAsync();
        var leases = host.Services.GetRequiredService<LeaseStore>();
        var cache = host.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase();
        await using var bare = await ConnectionMultiplexer.ConnectAsync(redis);
        var untraced = bare.GetDatabase();
        var lease = (
            await leases.TryTakeAsync("shop:bench", "bench", TimeSpan.FromHours(1), default)
        )!;
        await CompareAsync(
            "an operation of a store, SQLite (a write)",
            _ => leases.ExtendAsync(lease, TimeSpan.FromHours(1), default)
        );
        await CompareAsync(
            "a command to Redis (SET)",
            // The host's own connection notes every command, whether somebody listens or not.
            listens =>
                (listens ? cache : untraced).StringSetAsync(
                    "timur:bench",
                    "1",
                    TimeSpan.FromMinutes(1)
                )
        );
        await host.StopAsync();
        return 0;
    }

    private static async Task CompareAsync(string what, Func<bool, Task> act)
    {
        using var source = new ActivitySource("bench");
        var (with, without) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds * 2; round++)
        {
            var listens = round % 2 == 0;
            using var spans = listens ? Listen() : null;
            using var durations = listens ? Measure() : null;
            var started = Stopwatch.GetTimestamp();
            for (var i = 0; i < PerRound; i++)
            {
                // As in a run: some ten operations below a span.
                using var above = i % 10 == 0 ? source.StartActivity("run") : null;
                await act(listens);
            }

            // The first ones warm up.
            if (round > 3)
            {
                (listens ? with : without).Add(
                    Stopwatch.GetElapsedTime(started).TotalMicroseconds / PerRound
                );
            }
        }

        Console.WriteLine(
            $"{what}: {Median(without):0.0} µs without, {Median(with):0.0} µs with a listener, {Median(with) / Median(without):0.00} times"
        );
    }

    private static ActivityListener Listen()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static MeterListener Measure()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "db.client.operation.duration")
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => { });
        listener.Start();
        return listener;
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
