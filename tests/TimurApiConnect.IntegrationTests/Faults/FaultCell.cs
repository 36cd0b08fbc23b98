using TimurApiConnect.Core.Runs;

namespace TimurApiConnect.IntegrationTests.Faults;

/// <summary>One cell of the matrix: the fault comes, the job is done, the fault goes, and everything is judged.</summary>
internal sealed class FaultCell(FaultyProduct faulty, FaultRow row, Job job)
{
    private readonly Judge _judge = new();
    private readonly Dictionary<string, long> _struckBefore = new(StringComparer.Ordinal);

    public async Task<CellResult> RunAsync()
    {
        var started = TimeProvider.System.GetTimestamp();
        try
        {
            await using var watch = await ListWatch.StartAsync(faulty.Product);
            var afterwards = new Afterwards(faulty, _judge, watch);
            var refused = await faulty.OverTheLimitAsync();
            await ArrangeAsync();
            await DoAsync(TimeProvider.System.GetUtcNow(), afterwards);
            await CheckStruckAsync();
            await ClearAsync();
            await afterwards.CheckAsync(job, TimeProvider.System.GetUtcNow());
            _judge.Check(
                await faulty.OverTheLimitAsync() == refused,
                Judgement.Quota,
                "the supplier found us too fast"
            );
            _judge.Check(watch.Trouble is null, Judgement.List, watch.Trouble ?? "");
            _judge.Check(watch.Asked > 0, Judgement.List, "the list was never asked for");
        }
        catch (Exception e)
        {
            _judge.Break(Judgement.Cell, $"{e.GetType().Name}: {e.Message}");
        }

        return new(row, job, _judge.Broken, TimeProvider.System.GetElapsedTime(started));
    }

    private Task DoAsync(DateTimeOffset since, Afterwards afterwards) =>
        job switch
        {
            Job.FastRun => new RunJob(faulty, row, _judge).DoAsync(RunKind.Fast, since),
            Job.FullRun => new RunJob(faulty, row, _judge).DoAsync(RunKind.Full, since),
            Job.Serving => new PullJob(faulty, _judge, afterwards).DoAsync(row),
            Job.TokenCheck => new TokenJob(faulty, row, _judge).DoAsync(_struckBefore, since),
            _ => new DoctorJob(faulty, row, _judge).DoAsync(),
        };

    private IEnumerable<string> Sides =>
        job switch
        {
            Job.Serving => ["kaspi-puller"],
            Job.TokenCheck => row.TokenCheck.All.Select(s => s.Side),
            Job.Doctor => row.Doctor.All.Select(s => s.Side),
            _ => ["al-style"],
        };

    private string? Method(string side) =>
        (side, job) switch
        {
            (_, Job.FastRun) => row.FastMethod,
            (_, Job.FullRun) => row.FullMethod,
            // Runs go on beside checks and the doctor.
            ("al-style", _) => "date",
            _ => null,
        };

    private async Task ArrangeAsync()
    {
        foreach (var side in Sides)
        {
            _struckBefore[side] = await faulty.StruckAsync(side, row.Kind);
            await faulty.Product.Sandbox.ArrangeAsync(
                side,
                side == "kaspi-puller" ? Pulls() : row.Arrangement(Method(side))
            );
        }
    }

    private Dictionary<string, object> Pulls() => (row with { Count = 1 }).Arrangement(null);

    private async Task CheckStruckAsync()
    {
        foreach (var side in Sides)
        {
            _judge.Check(
                await faulty.StruckAsync(side, row.Kind) > _struckBefore[side],
                Judgement.Cell,
                $"the fault never struck {side}"
            );
        }
    }

    private async Task ClearAsync()
    {
        foreach (var side in Sides)
        {
            await faulty.Product.Sandbox.ClearFaultsAsync(side);
        }
    }
}
