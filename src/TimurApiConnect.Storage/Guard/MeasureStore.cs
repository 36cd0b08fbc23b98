using Dapper;
using TimurApiConnect.Core.Guard;
using TimurApiConnect.Storage.Databases;
using TimurApiConnect.Storage.Journal;
using TimurApiConnect.Storage.Runs;

namespace TimurApiConnect.Storage.Guard;

/// <summary>A measure of the cancellation guard. Times are UTC.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Pieces">Kept back of every good; 0 for a good off sale.</param>
/// <param name="Article">The good off sale; null for all goods.</param>
/// <param name="Reason">Why, with the numbers of then.</param>
/// <param name="Since">From when on.</param>
/// <param name="EndedAt">Until when; null while it is in force.</param>
/// <param name="EndedBy">Who ended it: <see cref="MeasureStore.Guard"/> itself, or the name of a key.</param>
public sealed record Measure(
    long Id,
    int Pieces,
    int? Article,
    string Reason,
    DateTimeOffset Since,
    DateTimeOffset? EndedAt,
    string? EndedBy
);

/// <summary>What the cancellation guard does for each shop, and did.</summary>
public sealed class MeasureStore(Database database, TimeProvider clock)
{
    /// <summary>The guard's own name in the journal.</summary>
    public const string Guard = "cancellation guard";

    private const string Columns =
        "SELECT id AS Id, amount AS Amount, article AS Article, reason AS Reason, since AS Since, ended_at AS EndedAt, ended_by AS EndedBy FROM guard_measure";

    /// <summary>Those in force.</summary>
    public Task<IReadOnlyList<Measure>> ActiveAsync(string shop, CancellationToken stopping) =>
        ReadAsync(
            $"{Columns} WHERE shop = @shop AND ended_at IS NULL ORDER BY article",
            new { shop },
            stopping
        );

    /// <summary>Those in force, then the latest that were.</summary>
    public Task<IReadOnlyList<Measure>> ListAsync(
        string shop,
        int most,
        CancellationToken stopping
    ) =>
        ReadAsync(
            $"{Columns} WHERE shop = @shop ORDER BY CASE WHEN ended_at IS NULL THEN 0 ELSE 1 END, id DESC LIMIT @most",
            new { shop, most },
            stopping
        );

    /// <summary>
    /// Makes the measures in force those that are wanted. What a person ended a short while ago is not taken again.
    /// </summary>
    /// <returns>How many were taken and ended.</returns>
    /// <exception cref="LeaseLostException">Another worker guards this shop now; nothing was written.</exception>
    public async Task<(int Taken, int Ended)> ApplyAsync(
        string shop,
        IReadOnlyList<WantedMeasure> wanted,
        TimeSpan restAfterEnd,
        Lease lease,
        CancellationToken stopping
    )
    {
        var now = clock.GetUtcNow();
        await using var connection = await database.OpenAsync(stopping);
        await using var transaction = await connection.BeginTransactionAsync(stopping);
        await LeaseStore.CheckAsync(connection, transaction, lease, stopping);
        var known = (
            await connection.QueryAsync<Row>(
                new CommandDefinition(
                    $"{Columns} WHERE shop = @shop AND (ended_at IS NULL OR (ended_by <> @guard AND ended_at > @rested))",
                    new
                    {
                        shop,
                        guard = Guard,
                        rested = (now - restAfterEnd).ToStored(),
                    },
                    transaction,
                    cancellationToken: stopping
                )
            )
        ).Select(r => r.Read()).ToList();
        var ended = known.FindAll(m =>
            m.EndedAt is null && !wanted.Any(w => w.Article == m.Article && w.Pieces == m.Pieces)
        );
        // A person who ended a buffer meant any buffer, not this number of pieces.
        var taken = wanted
            .Where(w =>
                !known.Exists(m =>
                    m.Article == w.Article && (m.EndedAt is not null || m.Pieces == w.Pieces)
                )
            )
            .ToList();
        foreach (var measure in ended)
        {
            await EndAsync(measure.Id, Guard);
            await JournalStore.WriteAsync(
                connection,
                transaction,
                new(now, Guard, "measure ended", shop, 0, $"No longer needed: {measure.Reason}"),
                stopping
            );
        }

        foreach (var measure in taken)
        {
            await connection.ExecuteAsync(
                new CommandDefinition(
                    "INSERT INTO guard_measure (shop, kind, article, amount, reason, since) VALUES (@shop, @kind, @article, @Pieces, @Reason, @now)",
                    new
                    {
                        shop,
                        kind = measure.Article is null ? "buffer" : "off sale",
                        article = measure.Article ?? 0,
                        measure.Pieces,
                        measure.Reason,
                        now = now.ToStored(),
                    },
                    transaction,
                    cancellationToken: stopping
                )
            );
            await JournalStore.WriteAsync(
                connection,
                transaction,
                new(now, Guard, "measure taken", shop, 0, measure.Reason),
                stopping
            );
        }

        await transaction.CommitAsync(stopping);
        return (taken.Count, ended.Count);

        Task EndAsync(long id, string who) =>
            connection.ExecuteAsync(
                new CommandDefinition(
                    "UPDATE guard_measure SET ended_at = @now, ended_by = @who WHERE id = @id AND ended_at IS NULL",
                    new
                    {
                        id,
                        who,
                        now = now.ToStored(),
                    },
                    transaction,
                    cancellationToken: stopping
                )
            );
    }

    /// <summary>Ends a measure because a person wants it; false when the shop has none such in force.</summary>
    public async Task<bool> EndAsync(string shop, long id, string who, CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        await using var connection = await database.OpenAsync(stopping);
        await using var transaction = await connection.BeginTransactionAsync(stopping);
        var reason = await connection.ExecuteScalarAsync<string?>(
            new CommandDefinition(
                "UPDATE guard_measure SET ended_at = @now, ended_by = @who WHERE id = @id AND shop = @shop AND ended_at IS NULL RETURNING reason",
                new
                {
                    id,
                    shop,
                    who,
                    now = now.ToStored(),
                },
                transaction,
                cancellationToken: stopping
            )
        );
        if (reason is null)
        {
            return false;
        }

        await JournalStore.WriteAsync(
            connection,
            transaction,
            new(now, who, "measure ended", shop, 0, reason),
            stopping
        );
        await transaction.CommitAsync(stopping);
        return true;
    }

    private async Task<IReadOnlyList<Measure>> ReadAsync(
        string sql,
        object values,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        var rows = await connection.QueryAsync<Row>(
            new CommandDefinition(sql, values, cancellationToken: stopping)
        );
        return [.. rows.Select(r => r.Read())];
    }

    private sealed class Row
    {
        public long Id { get; init; }

        public long Amount { get; init; }

        public long Article { get; init; }

        public string Reason { get; init; } = "";

        public long Since { get; init; }

        public long? EndedAt { get; init; }

        public string? EndedBy { get; init; }

        public Measure Read() =>
            new(
                Id,
                (int)Amount,
                Article == 0 ? null : (int)Article,
                Reason,
                Instant.FromStored(Since),
                Instant.FromStored(EndedAt),
                EndedBy
            );
    }
}
