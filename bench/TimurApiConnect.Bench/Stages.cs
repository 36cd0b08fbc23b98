using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using TimurApiConnect.AlStyle.Wire;
using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.Offers;
using TimurApiConnect.Core.Rules;
using TimurApiConnect.Core.Stock;
using TimurApiConnect.Kaspi.PriceLists;

namespace TimurApiConnect.Bench;

/// <summary>
/// One catalogue through every stage, each timed beside its floor in the same process: a bare Utf8JsonReader pass over the same bytes plus
/// writing the same XML bytes, and a bare bulk statement for the same rows.
/// </summary>
internal static class Stages
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);

    public static async Task<int> RunAsync(int goods, string folder, bool store)
    {
        var files = SupplierFiles.Write(goods, folder);
        var list = Path.Combine(folder, $"list-{goods}.xml");
        var rules = RulesDocument.Read(RulesDocument.Default).Rules!;
        var times = new Times();
        // A small catalogue takes milliseconds: more rounds, so that the median is of more than a moment.
        var rounds = Math.Max(5, 450_000 / goods);

        // Everything is compiled and the files are in the page cache before anything is measured.
        var small = SupplierFiles.Write(5_000, Path.Combine(folder, "warm"));
        // The compiler's last tier comes in the background, some time after the calls that ask for it.
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < WarmUp)
        {
            await PassAsync(small, rules, Path.Combine(folder, "warm.xml"), new Times());
            await FloorReadAsync(small);
        }

        await FloorReadAsync(files);
        var baseline = Memory.Settled();
        var (snapshot, changes) = await PassAsync(files, rules, list, new Times());
        var peak = Memory.Peak();
        // Ours and the floor in turn, so that both see the same machine.
        var bytes = await File.ReadAllBytesAsync(list);
        for (var i = 0; i < rounds; i++)
        {
            (snapshot, changes) = await PassAsync(files, rules, list, times);
            // As the worker does at the end of a run.
            times.Measure("collect", Collect);
            await times.MeasureAsync("floor: read", () => FloorReadAsync(files));
            times.Measure(
                "floor: write",
                () => FloorWrite(bytes, Path.Combine(folder, "floor.xml"))
            );
        }

        for (var i = 0; i < rounds; i++)
        {
            times.Measure("gzip", () => Gzip(bytes));
            times.Measure("validate", () => PriceListValidator.Validate(new MemoryStream(bytes)));
        }

        if (store)
        {
            await Storing.MeasureAsync(times, snapshot, changes, folder);
        }

        Print(goods, rounds, times, peak - baseline, baseline, bytes.LongLength);
        return 0;
    }

    private static int Collect()
    {
        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: false);
        return GC.CollectionCount(2);
    }

    private static async Task<(Snapshot, ChangeSet)> PassAsync(
        SupplierFiles files,
        ShopRules rules,
        string list,
        Times times
    )
    {
        var snapshot = await times.MeasureAsync("parse", () => ParseAsync(files));
        var decider = new Decider(rules, 1, snapshot, new Dictionary<int, string>());
        times.Measure(
            "decide",
            () =>
            {
                var sold = 0;
                for (var i = 0; i < snapshot.Goods.Count; i++)
                {
                    sold += decider.Decide(snapshot.Goods[i], default).IsOnSale ? 1 : 0;
                }

                return sold;
            }
        );
        var changes = times.Measure(
            "decide and compare",
            () =>
                Comparison.Compare(
                    snapshot,
                    new Decider(rules, 1, snapshot, new Dictionary<int, string>()),
                    new PublishCheck(rules, snapshot, StockClaims.None),
                    new Table<Offer>()
                )
        );
        times.Measure(
            "write",
            () =>
            {
                using var file = new FileStream(
                    list,
                    FileMode.Create,
                    FileAccess.Write,
                    FileShare.None,
                    1
                );
                return new PriceListWriter(rules, snapshot.Brands)
                    .Write(
                        file,
                        new PriceListHead("Bench", "1"),
                        DateTimeOffset.UnixEpoch,
                        changes.Next,
                        snapshot,
                        CancellationToken.None
                    )
                    .Offers;
            }
        );
        return (snapshot, changes);
    }

    /// <summary>The supplier's answers read into a snapshot, as a run does it.</summary>
    internal static async Task<Snapshot> ParseAsync(SupplierFiles files)
    {
        var crawl = new CatalogueBuilder();
        await using var pages = File.OpenRead(files.Pages);
        for (var i = 0; i + 1 < files.Offsets.Length; i++)
        {
            await TokenStream.ReadAsync(
                new Part(pages, files.Offsets[i], files.Offsets[i + 1]),
                new GoodSink(crawl),
                long.MaxValue,
                CancellationToken.None
            );
        }

        var snapshot = crawl.Finish(CategoryTree.Empty, Snapshot.Empty(), DateTimeOffset.UnixEpoch);
        await using var stock = File.OpenRead(files.Stock);
        var sink = new StockSink();
        await TokenStream.ReadAsync(stock, sink, long.MaxValue, CancellationToken.None);
        SnapshotUpdate.Apply(snapshot, sink.Reading, DateTimeOffset.UnixEpoch);
        return snapshot;
    }

    private static async Task<int> FloorReadAsync(SupplierFiles files)
    {
        await using var pages = File.OpenRead(files.Pages);
        for (var i = 0; i + 1 < files.Offsets.Length; i++)
        {
            await TokenStream.ReadAsync(
                new Part(pages, files.Offsets[i], files.Offsets[i + 1]),
                Nothing.Instance,
                long.MaxValue,
                CancellationToken.None
            );
        }

        await using var stock = File.OpenRead(files.Stock);
        await TokenStream.ReadAsync(stock, Nothing.Instance, long.MaxValue, CancellationToken.None);
        return files.Offsets.Length;
    }

    private static int FloorWrite(byte[] bytes, string path)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1);
        for (var at = 0; at < bytes.Length; at += 1 << 17)
        {
            file.Write(bytes, at, Math.Min(1 << 17, bytes.Length - at));
        }

        return bytes.Length;
    }

    private static long Gzip(byte[] bytes)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return target.Length;
    }

    private static void Print(
        int goods,
        int rounds,
        Times times,
        long memory,
        long baseline,
        long xml
    )
    {
        var culture = CultureInfo.InvariantCulture;
        Console.WriteLine(
            string.Create(culture, $"{goods} goods, median of {rounds}; list of {xml / 1e6:0.0} MB")
        );
        foreach (var (name, seconds) in times.Medians())
        {
            Console.WriteLine(
                string.Create(
                    culture,
                    $"  {name, -34} {seconds, 9:0.000} s {seconds * 1e9 / goods, 9:0} ns a good"
                )
            );
        }

        var ours = times["parse"] + times["decide and compare"] + times["write"] + times["collect"];
        var floor = times["floor: read"] + times["floor: write"];
        Console.WriteLine(
            string.Create(
                culture,
                $"  parse to write / floor             {ours / floor, 9:0.00} (at most 3)"
            )
        );
        foreach (var store in new[] { "SQLite", "PostgreSQL" })
        {
            if (times.Has($"store {store}"))
            {
                Console.WriteLine(
                    string.Create(
                        culture,
                        $"  bare bulk / store, {store, -15} {times[$"bare bulk {store}"] / times[$"store {store}"], 9:0.00} (at least 0.5)"
                    )
                );
            }
        }

        Console.WriteLine(
            string.Create(
                culture,
                $"  peak memory over the base of {baseline / 1e6:0} MB {memory / 1e6, 7:0.0} MB {(double)memory / goods, 9:0} bytes a good (at most 400)"
            )
        );
    }

    private sealed class Nothing : ITokenSink
    {
        public static Nothing Instance { get; } = new();

        public void TakeAll(ref System.Text.Json.Utf8JsonReader reader)
        {
            while (reader.Read()) { }
        }
    }

    /// <summary>A part of a file as a stream.</summary>
    private sealed class Part : Stream
    {
        private readonly FileStream _file;
        private readonly long _end;

        public Part(FileStream file, long start, long end)
        {
            (_file, _end) = (file, end);
            file.Position = start;
        }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) =>
            _file.Read(buffer, offset, (int)Math.Min(count, _end - _file.Position));

        public override ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default
        ) => new(_file.Read(buffer.Span[..(int)Math.Min(buffer.Length, _end - _file.Position)]));

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) =>
            throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) =>
            throw new NotSupportedException();
    }
}

/// <summary>Times by name; medians over the rounds.</summary>
internal sealed class Times
{
    private readonly Dictionary<string, List<double>> _seconds = new(StringComparer.Ordinal);

    public double this[string name] => Median(_seconds[name]);

    public bool Has(string name) => _seconds.ContainsKey(name);

    public IEnumerable<(string Name, double Seconds)> Medians() =>
        _seconds.Select(s => (s.Key, Median(s.Value)));

    public T Measure<T>(string name, Func<T> work)
    {
        var started = Stopwatch.GetTimestamp();
        var result = work();
        Add(name, Stopwatch.GetElapsedTime(started));
        return result;
    }

    public async Task<T> MeasureAsync<T>(string name, Func<Task<T>> work)
    {
        var started = Stopwatch.GetTimestamp();
        var result = await work();
        Add(name, Stopwatch.GetElapsedTime(started));
        return result;
    }

    private void Add(string name, TimeSpan elapsed)
    {
        if (!_seconds.TryGetValue(name, out var list))
        {
            _seconds[name] = list = [];
        }

        list.Add(elapsed.TotalSeconds);
    }

    private static double Median(List<double> values)
    {
        var ordered = values.Order().ToArray();
        return ordered[ordered.Length / 2];
    }
}

/// <summary>The process's memory as the kernel sees it.</summary>
internal static class Memory
{
    /// <summary>Resident bytes after a full collection; the peak begins anew here.</summary>
    public static long Settled()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        // 5 resets the peak (VmHWM) to the present size: man 5 proc, clear_refs.
        File.WriteAllText("/proc/self/clear_refs", "5");
        return Read("VmRSS:");
    }

    /// <summary>The most resident bytes since <see cref="Settled"/>.</summary>
    public static long Peak() => Read("VmHWM:");

    private static long Read(string name)
    {
        var line = File.ReadLines("/proc/self/status")
            .First(l => l.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(
                line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
                CultureInfo.InvariantCulture
            ) * 1024;
    }
}
