using Dapper;
using TimurApiConnect.Storage.Databases;

namespace TimurApiConnect.Storage.Owners;

/// <summary>One worker process, as the cluster's engine describes it.</summary>
/// <param name="Address">Where the others reach it, and when it began: <c>127.0.0.1:40001@134...</c>.</param>
/// <param name="Entry">The engine's description, JSON.</param>
/// <param name="Etag">Rises at each change.</param>
/// <param name="AliveAt">When it last said that it lives, UTC.</param>
public sealed record StoredSilo(string Address, string Entry, long Etag, DateTimeOffset AliveAt);

/// <summary>The workers of all processes that share the database. Every change is refused when somebody else has changed the table since it was read.</summary>
public sealed class SiloStore(Database database)
{
    /// <summary>All of them, and the table's version.</summary>
    public async Task<(long Version, IReadOnlyList<StoredSilo> Silos)> ReadAsync()
    {
        await using var connection = await database.OpenAsync(CancellationToken.None);
        // Of one moment: a version with rows of another would let a change through that must be refused.
        await using var transaction = await connection.BeginTransactionAsync(
            System.Data.IsolationLevel.RepeatableRead
        );
        var version = await connection.ExecuteScalarAsync<long>(
            "SELECT version FROM silo_version WHERE id = 1",
            transaction: transaction
        );
        var rows = await connection.QueryAsync<(
            string Address,
            string Entry,
            long Etag,
            long AliveAt
        )>("SELECT address, entry, etag, alive_at FROM silo", transaction: transaction);
        return (
            version,
            [
                .. rows.Select(r => new StoredSilo(
                    r.Address,
                    r.Entry,
                    r.Etag,
                    Instant.FromStored(r.AliveAt)
                )),
            ]
        );
    }

    /// <summary>Adds one; false when it is there already or the table has changed.</summary>
    /// <param name="silo">The new one; its etag is not used.</param>
    /// <param name="version">The table's version when it was read.</param>
    public Task<bool> InsertAsync(StoredSilo silo, long version) =>
        ChangeAsync(
            "INSERT INTO silo (address, entry, etag, alive_at) VALUES (@Address, @Entry, 1, @aliveAt) ON CONFLICT DO NOTHING",
            silo,
            version
        );

    /// <summary>Changes one; false when it or the table has changed since it was read.</summary>
    /// <param name="silo">What it is now, with the etag that was read.</param>
    /// <param name="version">The table's version when it was read.</param>
    public Task<bool> UpdateAsync(StoredSilo silo, long version) =>
        ChangeAsync(
            "UPDATE silo SET entry = @Entry, etag = etag + 1, alive_at = @aliveAt WHERE address = @Address AND etag = @Etag",
            silo,
            version
        );

    /// <summary>One of them says that it lives.</summary>
    public async Task SetAliveAsync(string address, DateTimeOffset at)
    {
        await using var connection = await database.OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync(
            "UPDATE silo SET alive_at = @at WHERE address = @address",
            new { address, at = at.ToStored() }
        );
    }

    /// <summary>Forgets those of these addresses.</summary>
    public async Task DeleteAsync(IReadOnlyCollection<string> addresses)
    {
        await using var connection = await database.OpenAsync(CancellationToken.None);
        foreach (var address in addresses)
        {
            await connection.ExecuteAsync(
                "DELETE FROM silo WHERE address = @address",
                new { address }
            );
        }
    }

    private async Task<bool> ChangeAsync(string sql, StoredSilo silo, long version)
    {
        await using var connection = await database.OpenAsync(CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync();
        var current =
            await connection.ExecuteAsync(
                "UPDATE silo_version SET version = version + 1 WHERE id = 1 AND version = @version",
                new { version },
                transaction
            ) == 1;
        var changed =
            current
            && await connection.ExecuteAsync(
                sql,
                new
                {
                    silo.Address,
                    silo.Entry,
                    silo.Etag,
                    aliveAt = silo.AliveAt.ToStored(),
                },
                transaction
            ) == 1;
        if (changed)
        {
            await transaction.CommitAsync();
        }

        return changed;
    }
}
