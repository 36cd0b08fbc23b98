using Dapper;
using TimurApiConnect.Storage.Databases;

namespace TimurApiConnect.Storage.PriceLists;

/// <summary>One reading of a price list by Kaspi or by anybody else.</summary>
/// <param name="Shop">The shop's key.</param>
/// <param name="At">When it was asked for, UTC.</param>
/// <param name="Method">GET or HEAD.</param>
/// <param name="Status">200, 304, 401, 503.</param>
/// <param name="Version">The version that was served; 0 when none.</param>
/// <param name="Sent">Bytes sent.</param>
/// <param name="Gzip">Whether they were gzipped.</param>
/// <param name="UserAgent">Who it says it is, cut to 200 characters.</param>
/// <param name="Address">From which address.</param>
public sealed record Pull(
    string Shop,
    DateTimeOffset At,
    string Method,
    int Status,
    long Version,
    long Sent,
    bool Gzip,
    string UserAgent,
    string Address
);

/// <summary>The record of pulls.</summary>
public sealed class PullStore(Database database)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private static readonly Bulk<Pull> Rows = new(
        "pull",
        [],
        Column<Pull>.Of("shop", p => p.Shop),
        Column<Pull>.Of("at", p => p.At.ToStored()),
        Column<Pull>.Of("method", p => p.Method),
        Column<Pull>.Of("status", p => p.Status),
        Column<Pull>.Of("version", p => p.Version),
        Column<Pull>.Of("sent", p => p.Sent),
        Column<Pull>.Of("gzip", p => p.Gzip ? 1 : 0),
        Column<Pull>.Of("user_agent", p => p.UserAgent),
        Column<Pull>.Of("address", p => p.Address)
    );

    /// <summary>Stores a batch.</summary>
    public async Task AddAsync(IReadOnlyList<Pull> pulls, CancellationToken stopping)
    {
        await using var connection = await database.OpenAsync(stopping);
        await using var transaction = await connection.BeginTransactionAsync(stopping);
        await Rows.WriteAsync(connection, transaction, pulls.Count, i => pulls[i], stopping);
        await transaction.CommitAsync(stopping);
    }

    /// <summary>The newest first.</summary>
    public async Task<IReadOnlyList<Pull>> ListAsync(
        string shop,
        int most,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        var rows = await connection.QueryAsync<(
            string Shop,
            long At,
            string Method,
            long Status,
            long Version,
            long Sent,
            long Gzip,
            string Agent,
            string Address
        )>(
            new CommandDefinition(
                "SELECT shop, at, method, status, version, sent, gzip, user_agent, address FROM pull WHERE shop = @shop ORDER BY id DESC LIMIT @most",
                new { shop, most },
                cancellationToken: stopping
            )
        );
        return
        [
            .. rows.Select(r => new Pull(
                r.Shop,
                Instant.FromStored(r.At),
                r.Method,
                (int)r.Status,
                r.Version,
                r.Sent,
                r.Gzip != 0,
                r.Agent,
                r.Address
            )),
        ];
    }

    /// <summary>Forgets pulls older than thirty days.</summary>
    public async Task PruneAsync(DateTimeOffset now, CancellationToken stopping)
    {
        await using var connection = await database.OpenAsync(stopping);
        await connection.ExecuteAsync(
            new CommandDefinition(
                "DELETE FROM pull WHERE at < @before",
                new { before = (now - Kept).ToStored() },
                cancellationToken: stopping
            )
        );
    }
}
