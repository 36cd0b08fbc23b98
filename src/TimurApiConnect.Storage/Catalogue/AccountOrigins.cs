using System.Data.Common;
using Dapper;
using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Storage.Databases;
using TimurApiConnect.Storage.Runs;
using TimurApiConnect.Storage.Vendors;

namespace TimurApiConnect.Storage.Catalogue;

/// <summary>Whose goods the stored ones are: an account's own, or such as were read elsewhere.</summary>
public sealed class AccountOrigins(Database database)
{
    /// <summary>The stored version of an account's goods; null when there are none, or they were read elsewhere or with another token.</summary>
    public async Task<long?> VersionAsync(
        string account,
        SupplierOrigin origin,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        return
            await StandAsync(connection, null, account, stopping) is { } stand
            && IsOf(stand.Origin, origin)
            ? stand.Version
            : null;
    }

    /// <summary>
    /// Makes an account's goods those of this origin, if they are not yet. Read elsewhere, they are forgotten; read at the same address with another token,
    /// or nobody knows where, they stay, but count as never read: see <see cref="Snapshot.IsConfirmed"/>.
    /// </summary>
    /// <returns>The version.</returns>
    /// <exception cref="LeaseLostException">Another worker has the account now; nothing was written.</exception>
    public async Task<long> ClaimAsync(
        string account,
        SupplierOrigin origin,
        Lease lease,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        await using var transaction = await connection.BeginTransactionAsync(stopping);
        await LeaseStore.CheckAsync(connection, transaction, lease, stopping);
        var stand = await StandAsync(connection, transaction, account, stopping);
        if (stand is { } same && IsOf(same.Origin, origin))
        {
            return same.Version;
        }

        if (stand is { Origin.Length: > 0 } other && AddressOf(other.Origin) != origin.Address)
        {
            foreach (var table in new[] { "good", "category" })
            {
                await connection.ExecuteAsync(
                    new CommandDefinition(
                        $"DELETE FROM {table} WHERE account = @account",
                        new { account },
                        transaction,
                        cancellationToken: stopping
                    )
                );
            }
        }

        var version = (stand?.Version ?? 0) + 1;
        await connection.ExecuteAsync(
            new CommandDefinition(
                """
                INSERT INTO account (account, version, catalogue_at, stock_at, origin) VALUES (@account, @version, 0, 0, @mark)
                ON CONFLICT (account) DO UPDATE SET version = excluded.version, catalogue_at = 0, origin = excluded.origin
                """,
                new
                {
                    account,
                    version,
                    mark = $"{origin.Address} {TokenMark.Of(origin.Token)}",
                },
                transaction,
                cancellationToken: stopping
            )
        );
        await transaction.CommitAsync(stopping);
        return version;
    }

    private static async Task<(long Version, string Origin)?> StandAsync(
        DbConnection connection,
        DbTransaction? transaction,
        string account,
        CancellationToken stopping
    ) =>
        await connection.QuerySingleOrDefaultAsync<(long Version, string Origin)?>(
            new CommandDefinition(
                "SELECT version, origin FROM account WHERE account = @account",
                new { account },
                transaction,
                cancellationToken: stopping
            )
        );

    private static bool IsOf(string stored, SupplierOrigin origin) =>
        stored.Split(' ') is [var address, var mark]
        && address == origin.Address
        && TokenMark.Fits(mark, origin.Token);

    /// <summary>The address in a stored origin; empty when nobody knows.</summary>
    internal static string AddressOf(string stored) => stored.Split(' ')[0];
}
