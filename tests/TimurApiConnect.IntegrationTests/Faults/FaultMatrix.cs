using System.Collections.Concurrent;

namespace TimurApiConnect.IntegrationTests.Faults;

/// <summary>Runs cells side by side, each in a product of its own.</summary>
internal static class FaultMatrix
{
    private const int Lanes = 3;
    private const int MinOfEachJob = 5;

    /// <summary>Every fault with every job that makes sense under it.</summary>
    public static IReadOnlyList<(FaultRow Row, Job Job)> All { get; } =
    [.. FaultRows.All.SelectMany(row => row.Jobs.Select(job => (row, job)))];

    /// <summary>Every fault once and every job a few times, drawn by the seed.</summary>
    public static IReadOnlyList<(FaultRow Row, Job Job)> Some(int seed)
    {
        var lot = new Random(seed);
        var drawn = FaultRows
            .All.Select(row => (row, lot.GetItems([.. row.Jobs], 1)[0]))
            .ToList<(FaultRow Row, Job Job)>();
        foreach (var job in Enum.GetValues<Job>())
        {
            var others = All.Where(c => c.Job == job).Except(drawn).ToArray();
            lot.Shuffle(others);
            drawn.AddRange(others.Take(MinOfEachJob - drawn.Count(c => c.Job == job)));
        }

        return drawn;
    }

    public static async Task<IReadOnlyList<CellResult>> RunAsync(
        IReadOnlyList<(FaultRow Row, Job Job)> cells,
        Action<CellResult> ended
    )
    {
        var (waiting, results) = (
            new ConcurrentQueue<(FaultRow Row, Job Job)>(cells),
            new ConcurrentBag<CellResult>()
        );
        await Task.WhenAll(Enumerable.Range(0, Lanes).Select(_ => LaneAsync()));
        // The product's time limits are a fraction of a second here, and a machine that does other things too can miss them. A cell that did
        // not hold is judged anew with nothing beside it, and that counts.
        var failed = results.Where(r => r.Broken.Count > 0).ToList();
        var held = results.Except(failed).ToList();
        foreach (var (row, job) in failed.Select(f => (f.Row, f.Job)))
        {
            await using var faulty = await FaultyProduct.StartAsync();
            held.Add(await new FaultCell(faulty, row, job).RunAsync());
            ended(held[^1]);
        }

        return held;

        async Task LaneAsync()
        {
            FaultyProduct? faulty = null;
            while (waiting.TryDequeue(out var cell))
            {
                faulty ??= await FaultyProduct.StartAsync();
                var result = await new FaultCell(faulty, cell.Row, cell.Job).RunAsync();
                results.Add(result);
                ended(result);
                if (result.Broken.Count > 0)
                {
                    // What it left behind must not be laid to the next cell's charge.
                    await faulty.DisposeAsync();
                    faulty = null;
                }
            }

            if (faulty is not null)
            {
                await faulty.DisposeAsync();
            }
        }
    }
}
