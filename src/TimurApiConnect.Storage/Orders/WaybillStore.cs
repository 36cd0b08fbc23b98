using System.Data;
using Dapper;
using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Orders;
using TimurApiConnect.Storage.Databases;
using TimurApiConnect.Storage.Runs;

namespace TimurApiConnect.Storage.Orders;

/// <summary>A waybill that is to be fetched.</summary>
/// <param name="Order">The order, with the waybill's address.</param>
/// <param name="Failures">How often it has failed.</param>
public sealed record DueWaybill(Order Order, int Failures);

/// <summary>What is known of an order's waybill.</summary>
/// <param name="FetchedAt">When it was fetched, UTC; null when it was not yet.</param>
/// <param name="Size">Bytes; null when it was not fetched, or was erased.</param>
/// <param name="FailureCode">Why the last try failed; null when it did not.</param>
/// <param name="Failure">The same in a sentence.</param>
public sealed record StoredWaybill(
    DateTimeOffset? FetchedAt,
    long? Size,
    string? FailureCode,
    string? Failure
);

/// <summary>Waybills as they were fetched. They hold buyers' addresses, so they are erased after a while.</summary>
public sealed class WaybillStore(Database database)
{
    /// <summary>How long a waybill is kept.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(60);

    /// <summary>
    /// Open orders whose waybill lies at an address from which it was not fetched, and that are due: those never tried first, so that one that always
    /// fails keeps no other waiting.
    /// </summary>
    public async Task<IReadOnlyList<DueWaybill>> DueAsync(
        string shop,
        DateTimeOffset now,
        int most,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        var rows = await connection.QueryAsync<(string Document, long Failures)>(
            new CommandDefinition(
                """
                SELECT o.document, COALESCE(w.failures, 0) FROM shop_order o
                LEFT JOIN waybill w ON w.shop = o.shop AND w.code = o.code AND w.address = o.waybill
                WHERE o.shop = @shop AND o.is_over = 0 AND o.waybill <> '' AND (w.code IS NULL OR (w.fetched_at IS NULL AND w.due_at <= @now))
                ORDER BY COALESCE(w.due_at, 0), o.created_at, o.code LIMIT @most
                """,
                new
                {
                    shop,
                    now = now.ToStored(),
                    most,
                },
                cancellationToken: stopping
            )
        );
        return [.. rows.Select(r => new DueWaybill(OrderJson.Read(r.Document), (int)r.Failures))];
    }

    /// <summary>Keeps a waybill.</summary>
    /// <exception cref="LeaseLostException">Another worker reads this shop's orders now; nothing was written.</exception>
    public Task KeepAsync(
        string shop,
        DueWaybill due,
        byte[] pdf,
        Lease lease,
        DateTimeOffset at,
        CancellationToken stopping
    ) => WriteAsync(shop, due, due.Failures, at, null, pdf, lease, at, stopping);

    /// <summary>
    /// Notes that a waybill could not be fetched. It is tried again with the next look, then after one, three, seven … times
    /// <paramref name="every"/>, an hour at most.
    /// </summary>
    /// <exception cref="LeaseLostException">Another worker reads this shop's orders now; nothing was written.</exception>
    public Task FailAsync(
        string shop,
        DueWaybill due,
        Failure failure,
        TimeSpan every,
        Lease lease,
        DateTimeOffset at,
        CancellationToken stopping
    ) =>
        WriteAsync(
            shop,
            due,
            due.Failures + 1,
            at + Retry.Pause(due.Failures, every),
            failure,
            null,
            lease,
            null,
            stopping
        );

    /// <summary>What is known of an order's waybill; null when none was looked for at the address where it lies now.</summary>
    public async Task<StoredWaybill?> FindAsync(
        string shop,
        Order order,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        var row = await connection.QueryFirstOrDefaultAsync<Row>(
            new CommandDefinition(
                // An order that is over may have lost the address; its waybill is still the one that was used.
                """
                SELECT fetched_at AS FetchedAt, CAST(length(pdf) AS BIGINT) AS Size, failure_code AS FailureCode, failure AS Failure FROM waybill
                WHERE shop = @shop AND code = @Code AND (@address = '' OR address = @address)
                """,
                new
                {
                    shop,
                    order.Code,
                    address = order.WaybillAddress?.AbsoluteUri ?? "",
                },
                cancellationToken: stopping
            )
        );
        return row is null
            ? null
            : new(Instant.FromStored(row.FetchedAt), row.Size, row.FailureCode, row.Failure);
    }

    /// <summary>Hands over a waybill's length and bytes as they are read, so that a large one is never in memory; false when it is not kept.</summary>
    public async Task<bool> ReadAsync(
        string shop,
        string code,
        Func<long, Stream, Task> take,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        await using var row = await connection.ExecuteReaderAsync(
            new CommandDefinition(
                // SQLite reads a blob piece by piece where it knows the row.
                $"SELECT CAST(length(pdf) AS BIGINT), pdf{(database.IsPostgres ? "" : ", rowid")} FROM waybill WHERE shop = @shop AND code = @code AND pdf IS NOT NULL",
                new { shop, code },
                cancellationToken: stopping
            ),
            CommandBehavior.SequentialAccess
        );
        if (!await row.ReadAsync(stopping))
        {
            return false;
        }

        var length = row.GetInt64(0);
        await using var pdf = row.GetStream(1);
        await take(length, pdf);
        return true;
    }

    /// <summary>Erases what was kept long enough. That there was one stays, so that it is not fetched again.</summary>
    public async Task PruneAsync(string shop, DateTimeOffset now, CancellationToken stopping)
    {
        await using var connection = await database.OpenAsync(stopping);
        await connection.ExecuteAsync(
            new CommandDefinition(
                "UPDATE waybill SET pdf = NULL WHERE shop = @shop AND pdf IS NOT NULL AND fetched_at < @before",
                new { shop, before = (now - KeptFor).ToStored() },
                cancellationToken: stopping
            )
        );
    }

    private async Task WriteAsync(
        string shop,
        DueWaybill due,
        int failures,
        DateTimeOffset dueAt,
        Failure? failure,
        byte[]? pdf,
        Lease lease,
        DateTimeOffset? fetchedAt,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        await using var transaction = await connection.BeginTransactionAsync(stopping);
        await LeaseStore.CheckAsync(connection, transaction, lease, stopping);
        await connection.ExecuteAsync(
            new CommandDefinition(
                """
                INSERT INTO waybill (shop, code, address, failures, due_at, failure_code, failure, fetched_at, pdf)
                VALUES (@shop, @Code, @address, @failures, @dueAt, @failureCode, @text, @fetchedAt, @pdf)
                ON CONFLICT (shop, code) DO UPDATE SET address = excluded.address, failures = excluded.failures,
                    due_at = excluded.due_at, failure_code = excluded.failure_code, failure = excluded.failure, fetched_at = excluded.fetched_at,
                    pdf = excluded.pdf
                """,
                new
                {
                    shop,
                    due.Order.Code,
                    address = due.Order.WaybillAddress?.AbsoluteUri ?? "",
                    failures,
                    dueAt = dueAt.ToStored(),
                    failureCode = failure?.Code,
                    // A vendor's words may hold anything; PostgreSQL takes no NUL.
                    text = failure?.ToString().Replace("\0", "", StringComparison.Ordinal),
                    fetchedAt = fetchedAt?.ToStored(),
                    pdf,
                },
                transaction,
                cancellationToken: stopping
            )
        );
        await transaction.CommitAsync(stopping);
    }

    private sealed class Row
    {
        public long? FetchedAt { get; init; }

        public long? Size { get; init; }

        public string? FailureCode { get; init; }

        public string? Failure { get; init; }
    }
}
