using Dapper;
using TimurApiConnect.Core.Failures;
using TimurApiConnect.Storage.Databases;

namespace TimurApiConnect.Storage.Orders;

/// <summary>When each shop's orders were asked for, over all workers.</summary>
public sealed class OrderPollStore(Database database)
{
    /// <summary>How reading a shop's orders goes; null when it was never tried.</summary>
    public async Task<OrderPoll?> FindAsync(string shop, CancellationToken stopping)
    {
        await using var connection = await database.OpenAsync(stopping);
        var row = await connection.QueryFirstOrDefaultAsync<PollRow>(
            new CommandDefinition(
                "SELECT shop AS Shop, first_asked_at AS FirstAskedAt, asked_at AS AskedAt, read_at AS ReadAt, archive_at AS ArchiveAt, archive_began AS ArchiveBegan, archive_next AS ArchiveNext, open_at AS OpenAt, open_began AS OpenBegan, open_next AS OpenNext, failure_code AS FailureCode, failure AS Failure, unread AS Unread FROM order_poll WHERE shop = @shop",
                new { shop },
                cancellationToken: stopping
            )
        );
        return row is null
            ? null
            : new(
                row.Shop,
                Instant.FromStored(row.FirstAskedAt),
                Instant.FromStored(row.AskedAt),
                Instant.FromStored(row.ReadAt),
                Instant.FromStored(row.ArchiveAt),
                Instant.FromStored(row.ArchiveBegan),
                Instant.FromStored(row.ArchiveNext),
                Instant.FromStored(row.OpenAt),
                Instant.FromStored(row.OpenBegan),
                Instant.FromStored(row.OpenNext),
                row.FailureCode,
                row.Failure,
                row.Unread
            );
    }

    /// <summary>Notes a look: when it began, whether all of it was read, and what was not.</summary>
    public async Task NoteAsync(
        string shop,
        DateTimeOffset askedAt,
        Failure? failure,
        string? unread,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        var at = askedAt.ToStored();
        await connection.ExecuteAsync(
            new CommandDefinition(
                """
                INSERT INTO order_poll (shop, first_asked_at, asked_at, read_at, failure_code, failure, unread)
                VALUES (@shop, @at, @at, @read, @code, @text, @unread)
                ON CONFLICT (shop) DO UPDATE SET asked_at = excluded.asked_at, read_at = COALESCE(excluded.read_at, order_poll.read_at),
                    failure_code = excluded.failure_code, failure = excluded.failure, unread = excluded.unread
                """,
                new
                {
                    shop,
                    at,
                    read = failure is null ? at : (long?)null,
                    code = failure?.Code,
                    text = failure?.ToString(),
                    unread,
                },
                cancellationToken: stopping
            )
        );
    }

    /// <summary>Notes how far the reading of the finished orders is.</summary>
    /// <param name="shop">The shop's key.</param>
    /// <param name="began">When it began.</param>
    /// <param name="next">What is newer was read; null when all was.</param>
    /// <param name="stopping">Stops.</param>
    public Task NoteArchiveAsync(
        string shop,
        DateTimeOffset began,
        DateTimeOffset? next,
        CancellationToken stopping
    ) => NoteReadingAsync("archive", shop, began, next, stopping);

    /// <summary>Notes how far the reading of the open orders is.</summary>
    /// <param name="shop">The shop's key.</param>
    /// <param name="began">When it began.</param>
    /// <param name="next">What is newer was read; null when all was.</param>
    /// <param name="stopping">Stops.</param>
    public Task NoteOpenAsync(
        string shop,
        DateTimeOffset began,
        DateTimeOffset? next,
        CancellationToken stopping
    ) => NoteReadingAsync("open", shop, began, next, stopping);

    private async Task NoteReadingAsync(
        string lists,
        string shop,
        DateTimeOffset began,
        DateTimeOffset? next,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        await connection.ExecuteAsync(
            new CommandDefinition(
                $"UPDATE order_poll SET {lists}_began = @began, {lists}_next = @next, {lists}_at = COALESCE(@done, {lists}_at) WHERE shop = @shop",
                new
                {
                    shop,
                    began = began.ToStored(),
                    next = next?.ToStored(),
                    done = next is null ? began.ToStored() : (long?)null,
                },
                cancellationToken: stopping
            )
        );
    }

    private sealed class PollRow
    {
        public string Shop { get; init; } = "";

        public long FirstAskedAt { get; init; }

        public long AskedAt { get; init; }

        public long? ReadAt { get; init; }

        public long? ArchiveAt { get; init; }

        public long? ArchiveBegan { get; init; }

        public long? ArchiveNext { get; init; }

        public long? OpenAt { get; init; }

        public long? OpenBegan { get; init; }

        public long? OpenNext { get; init; }

        public string? FailureCode { get; init; }

        public string? Failure { get; init; }

        public string? Unread { get; init; }
    }
}
