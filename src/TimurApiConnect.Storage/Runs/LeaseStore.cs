using System.Data.Common;
using Dapper;
using TimurApiConnect.Storage.Databases;

namespace TimurApiConnect.Storage.Runs;

/// <summary>A lease that was taken. Its fencing number rises with every taking; writes carry it, so that a worker that lost its lease
/// without noticing cannot write over its successor.</summary>
/// <param name="Name">What is leased, for example <c>shop:demo</c>.</param>
/// <param name="Holder">Who holds it.</param>
/// <param name="Fence">The fencing number.</param>
public sealed record Lease(string Name, string Holder, long Fence);

/// <summary>The lease was taken over by somebody else; nothing was written.</summary>
public sealed class LeaseLostException(Lease lease)
    : InvalidOperationException(
        $"The lease {lease.Name} with fencing number {lease.Fence} is no longer ours. Nothing was written."
    )
{
    /// <summary>Which it was.</summary>
    public Lease Lease => lease;
}

/// <summary>
/// Who may write what. An owner takes over: the cluster says that it is the owner, the next fencing number shuts out whoever was it before. A turn that
/// workers share, such as a supplier's request slot while Redis is away, is taken when it is free.
/// </summary>
public sealed class LeaseStore(Database database, TimeProvider clock)
{
    /// <summary>Takes a lease, whoever holds it. Whoever held it hears of it when it writes.</summary>
    public async Task<Lease> TakeOverAsync(string name, string holder, CancellationToken stopping)
    {
        await using var connection = await database.OpenAsync(stopping);
        var fence = await connection.ExecuteScalarAsync<long>(
            new CommandDefinition(
                """
                INSERT INTO lease (name, fence, holder, until) VALUES (@name, 1, @holder, 0)
                ON CONFLICT (name) DO UPDATE SET fence = lease.fence + 1, holder = excluded.holder
                RETURNING fence
                """,
                new { name, holder },
                cancellationToken: stopping
            )
        );
        return new Lease(name, holder, fence);
    }

    /// <summary>Takes a lease that is free or has run out; null when somebody has it.</summary>
    public async Task<Lease?> TryTakeAsync(
        string name,
        string holder,
        TimeSpan duration,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        var now = clock.GetUtcNow();
        var fence = await connection.ExecuteScalarAsync<long?>(
            new CommandDefinition(
                """
                INSERT INTO lease (name, fence, holder, until) VALUES (@name, 1, @holder, @until)
                ON CONFLICT (name) DO UPDATE SET fence = lease.fence + 1, holder = excluded.holder, until = excluded.until
                WHERE lease.until < @now
                RETURNING fence
                """,
                new
                {
                    name,
                    holder,
                    until = (now + duration).ToStored(),
                    now = now.ToStored(),
                },
                cancellationToken: stopping
            )
        );
        return fence is { } number ? new Lease(name, holder, number) : null;
    }

    /// <summary>Keeps a lease; false when it is no longer ours.</summary>
    public async Task<bool> ExtendAsync(Lease lease, TimeSpan duration, CancellationToken stopping)
    {
        await using var connection = await database.OpenAsync(stopping);
        return await connection.ExecuteAsync(
                new CommandDefinition(
                    "UPDATE lease SET until = @until WHERE name = @Name AND fence = @Fence AND holder = @Holder",
                    new
                    {
                        until = (clock.GetUtcNow() + duration).ToStored(),
                        lease.Name,
                        lease.Fence,
                        lease.Holder,
                    },
                    cancellationToken: stopping
                )
            ) == 1;
    }

    /// <summary>Gives a lease back, if it is still ours.</summary>
    public async Task ReleaseAsync(Lease lease, CancellationToken stopping)
    {
        await using var connection = await database.OpenAsync(stopping);
        await connection.ExecuteAsync(
            new CommandDefinition(
                "UPDATE lease SET until = 0 WHERE name = @Name AND fence = @Fence AND holder = @Holder",
                lease,
                cancellationToken: stopping
            )
        );
    }

    /// <summary>Locks the lease's row for this transaction, or refuses: from here to the commit nobody can take it over.</summary>
    internal static async Task CheckAsync(
        DbConnection connection,
        DbTransaction transaction,
        Lease lease,
        CancellationToken stopping
    )
    {
        var rows = await connection.ExecuteAsync(
            new CommandDefinition(
                "UPDATE lease SET holder = holder WHERE name = @Name AND fence = @Fence AND holder = @Holder",
                lease,
                transaction,
                cancellationToken: stopping
            )
        );
        if (rows != 1)
        {
            throw new LeaseLostException(lease);
        }
    }
}
