using Dapper;
using TimurApiConnect.Core.Rules;
using TimurApiConnect.Storage.Databases;
using TimurApiConnect.Storage.Journal;

namespace TimurApiConnect.Storage.Rules;

/// <summary>A version of a shop's rules. Versions are never changed, only followed.</summary>
/// <param name="Shop">The shop's key.</param>
/// <param name="Version">Counts up from 1.</param>
/// <param name="Document">The JSON as it was given.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="CreatedBy">Who gave it.</param>
public sealed record RulesVersion(
    string Shop,
    int Version,
    string Document,
    DateTimeOffset CreatedAt,
    string CreatedBy
);

/// <summary>The rules of each shop, all versions.</summary>
public sealed class RulesStore(Database database, TimeProvider clock)
{
    /// <summary>The version in force, or a given one; null when there is none.</summary>
    public async Task<RulesVersion?> LoadAsync(
        string shop,
        int? version,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        var rows = await connection.QueryAsync<(
            string Shop,
            long Version,
            string Document,
            long At,
            string By
        )>(
            new CommandDefinition(
                $"SELECT shop, version, document, created_at, created_by FROM rules WHERE shop = @shop {(version is null ? "" : "AND version = @version")} ORDER BY version DESC LIMIT 1",
                new { shop, version },
                cancellationToken: stopping
            )
        );
        return rows.Select(r => new RulesVersion(
                r.Shop,
                (int)r.Version,
                r.Document,
                Instant.FromStored(r.At),
                r.By
            ))
            .SingleOrDefault();
    }

    /// <summary>
    /// Adds a version after <paramref name="after"/>. The document must have passed <see cref="RulesDocument.Read"/>.
    /// </summary>
    /// <returns>The new version, or null when <paramref name="after"/> is not the version in force any more.</returns>
    public async Task<RulesVersion?> AddAsync(
        string shop,
        int after,
        string document,
        string by,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        await using var transaction = await connection.BeginTransactionAsync(stopping);
        var added = new RulesVersion(shop, after + 1, document, clock.GetUtcNow(), by);
        var rows = await connection.ExecuteAsync(
            new CommandDefinition(
                """
                INSERT INTO rules (shop, version, document, created_at, created_by)
                SELECT @shop, CAST(@version AS BIGINT), @document, CAST(@at AS BIGINT), @by
                WHERE COALESCE((SELECT MAX(version) FROM rules WHERE shop = @shop), 0) = @after
                ON CONFLICT DO NOTHING
                """,
                new
                {
                    shop,
                    version = (long)added.Version,
                    document,
                    at = added.CreatedAt.ToStored(),
                    by,
                    after = (long)after,
                },
                transaction,
                cancellationToken: stopping
            )
        );
        if (rows == 0)
        {
            return null;
        }

        await JournalStore.WriteAsync(
            connection,
            transaction,
            new JournalEntry(
                added.CreatedAt,
                by,
                "rules changed",
                shop,
                0,
                $"Version {added.Version}."
            ),
            stopping
        );
        await transaction.CommitAsync(stopping);
        return added;
    }
}
