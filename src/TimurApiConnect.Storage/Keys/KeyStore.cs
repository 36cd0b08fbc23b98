using System.Data.Common;
using Dapper;
using TimurApiConnect.Storage.Databases;
using TimurApiConnect.Storage.Journal;

namespace TimurApiConnect.Storage.Keys;

/// <summary>How revoking went.</summary>
public enum RevokeOutcome
{
    /// <summary>It no longer works, now or since before.</summary>
    Revoked,

    /// <summary>There is no such key.</summary>
    NotFound,

    /// <summary>It is the last key that could make others.</summary>
    LastAdmin,
}

/// <summary>The keys, those that no longer work too: the journal names them.</summary>
public sealed class KeyStore(Database database, TimeProvider clock)
{
    /// <summary>How many keys may work at the same time: every request is compared with all of them.</summary>
    public const int Most = 500;

    /// <summary>All keys, the oldest first.</summary>
    public async Task<IReadOnlyList<ApiKey>> ListAsync(CancellationToken stopping)
    {
        await using var connection = await database.OpenAsync(stopping);
        var rows = await connection.QueryAsync<(
            long Id,
            string Name,
            string Prefix,
            string Hash,
            long Scope,
            long DealerPrices,
            long CreatedAt,
            long? LastUsedAt,
            long? RevokedAt
        )>(
            new CommandDefinition(
                "SELECT id, name, prefix, hash, scope, dealer_prices, created_at, last_used_at, revoked_at FROM api_key ORDER BY id",
                cancellationToken: stopping
            )
        );
        return
        [
            .. rows.Select(r => new ApiKey(
                r.Id,
                r.Name,
                r.Prefix,
                r.Hash,
                (KeyScope)r.Scope,
                r.DealerPrices != 0,
                Instant.FromStored(r.CreatedAt),
                Instant.FromStored(r.LastUsedAt),
                Instant.FromStored(r.RevokedAt)
            )),
        ];
    }

    /// <summary>Adds a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="by">Who makes it.</param>
    /// <param name="onlyFirst">Only when there is none, not even a revoked one.</param>
    /// <param name="stopping">Ends it.</param>
    /// <returns>Its number, or null: the name or the key is taken, there are too many, or it would not be the first.</returns>
    public async Task<long?> AddAsync(
        NewApiKey key,
        string by,
        bool onlyFirst,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        await using var transaction = await LockAsync(connection, stopping);
        var now = clock.GetUtcNow();
        var added = await connection.ExecuteAsync(
            new CommandDefinition(
                $"""
                INSERT INTO api_key (name, prefix, hash, scope, dealer_prices, created_at)
                SELECT @Name, @prefix, @hash, CAST(@scope AS BIGINT), CAST(@dealerPrices AS BIGINT), CAST(@at AS BIGINT)
                WHERE (SELECT COUNT(*) FROM api_key{(
                    onlyFirst ? "" : " WHERE revoked_at IS NULL"
                )}) < @most
                ON CONFLICT DO NOTHING
                """,
                new
                {
                    key.Name,
                    prefix = key.Secret.Prefix,
                    hash = key.Secret.Hash,
                    scope = (long)key.Scope,
                    dealerPrices = key.DealerPrices ? 1L : 0L,
                    at = now.ToStored(),
                    most = onlyFirst ? 1L : Most,
                },
                transaction,
                cancellationToken: stopping
            )
        );
        if (added == 0)
        {
            return null;
        }

        var id = await connection.ExecuteScalarAsync<long>(
            new CommandDefinition(
                "SELECT id FROM api_key WHERE hash = @hash",
                new { hash = key.Secret.Hash },
                transaction,
                cancellationToken: stopping
            )
        );
        await JournalStore.WriteAsync(
            connection,
            transaction,
            new JournalEntry(
                now,
                by,
                "key made",
                "",
                0,
                $"\"{key.Name}\" ({key.Secret.Prefix}, number {id}): {key.Scope.ToString().ToLowerInvariant()}{(key.DealerPrices ? ", sees dealer prices" : "")}."
            ),
            stopping
        );
        await transaction.CommitAsync(stopping);
        return id;
    }

    /// <summary>Takes a key out of use, unless nobody could make keys afterwards.</summary>
    public async Task<RevokeOutcome> RevokeAsync(long id, string by, CancellationToken stopping)
    {
        await using var connection = await database.OpenAsync(stopping);
        await using var transaction = await LockAsync(connection, stopping);
        var keys = (
            await connection.QueryAsync<(long Id, string Name, long Scope, long? RevokedAt)>(
                new CommandDefinition(
                    "SELECT id, name, scope, revoked_at FROM api_key",
                    transaction: transaction,
                    cancellationToken: stopping
                )
            )
        ).AsList();
        if (keys.Find(k => k.Id == id) is not { Id: > 0 } key)
        {
            return RevokeOutcome.NotFound;
        }

        if (key.RevokedAt is not null)
        {
            return RevokeOutcome.Revoked;
        }

        if (
            key.Scope == (long)KeyScope.Admin
            && !keys.Exists(k =>
                k.Id != id && k.RevokedAt is null && k.Scope == (long)KeyScope.Admin
            )
        )
        {
            return RevokeOutcome.LastAdmin;
        }

        var now = clock.GetUtcNow();
        await connection.ExecuteAsync(
            new CommandDefinition(
                "UPDATE api_key SET revoked_at = @at WHERE id = @id",
                new { id, at = now.ToStored() },
                transaction,
                cancellationToken: stopping
            )
        );
        await JournalStore.WriteAsync(
            connection,
            transaction,
            new JournalEntry(now, by, "key revoked", "", 0, $"\"{key.Name}\" (number {id})."),
            stopping
        );
        await transaction.CommitAsync(stopping);
        return RevokeOutcome.Revoked;
    }

    /// <summary>Notes when keys were used.</summary>
    public async Task NoteUsedAsync(
        IReadOnlyCollection<(long Id, DateTimeOffset At)> used,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        await connection.ExecuteAsync(
            new CommandDefinition(
                "UPDATE api_key SET last_used_at = @at WHERE id = @id AND COALESCE(last_used_at, 0) < @at",
                used.Select(u => new { id = u.Id, at = u.At.ToStored() }).ToArray(),
                cancellationToken: stopping
            )
        );
    }

    // Two admins who revoke each other at the same moment must come one after the other. SQLite's transactions do anyway.
    private async Task<DbTransaction> LockAsync(DbConnection connection, CancellationToken stopping)
    {
        var transaction = await connection.BeginTransactionAsync(stopping);
        if (database.IsPostgres)
        {
            await connection.ExecuteAsync(
                new CommandDefinition(
                    "LOCK TABLE api_key IN SHARE ROW EXCLUSIVE MODE",
                    transaction: transaction,
                    cancellationToken: stopping
                )
            );
        }

        return transaction;
    }
}
