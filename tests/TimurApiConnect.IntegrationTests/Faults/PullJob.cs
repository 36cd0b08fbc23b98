using System.Text.Json;

namespace TimurApiConnect.IntegrationTests.Faults;

/// <summary>Kaspi pulls the price list, and misbehaves. Runs publish meanwhile.</summary>
internal sealed class PullJob(FaultyProduct faulty, Judge judge, Afterwards afterwards)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    public async Task DoAsync(FaultRow row)
    {
        var pull = faulty.Product.Sandbox.PullAsync();
        await afterwards.ChangeAsync(Judgement.List);
        var inTime = await Judge.UntilAsync(() => Task.FromResult(pull.IsCompleted), Limit);
        judge.Check(inTime, Judgement.Time, $"the pull did not end within {Limit}");
        if (inTime)
        {
            CheckPull(await pull, row.Pull!, Judgement.Name);
        }
    }

    /// <summary>The next pull gets the list that was published meanwhile.</summary>
    public async Task CheckNextAsync() =>
        CheckPull(await faulty.Product.Sandbox.PullAsync(), "applied", Judgement.Recovery);

    private void CheckPull(JsonElement report, string expected, Judgement judgement)
    {
        var beside = report.GetProperty("beside");
        judge.Check(
            Judge.IsOneOf(report.GetProperty("outcome").GetString(), expected)
                && (
                    beside.ValueKind == JsonValueKind.Null
                    || beside.EnumerateObject().All(b => b.Name is "200" or "304")
                ),
            judgement,
            $"{expected} was expected of the pull: {report}"
        );
    }
}
