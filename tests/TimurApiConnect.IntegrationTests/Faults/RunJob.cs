using TimurApiConnect.Core.Runs;

namespace TimurApiConnect.IntegrationTests.Faults;

/// <summary>Runs under a fault, asked for and scheduled ones.</summary>
internal sealed class RunJob(FaultyProduct faulty, FaultRow row, Judge judge)
{
    public async Task DoAsync(RunKind kind, DateTimeOffset since)
    {
        // A scheduled run may take what was read a moment before the fault; those that begin later meet it.
        var meets = since + (FaultyProduct.Cycle / 2);
        var expected = kind == RunKind.Fast ? row.FastRun! : row.FullRun!;
        var limit = (kind == RunKind.Fast ? 2 : 4) * FaultyProduct.TotalLimit + FaultyProduct.Slack;
        judge.Check(
            await AskAsync(kind, meets, limit),
            Judgement.Time,
            $"no {kind} run ended within {limit}"
        );
        if (row.OpensBreaker && kind == RunKind.Fast)
        {
            judge.Check(
                await Judge.UntilAsync(
                    async () =>
                        await faulty.AccountAsync("al-style", FaultyProduct.Account)
                            is { Breaker.OpenSince: not null },
                    limit
                ),
                Judgement.Name,
                "the supplier was not left alone after many failures"
            );
        }

        var ended = (await faulty.Product.Runs.ListAsync("demo", null, 50, default))
            .Where(r => r.IsOver && r.FinishedAt > since)
            .ToList();
        judge.Check(
            kind != RunKind.Fast || ended.Exists(r => Judge.IsOneOf(NameOf(r), expected)),
            Judgement.Name,
            $"{expected} was expected; {string.Join("; ", ended.Select(r => $"{NameOf(r)}: {r.Message}"))}"
        );
        foreach (var run in ended.Where(r => r.StartedAt >= meets))
        {
            var took = run.FinishedAt - run.StartedAt;
            judge.Check(took <= limit, Judgement.Time, $"run {run.Id} took {took}");
            judge.Check(
                run.Kind != kind || IsNamed(run, expected),
                Judgement.Name,
                $"{expected} was expected, run {run.Id} says {NameOf(run)}: {run.Message}"
            );
        }
    }

    /// <summary>Asks for a run and waits for its end; one that began too early does not count.</summary>
    private async Task<bool> AskAsync(RunKind kind, DateTimeOffset meets, TimeSpan limit)
    {
        long? asked = null;
        return await Judge.UntilAsync(
            async () =>
            {
                asked ??= await faulty.Product.AskAsync(kind == RunKind.Fast ? "fast" : "full");
                if (
                    await faulty.Product.Runs.FindAsync(asked.Value, default)
                    is not { IsOver: true } run
                )
                {
                    return false;
                }

                asked = null;
                return run.StartedAt >= meets;
            },
            limit + FaultyProduct.Cycle
        );
    }

    private static string? NameOf(Run run) =>
        run.State == RunState.Succeeded ? FaultRow.Ok : run.FailureCode;

    // A run that did not ask on purpose names the failure behind it.
    private static bool IsNamed(Run run, string expected) =>
        Judge.IsOneOf(NameOf(run), expected)
        || NameOf(run) == "not-asked"
            && (expected == "token-refused" ? "refused the token" : expected)
                .Split('|')
                .Any(code => run.Message!.Contains(code, StringComparison.Ordinal));
}
