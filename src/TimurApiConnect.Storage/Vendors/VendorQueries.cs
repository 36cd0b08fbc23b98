using Dapper;
using TimurApiConnect.Core.Vendors;
using TimurApiConnect.Storage.Databases;

namespace TimurApiConnect.Storage.Vendors;

/// <summary>How the last calls of one kind to a vendor went.</summary>
/// <param name="Vendor">Its key.</param>
/// <param name="Account">In whose name: a supplier account or a shop.</param>
/// <param name="Step">What was asked for.</param>
/// <param name="LastOkAt">When it last worked, UTC.</param>
/// <param name="LastFailureAt">When it last failed, UTC.</param>
/// <param name="FailureCode">The last failure's stable code.</param>
/// <param name="Failure">The last failure in a sentence.</param>
/// <param name="ElapsedMs">How long the last call took, milliseconds.</param>
public sealed record LastVendorCall(
    string Vendor,
    string Account,
    string Step,
    DateTimeOffset? LastOkAt,
    DateTimeOffset? LastFailureAt,
    string? FailureCode,
    string? Failure,
    long ElapsedMs
);

/// <summary>How a vendor stands in an account.</summary>
/// <param name="Vendor">Its key.</param>
/// <param name="Account">In whose name: a supplier account or a shop.</param>
/// <param name="Token">What is known of its token.</param>
/// <param name="Breaker">Whether the vendor is left alone.</param>
/// <param name="Latency">How long the last calls took.</param>
public sealed record VendorAccount(
    string Vendor,
    string Account,
    TokenView Token,
    BreakerView Breaker,
    LatencyView? Latency
);

/// <summary>Reads what is known of vendors, for the status page.</summary>
public sealed class VendorQueries(Database database)
{
    /// <summary>The last outcome of each kind of call.</summary>
    public async Task<IReadOnlyList<LastVendorCall>> CallsAsync(CancellationToken stopping)
    {
        await using var connection = await database.OpenAsync(stopping);
        var rows = await connection.QueryAsync<(
            string Vendor,
            string Account,
            string Step,
            long? Ok,
            long? Failed,
            string? Code,
            string? Text,
            long Elapsed
        )>(
            new CommandDefinition(
                "SELECT vendor, account, step, last_ok_at, last_failure_at, failure_code, failure, elapsed_ms FROM vendor_call ORDER BY vendor, account, step",
                cancellationToken: stopping
            )
        );
        return
        [
            .. rows.Select(r => new LastVendorCall(
                r.Vendor,
                r.Account,
                r.Step,
                Instant.FromStored(r.Ok),
                Instant.FromStored(r.Failed),
                r.Code,
                r.Text,
                r.Elapsed
            )),
        ];
    }

    /// <summary>How the vendors stand in the accounts.</summary>
    public async Task<IReadOnlyList<VendorAccount>> AccountsAsync(CancellationToken stopping)
    {
        await using var connection = await database.OpenAsync(stopping);
        var rows = await connection.QueryAsync<Row>(
            new CommandDefinition(
                """
                SELECT vendor AS Vendor, account AS Account, token_state AS State, token_proved_at AS ProvedAt, token_tried_at AS TriedAt,
                    open_since AS OpenSince, open_until AS OpenUntil, failures AS Failures, median_ms AS MedianMs, p95_ms AS P95Ms, calls AS Calls
                FROM vendor_account ORDER BY vendor, account
                """,
                cancellationToken: stopping
            )
        );
        return
        [
            .. rows.Select(r => new VendorAccount(
                r.Vendor,
                r.Account,
                new TokenView(
                    (TokenState)r.State,
                    Instant.FromStored(r.ProvedAt),
                    Instant.FromStored(r.TriedAt)
                ),
                new BreakerView(
                    Instant.FromStored(r.OpenSince),
                    Instant.FromStored(r.OpenUntil),
                    (int)r.Failures
                ),
                r is { MedianMs: { } median, P95Ms: { } p95 }
                    ? new LatencyView(median, p95, (int)r.Calls)
                    : null
            )),
        ];
    }

    private sealed class Row
    {
        public string Vendor { get; init; } = "";
        public string Account { get; init; } = "";
        public long State { get; init; }
        public long? ProvedAt { get; init; }
        public long? TriedAt { get; init; }
        public long? OpenSince { get; init; }
        public long? OpenUntil { get; init; }
        public long Failures { get; init; }
        public long? MedianMs { get; init; }
        public long? P95Ms { get; init; }
        public long Calls { get; init; }
    }
}
