using System.Data.Common;
using Dapper;
using TimurApiConnect.Storage.Databases;

namespace TimurApiConnect.Storage.Journal;

/// <summary>Who did what, when and why.</summary>
/// <param name="At">UTC.</param>
/// <param name="Who"><c>worker</c>, <c>schedule</c>, or who called the API.</param>
/// <param name="What">A short phrase: <c>price list published</c>.</param>
/// <param name="Shop">The shop's key.</param>
/// <param name="Run">The run, or 0.</param>
/// <param name="Detail">One sentence with the numbers.</param>
public sealed record JournalEntry(
    DateTimeOffset At,
    string Who,
    string What,
    string Shop,
    long Run,
    string Detail
);

/// <summary>The journal: it only grows.</summary>
public sealed class JournalStore(Database database)
{
    /// <summary>Adds an entry on its own.</summary>
    public async Task AddAsync(JournalEntry entry, CancellationToken stopping)
    {
        await using var connection = await database.OpenAsync(stopping);
        await WriteAsync(connection, null, entry, stopping);
    }

    /// <summary>The newest first.</summary>
    public async Task<IReadOnlyList<JournalEntry>> ListAsync(
        string shop,
        int most,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        var rows = await connection.QueryAsync<(
            long At,
            string Who,
            string What,
            string Shop,
            long Run,
            string Detail
        )>(
            new CommandDefinition(
                "SELECT at, who, what, shop, run, detail FROM journal WHERE shop = @shop ORDER BY id DESC LIMIT @most",
                new { shop, most },
                cancellationToken: stopping
            )
        );
        return
        [
            .. rows.Select(r => new JournalEntry(
                Instant.FromStored(r.At),
                r.Who,
                r.What,
                r.Shop,
                r.Run,
                r.Detail
            )),
        ];
    }

    /// <summary>Adds an entry within the transaction of what it tells.</summary>
    internal static Task WriteAsync(
        DbConnection connection,
        DbTransaction? transaction,
        JournalEntry entry,
        CancellationToken stopping
    ) =>
        connection.ExecuteAsync(
            new CommandDefinition(
                "INSERT INTO journal (at, who, what, shop, run, detail) VALUES (@at, @Who, @What, @Shop, @Run, @Detail)",
                new
                {
                    at = entry.At.ToStored(),
                    entry.Who,
                    entry.What,
                    entry.Shop,
                    entry.Run,
                    entry.Detail,
                },
                transaction,
                cancellationToken: stopping
            )
        );
}
