using System.Data.Common;
using System.Text.Json;
using Dapper;
using TimurApiConnect.Core.Offers;
using TimurApiConnect.Core.PriceLists;
using TimurApiConnect.Storage.Databases;
using TimurApiConnect.Storage.Journal;
using TimurApiConnect.Storage.Offers;
using TimurApiConnect.Storage.Runs;

namespace TimurApiConnect.Storage.PriceLists;

/// <summary>A price list version: immutable once written.</summary>
public sealed record PriceListVersion
{
    /// <summary>The shop's key.</summary>
    public required string Shop { get; init; }

    /// <summary>Counts up by one per published list.</summary>
    public required long Version { get; init; }

    /// <summary>The run that made it.</summary>
    public required long Run { get; init; }

    /// <summary>When it was published, UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Hash of its content, hex; also its ETag.</summary>
    public required string Hash { get; init; }

    /// <summary>Offers in it.</summary>
    public required int Offers { get; init; }

    /// <summary>Offers in it that are for sale.</summary>
    public required int OnSale { get; init; }

    /// <summary>Bytes of the XML.</summary>
    public required long Size { get; init; }

    /// <summary>Bytes when gzipped.</summary>
    public required long GzipSize { get; init; }
}

/// <summary>A list ready to be stored.</summary>
/// <param name="Hash">Hash of its content, hex.</param>
/// <param name="Offers">Offers in it.</param>
/// <param name="OnSale">Offers for sale.</param>
/// <param name="Size">Bytes of the XML.</param>
/// <param name="Gzip">The gzipped XML.</param>
public sealed record NewPriceList(string Hash, int Offers, int OnSale, long Size, byte[] Gzip);

/// <summary>What a shop has published and what is held.</summary>
public sealed record ShopState
{
    /// <summary>Rises with every change of the shop's offers.</summary>
    public long OffersVersion { get; init; }

    /// <summary>The published price list's version; 0 while there is none.</summary>
    public long ListVersion { get; init; }

    /// <summary>When a run last confirmed that the published list is right, UTC; null while there is none.</summary>
    public DateTimeOffset? ListCheckedAt { get; init; }

    /// <summary>Why a newer list is held, or null.</summary>
    public Hold? Hold { get; init; }

    /// <summary>Since when it is held, UTC.</summary>
    public DateTimeOffset? HoldSince { get; init; }
}

/// <summary>A shop's published list.</summary>
/// <param name="Version">Its version.</param>
/// <param name="GoodsAddress">The supplier's address at which its goods were read; empty when nobody knows.</param>
public sealed record CurrentList(long Version, string GoodsAddress);

/// <summary>Price list versions, and the switch from one to the next.</summary>
public sealed class PriceListStore(Database database)
{
    /// <summary>The shop's state; all zero when nothing was ever published.</summary>
    public async Task<ShopState> StateAsync(string shop, CancellationToken stopping)
    {
        await using var connection = await database.OpenAsync(stopping);
        return await ReadStateAsync(connection, null, shop, stopping);
    }

    /// <summary>The published version of every shop, in one small question: asked once a second.</summary>
    public async Task<IReadOnlyDictionary<string, CurrentList>> CurrentAsync(
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        var rows = await connection.QueryAsync<(string Shop, long Version, string Address)>(
            new CommandDefinition(
                "SELECT shop, list_version, goods_address FROM shop WHERE list_version > 0",
                cancellationToken: stopping
            )
        );
        return rows.ToDictionary(
            r => r.Shop,
            r => new CurrentList(r.Version, r.Address),
            StringComparer.Ordinal
        );
    }

    /// <summary>The newest versions first.</summary>
    public async Task<IReadOnlyList<PriceListVersion>> ListAsync(
        string shop,
        int most,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        var rows = await connection.QueryAsync<Row>(
            new CommandDefinition(
                $"SELECT {Row.Columns} FROM price_list WHERE shop = @shop ORDER BY version DESC LIMIT @most",
                new { shop, most },
                cancellationToken: stopping
            )
        );
        return [.. rows.Select(r => r.ToVersion())];
    }

    /// <summary>A version with its bytes, or null when it does not exist or its bytes were pruned.</summary>
    public async Task<(PriceListVersion Version, byte[] Gzip)?> LoadAsync(
        string shop,
        long version,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(
            new CommandDefinition(
                $"SELECT {Row.Columns}, gzip AS Gzip FROM price_list WHERE shop = @shop AND version = @version",
                new { shop, version },
                cancellationToken: stopping
            )
        );
        return row?.Gzip is { } gzip ? (row.ToVersion(), gzip) : null;
    }

    /// <summary>
    /// Switches a shop to its next state in one transaction, guarded by the shop's lease: the offers, their history, the new list and the
    /// pointer to it appear together or not at all. A list with the content of the published one makes no new version. A change set of which the rest
    /// is held leaves the time of the last whole check as it was, and so does it with the supplier's address at which the goods were read
    /// (<paramref name="goodsAddress"/>; null when that is not sure).
    /// </summary>
    /// <returns>The published version's number when a new one was made, else 0.</returns>
    /// <exception cref="LeaseLostException">Another worker runs the shop now; nothing was written.</exception>
    public async Task<long> PublishAsync(
        string shop,
        long run,
        Lease lease,
        ChangeSet changes,
        NewPriceList? list,
        string? goodsAddress,
        DateTimeOffset at,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        await using var transaction = await connection.BeginTransactionAsync(stopping);
        await LeaseStore.CheckAsync(connection, transaction, lease, stopping);
        var state = await ReadStateAsync(connection, transaction, shop, stopping);
        await OfferStore.WriteAsync(connection, transaction, shop, run, changes, at, stopping);
        var version = list is null
            ? 0
            : await AddVersionAsync(
                connection,
                transaction,
                shop,
                run,
                state.ListVersion,
                list,
                at,
                stopping
            );
        await WriteStateAsync(
            connection,
            transaction,
            shop,
            state.OffersVersion + (changes.Rows.Count > 0 ? 1 : 0),
            version > 0 ? version : state.ListVersion,
            changes.Hold is null ? at : state.ListCheckedAt ?? DateTimeOffset.UnixEpoch,
            changes.Hold,
            changes.Hold is null ? null : state.HoldSince ?? at,
            stopping
        );
        if (goodsAddress is not null && changes.Hold is null)
        {
            await connection.ExecuteAsync(
                new CommandDefinition(
                    "UPDATE shop SET goods_address = @goodsAddress WHERE shop = @shop",
                    new { shop, goodsAddress },
                    transaction,
                    cancellationToken: stopping
                )
            );
        }

        if (changes.Hold is { } hold)
        {
            await JournalStore.WriteAsync(
                connection,
                transaction,
                new JournalEntry(at, "worker", "price list held", shop, run, hold.Text),
                stopping
            );
        }

        if (version > 0)
        {
            await JournalStore.WriteAsync(
                connection,
                transaction,
                new JournalEntry(
                    at,
                    "worker",
                    "price list published",
                    shop,
                    run,
                    $"Version {version}: {list!.OnSale} of {list.Offers} offers on sale; {changes.Added} added, {changes.Returned} returned, {changes.Withdrawn} withdrawn, {changes.Prices} prices, {changes.Stocks} stocks."
                ),
                stopping
            );
        }

        await transaction.CommitAsync(stopping);
        return version;
    }

    /// <summary>Frees the bytes of old versions: all are kept for a day, then one an hour for a week, then one a day.</summary>
    /// <returns>How many versions lost their bytes.</returns>
    public async Task<int> PruneAsync(string shop, DateTimeOffset now, CancellationToken stopping)
    {
        await using var connection = await database.OpenAsync(stopping);
        var rows = (
            await connection.QueryAsync<(long Version, long At)>(
                new CommandDefinition(
                    """
                    SELECT version, created_at FROM price_list
                    WHERE shop = @shop AND gzip IS NOT NULL AND created_at < @day AND version < (SELECT MAX(list_version) FROM shop WHERE shop = @shop)
                    ORDER BY version
                    """,
                    new { shop, day = now.AddDays(-1).ToStored() },
                    cancellationToken: stopping
                )
            )
        ).ToList();
        var week = now.AddDays(-7).ToStored();
        var drop = rows.GroupBy(r => (r.At < week, r.At / (r.At < week ? 86_400_000L : 3_600_000L)))
            .SelectMany(period => period.Skip(1))
            .Select(r => r.Version)
            .ToArray();
        foreach (var version in drop)
        {
            await connection.ExecuteAsync(
                new CommandDefinition(
                    "UPDATE price_list SET gzip = NULL WHERE shop = @shop AND version = @version",
                    new { shop, version },
                    cancellationToken: stopping
                )
            );
        }

        return drop.Length;
    }

    private static async Task<long> AddVersionAsync(
        DbConnection connection,
        DbTransaction transaction,
        string shop,
        long run,
        long current,
        NewPriceList list,
        DateTimeOffset at,
        CancellationToken stopping
    )
    {
        var published = await connection.ExecuteScalarAsync<string?>(
            new CommandDefinition(
                "SELECT hash FROM price_list WHERE shop = @shop AND version = @current",
                new { shop, current },
                transaction,
                cancellationToken: stopping
            )
        );
        if (published == list.Hash)
        {
            return 0;
        }

        await connection.ExecuteAsync(
            new CommandDefinition(
                """
                INSERT INTO price_list (shop, version, run, created_at, hash, offers, on_sale, size, gzip_size, gzip)
                VALUES (@shop, @version, @run, @at, @Hash, @Offers, @OnSale, @Size, @gzipSize, @Gzip)
                """,
                new
                {
                    shop,
                    version = current + 1,
                    run,
                    at = at.ToStored(),
                    list.Hash,
                    list.Offers,
                    list.OnSale,
                    list.Size,
                    gzipSize = list.Gzip.LongLength,
                    list.Gzip,
                },
                transaction,
                cancellationToken: stopping
            )
        );
        return current + 1;
    }

    private static async Task<ShopState> ReadStateAsync(
        DbConnection connection,
        DbTransaction? transaction,
        string shop,
        CancellationToken stopping
    )
    {
        var row = await connection.QuerySingleOrDefaultAsync<StateRow>(
            new CommandDefinition(
                "SELECT offers_version AS OffersVersion, list_version AS ListVersion, list_checked_at AS ListCheckedAt, hold AS Hold, hold_since AS HoldSince FROM shop WHERE shop = @shop",
                new { shop },
                transaction,
                cancellationToken: stopping
            )
        );
        return row is null
            ? new ShopState()
            : new ShopState
            {
                OffersVersion = row.OffersVersion,
                ListVersion = row.ListVersion,
                ListCheckedAt =
                    row.ListCheckedAt == 0 ? null : Instant.FromStored(row.ListCheckedAt),
                Hold = row.Hold is null ? null : JsonSerializer.Deserialize<Hold>(row.Hold),
                HoldSince = Instant.FromStored(row.HoldSince),
            };
    }

    private static Task WriteStateAsync(
        DbConnection connection,
        DbTransaction transaction,
        string shop,
        long offersVersion,
        long listVersion,
        DateTimeOffset checkedAt,
        Hold? hold,
        DateTimeOffset? holdSince,
        CancellationToken stopping
    ) =>
        connection.ExecuteAsync(
            new CommandDefinition(
                """
                INSERT INTO shop (shop, offers_version, list_version, list_checked_at, hold, hold_since)
                VALUES (@shop, @offersVersion, @listVersion, @checkedAt, @hold, @holdSince)
                ON CONFLICT (shop) DO UPDATE SET offers_version = excluded.offers_version, list_version = excluded.list_version,
                    list_checked_at = excluded.list_checked_at, hold = excluded.hold, hold_since = excluded.hold_since
                """,
                new
                {
                    shop,
                    offersVersion,
                    listVersion,
                    checkedAt = checkedAt.ToStored(),
                    hold = hold is null ? null : JsonSerializer.Serialize(hold),
                    holdSince = holdSince?.ToStored(),
                },
                transaction,
                cancellationToken: stopping
            )
        );

    private sealed class StateRow
    {
        public long OffersVersion { get; init; }
        public long ListVersion { get; init; }
        public long ListCheckedAt { get; init; }
        public string? Hold { get; init; }
        public long? HoldSince { get; init; }
    }

    private sealed class Row
    {
        public const string Columns =
            "shop AS Shop, version AS Version, run AS Run, created_at AS CreatedAt, hash AS Hash, offers AS Offers, on_sale AS OnSale, size AS Size, gzip_size AS GzipSize";

        public string Shop { get; init; } = "";
        public long Version { get; init; }
        public long Run { get; init; }
        public long CreatedAt { get; init; }
        public string Hash { get; init; } = "";
        public long Offers { get; init; }
        public long OnSale { get; init; }
        public long Size { get; init; }
        public long GzipSize { get; init; }
        public byte[]? Gzip { get; init; }

        public PriceListVersion ToVersion() =>
            new()
            {
                Shop = Shop,
                Version = Version,
                Run = Run,
                CreatedAt = Instant.FromStored(CreatedAt),
                Hash = Hash,
                Offers = (int)Offers,
                OnSale = (int)OnSale,
                Size = Size,
                GzipSize = GzipSize,
            };
    }
}
