using TimurApiConnect.Storage.Vendors;

namespace TimurApiConnect.IntegrationTests.Faults;

/// <summary>Tokens are looked at under a fault.</summary>
internal sealed class TokenJob(FaultyProduct faulty, FaultRow row, Judge judge)
{
    public async Task DoAsync(IReadOnlyDictionary<string, long> struckBefore, DateTimeOffset since)
    {
        var limit = (2 * FaultyProduct.Cycle) + FaultyProduct.TotalLimit + FaultyProduct.Slack;
        foreach (var (side, expected) in row.TokenCheck.All)
        {
            var (account, step) =
                side == "al-style"
                    ? (FaultyProduct.SpareAccount, "date")
                    : (FaultyProduct.Shop, "orders");
            LastVendorCall? call = null;
            var inTime = await Judge.UntilAsync(
                async () =>
                {
                    call = await faulty.CallAsync(side, account, step);
                    return await faulty.StruckAsync(side, row.Kind) > struckBefore[side]
                        && (expected == FaultRow.Ok ? call?.LastOkAt : call?.LastFailureAt) > since;
                },
                limit
            );
            judge.Check(
                inTime,
                Judgement.Time,
                $"the token at {side} was not looked at within {limit}: {call}"
            );
            judge.Check(
                Judge.IsOneOf(
                    call?.LastFailureAt > since ? call.FailureCode : FaultRow.Ok,
                    expected
                ),
                Judgement.Name,
                $"{expected} was expected at {side}: {call}"
            );
            judge.Check(
                call?.ElapsedMs
                    <= (FaultyProduct.TotalLimit + FaultyProduct.Slack).TotalMilliseconds,
                Judgement.Time,
                $"the check at {side} took {call?.ElapsedMs} ms"
            );
        }
    }
}

/// <summary>A person asks the doctor under a fault.</summary>
internal sealed class DoctorJob(FaultyProduct faulty, FaultRow row, Judge judge)
{
    public async Task DoAsync()
    {
        // A connection, and three names to ask in, each with its turn.
        var limit = 8 * FaultyProduct.StepLimit + FaultyProduct.Slack;
        foreach (var (side, expected) in row.Doctor.All)
        {
            var report = await faulty.Product.Gateway.JsonAsync(
                $"/api/diagnostics/{side}",
                200,
                HttpMethod.Post,
                Patient(side)
            );
            var verdict = report.GetProperty("verdict");
            judge.Check(
                Judge.IsOneOf(verdict.GetProperty("code").GetString(), expected),
                Judgement.Name,
                $"{expected} was expected at {side}: {verdict}"
            );
            var took = report.GetProperty("elapsedMs").GetInt64();
            judge.Check(
                took <= limit.TotalMilliseconds,
                Judgement.Time,
                $"the doctor took {took} ms at {side}"
            );
        }
    }

    private static string Patient(string side) =>
        side == "al-style"
            ? $$"""{"account":"{{FaultyProduct.Account}}"}"""
            : $$"""{"shop":"{{FaultyProduct.Shop}}"}""";
}
