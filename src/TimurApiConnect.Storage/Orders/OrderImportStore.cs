using Dapper;
using TimurApiConnect.Core.Failures;
using TimurApiConnect.Storage.Databases;

namespace TimurApiConnect.Storage.Orders;

/// <summary>How far the reading of a shop's history of orders is. Times are UTC.</summary>
/// <param name="Shop">The shop's key.</param>
/// <param name="AskedAt">When it was asked for.</param>
/// <param name="AskedBy">By whom.</param>
/// <param name="From">The oldest creation date wanted.</param>
/// <param name="To">The newest.</param>
/// <param name="NextTo">What is newer was read: the next window ends here.</param>
/// <param name="Found">Orders that Kaspi showed.</param>
/// <param name="New">Of them those that were not known.</param>
/// <param name="State">Where it stands.</param>
/// <param name="FailureCode">Why the last window was not read; null when it was.</param>
/// <param name="Failure">The same in a sentence.</param>
public sealed record OrderImport(
    string Shop,
    DateTimeOffset AskedAt,
    string AskedBy,
    DateTimeOffset From,
    DateTimeOffset To,
    DateTimeOffset NextTo,
    int Found,
    int New,
    OrderImportState State,
    string? FailureCode,
    string? Failure
)
{
    /// <summary>The part that was read, 0 to 100.</summary>
    public int Percent =>
        State == OrderImportState.Done || To <= From
            ? 100
            : (int)Math.Clamp((To - NextTo) / (To - From) * 100, 0, 99);
}

/// <summary>Where an import stands.</summary>
public enum OrderImportState
{
    /// <summary>Goes on with the next look at the shop's orders.</summary>
    Running,

    /// <summary>All was read.</summary>
    Done,

    /// <summary>A person stopped it; what was read stays.</summary>
    Stopped,
}

/// <summary>The reading of each shop's history: one at a time, resumable at every window.</summary>
public sealed class OrderImportStore(Database database)
{
    /// <summary>A shop's last import, or null.</summary>
    public async Task<OrderImport?> FindAsync(string shop, CancellationToken stopping)
    {
        await using var connection = await database.OpenAsync(stopping);
        return (
            await connection.QueryFirstOrDefaultAsync<Row>(
                new CommandDefinition(
                    """
                    SELECT shop AS Shop, asked_at AS AskedAt, asked_by AS AskedBy, from_at AS FromAt, to_at AS ToAt, next_to AS NextTo, found AS Found,
                        new_orders AS NewOrders, state AS State, failure_code AS FailureCode, failure AS Failure
                    FROM order_import WHERE shop = @shop
                    """,
                    new { shop },
                    cancellationToken: stopping
                )
            )
        )?.Read();
    }

    /// <summary>Asks for an import, in the place of the one before; false while that still runs.</summary>
    public async Task<bool> AskAsync(
        string shop,
        DateTimeOffset from,
        DateTimeOffset to,
        string who,
        DateTimeOffset at,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        return await connection.ExecuteAsync(
                new CommandDefinition(
                    """
                    INSERT INTO order_import (shop, asked_at, asked_by, from_at, to_at, next_to, found, new_orders, state)
                    VALUES (@shop, @at, @who, @from, @to, @to, 0, 0, 'running')
                    ON CONFLICT (shop) DO UPDATE SET asked_at = excluded.asked_at, asked_by = excluded.asked_by, from_at = excluded.from_at,
                        to_at = excluded.to_at, next_to = excluded.next_to, found = 0, new_orders = 0, state = excluded.state, failure_code = NULL, failure = NULL
                    WHERE order_import.state <> 'running'
                    """,
                    new
                    {
                        shop,
                        who,
                        at = at.ToStored(),
                        from = from.ToStored(),
                        to = to.ToStored(),
                    },
                    cancellationToken: stopping
                )
            ) > 0;
    }

    /// <summary>Stops an import; false when none runs.</summary>
    public async Task<bool> StopAsync(string shop, CancellationToken stopping)
    {
        await using var connection = await database.OpenAsync(stopping);
        return await connection.ExecuteAsync(
                new CommandDefinition(
                    "UPDATE order_import SET state = 'stopped' WHERE shop = @shop AND state = 'running'",
                    new { shop },
                    cancellationToken: stopping
                )
            ) > 0;
    }

    /// <summary>
    /// Notes what a window brought. Nothing is noted when another import has begun or a person has stopped it meanwhile. The new ones are counted in
    /// the inbox: a window that is read again after a worker was killed finds its orders there.
    /// </summary>
    /// <param name="import">The import as it was when the window began.</param>
    /// <param name="readTo">What is newer was read; unchanged when the window failed.</param>
    /// <param name="found">Orders of the window.</param>
    /// <param name="failure">Why the window was not read.</param>
    /// <param name="stopping">Stops.</param>
    public async Task NoteAsync(
        OrderImport import,
        DateTimeOffset readTo,
        int found,
        Failure? failure,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        await connection.ExecuteAsync(
            new CommandDefinition(
                """
                UPDATE order_import SET next_to = @next, found = found + @found, failure_code = @code, failure = @text,
                    new_orders = new_orders + (SELECT COUNT(*) FROM shop_order o
                        WHERE o.shop = @shop AND o.created_at >= @next AND o.created_at < @before AND o.first_seen_at > @asked),
                    state = CASE WHEN @next <= from_at THEN 'done' ELSE state END
                WHERE shop = @shop AND asked_at = @asked AND state = 'running'
                """,
                new
                {
                    shop = import.Shop,
                    asked = import.AskedAt.ToStored(),
                    next = readTo.ToStored(),
                    before = import.NextTo.ToStored(),
                    found,
                    code = failure?.Code,
                    text = failure?.ToString(),
                },
                cancellationToken: stopping
            )
        );
    }

    private sealed class Row
    {
        public string Shop { get; init; } = "";

        public long AskedAt { get; init; }

        public string AskedBy { get; init; } = "";

        public long FromAt { get; init; }

        public long ToAt { get; init; }

        public long NextTo { get; init; }

        public long Found { get; init; }

        public long NewOrders { get; init; }

        public string State { get; init; } = "";

        public string? FailureCode { get; init; }

        public string? Failure { get; init; }

        public OrderImport Read() =>
            new(
                Shop,
                Instant.FromStored(AskedAt),
                AskedBy,
                Instant.FromStored(FromAt),
                Instant.FromStored(ToAt),
                Instant.FromStored(NextTo),
                (int)Found,
                (int)NewOrders,
                Enum.Parse<OrderImportState>(State, ignoreCase: true),
                FailureCode,
                Failure
            );
    }
}
