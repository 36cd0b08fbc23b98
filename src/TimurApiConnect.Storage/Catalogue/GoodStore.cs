using System.Data.Common;
using Dapper;
using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Storage.Databases;
using TimurApiConnect.Storage.Runs;

namespace TimurApiConnect.Storage.Catalogue;

/// <summary>How old an account's data are.</summary>
/// <param name="Account">The supplier account.</param>
/// <param name="CatalogueAt">When the catalogue was read completely, UTC; null when never.</param>
/// <param name="StockAt">When stock and prices were read, UTC; null when never.</param>
public sealed record AccountAge(
    string Account,
    DateTimeOffset? CatalogueAt,
    DateTimeOffset? StockAt
)
{
    /// <summary>The address at which they are read; empty when nobody knows.</summary>
    public string Address { get; init; } = "";
}

/// <summary>The goods of each supplier account.</summary>
public sealed class GoodStore(Database database)
{
    /// <summary>How old the data of every account are.</summary>
    public async Task<IReadOnlyList<AccountAge>> AgesAsync(CancellationToken stopping)
    {
        await using var connection = await database.OpenAsync(stopping);
        var rows = await connection.QueryAsync<(
            string Account,
            long CatalogueAt,
            long StockAt,
            string Origin
        )>(
            new CommandDefinition(
                "SELECT account, catalogue_at, stock_at, origin FROM account ORDER BY account",
                cancellationToken: stopping
            )
        );
        return
        [
            .. rows.Select(r => new AccountAge(r.Account, Read(r.CatalogueAt), Read(r.StockAt))
            {
                Address = AccountOrigins.AddressOf(r.Origin),
            }),
        ];

        // 0 is the start of time that an empty snapshot begins with.
        static DateTimeOffset? Read(long at) => at <= 0 ? null : Instant.FromStored(at);
    }

    /// <summary>When a good last changed, UTC; null when it is not there.</summary>
    public async Task<DateTimeOffset?> ChangedAtAsync(
        string account,
        int article,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        return Instant.FromStored(
            await connection.ExecuteScalarAsync<long?>(
                new CommandDefinition(
                    "SELECT changed_at FROM good WHERE account = @account AND article = @article",
                    new { account, article },
                    cancellationToken: stopping
                )
            )
        );
    }

    /// <summary>Loads everything of an account; an empty snapshot when nothing is stored.</summary>
    public async Task<Snapshot> LoadAsync(string account, CancellationToken stopping)
    {
        await using var connection = await database.OpenAsync(stopping);
        // One snapshot of the database for all three reads, so that version and rows belong together.
        await using var transaction = await connection.BeginTransactionAsync(
            System.Data.IsolationLevel.RepeatableRead,
            stopping
        );
        var state = await connection.QuerySingleOrDefaultAsync<AccountRow>(
            new CommandDefinition(
                "SELECT version AS Version, catalogue_at AS CatalogueAt, stock_at AS StockAt FROM account WHERE account = @account",
                new { account },
                transaction,
                cancellationToken: stopping
            )
        );
        if (state is null)
        {
            return Snapshot.Empty();
        }

        var brands = new Brands();
        return new Snapshot
        {
            Goods = await LoadGoodsAsync(connection, transaction, account, brands, stopping),
            Brands = brands,
            Categories = await LoadCategoriesAsync(connection, transaction, account, stopping),
            CatalogueAt = Instant.FromStored(state.CatalogueAt),
            StockAt = Instant.FromStored(state.StockAt),
            Version = state.Version,
        };
    }

    /// <summary>One good with its brand's name, or null.</summary>
    public async Task<Snapshot?> LoadOneAsync(
        string account,
        int article,
        CancellationToken stopping
    ) =>
        await LoadSomeAsync(account, [article], stopping) is { Goods.Count: > 0 } found
            ? found
            : null;

    /// <summary>These goods with their brands' names and all categories; when stock was read is in it, the version is not.</summary>
    public async Task<Snapshot> LoadSomeAsync(
        string account,
        IReadOnlyCollection<int> articles,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        var brands = new Brands();
        return new Snapshot
        {
            Goods = await LoadGoodsAsync(
                connection,
                null,
                account,
                brands,
                stopping,
                [.. articles.Select(a => (long)a)]
            ),
            Brands = brands,
            Categories = await LoadCategoriesAsync(connection, null, account, stopping),
            CatalogueAt = DateTimeOffset.UnixEpoch,
            StockAt =
                Instant.FromStored(
                    await connection.ExecuteScalarAsync<long?>(
                        new CommandDefinition(
                            "SELECT stock_at FROM account WHERE account = @account",
                            new { account },
                            cancellationToken: stopping
                        )
                    )
                ) ?? DateTimeOffset.UnixEpoch,
        };
    }

    /// <summary>
    /// Stores the goods at the given positions (null for all), the categories when they were read, and the next version, in one
    /// transaction guarded by the account's lease.
    /// </summary>
    /// <returns>The snapshot with its new version.</returns>
    /// <exception cref="LeaseLostException">Another worker has the account now; nothing was written.</exception>
    public async Task<Snapshot> SaveAsync(
        string account,
        Snapshot snapshot,
        IReadOnlyList<int>? positions,
        bool withCategories,
        Lease lease,
        DateTimeOffset at,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        await using var transaction = await connection.BeginTransactionAsync(stopping);
        await LeaseStore.CheckAsync(connection, transaction, lease, stopping);
        var changedAt = at.ToStored();
        await Goods(account, snapshot.Brands, changedAt)
            .WriteAsync(
                connection,
                transaction,
                positions?.Count ?? snapshot.Goods.Count,
                i => snapshot.Goods[positions is null ? i : positions[i]],
                stopping
            );
        if (withCategories)
        {
            await connection.ExecuteAsync(
                new CommandDefinition(
                    "DELETE FROM category WHERE account = @account",
                    new { account },
                    transaction,
                    cancellationToken: stopping
                )
            );
            await Categories(account)
                .WriteAsync(
                    connection,
                    transaction,
                    snapshot.Categories.All.Count,
                    i => snapshot.Categories.All[i],
                    stopping
                );
        }

        await connection.ExecuteAsync(
            new CommandDefinition(
                """
                INSERT INTO account (account, version, catalogue_at, stock_at) VALUES (@account, @version, @catalogueAt, @stockAt)
                ON CONFLICT (account) DO UPDATE SET version = excluded.version, catalogue_at = excluded.catalogue_at, stock_at = excluded.stock_at
                """,
                new
                {
                    account,
                    version = snapshot.Version + 1,
                    catalogueAt = snapshot.CatalogueAt.ToStored(),
                    stockAt = snapshot.StockAt.ToStored(),
                },
                transaction,
                cancellationToken: stopping
            )
        );
        await transaction.CommitAsync(stopping);
        return snapshot with { Version = snapshot.Version + 1 };
    }

    private static Bulk<Good> Goods(string account, Brands brands, long changedAt) =>
        new(
            "good",
            ["account", "article"],
            Column<Good>.Of("account", _ => account),
            Column<Good>.Of("article", g => g.Article),
            Column<Good>.Of("name", g => g.Name.ToString()),
            Column<Good>.Of("part_number", g => g.PartNumber.ToString()),
            Column<Good>.Of("brand", g => brands.NameOf(g.Brand)),
            Column<Good>.Of("barcode", g => g.Barcode.ToString()),
            Column<Good>.Of("category", g => g.Category),
            Column<Good>.Of("multiplicity", g => g.Multiplicity),
            Column<Good>.Of("dealer_price", g => g.DealerPrice),
            Column<Good>.Of("retail_price", g => g.RetailPrice),
            Column<Good>.Of("rrp", g => g.Rrp),
            Column<Good>.Of("quantity_kind", g => (long)g.Quantity.Kind),
            Column<Good>.Of("quantity", g => g.Quantity.Value),
            Column<Good>.Of("marks", g => (long)g.Marks),
            Column<Good>.Of("changed_at", _ => changedAt)
        );

    private static Bulk<Category> Categories(string account) =>
        new(
            "category",
            [],
            Column<Category>.Of("account", _ => account),
            Column<Category>.Of("id", c => c.Id),
            Column<Category>.Of("name", c => c.Name),
            Column<Category>.Of("lft", c => c.Left),
            Column<Category>.Of("rgt", c => c.Right),
            Column<Category>.Of("level", c => c.Level)
        );

    private static async Task<Table<Good>> LoadGoodsAsync(
        DbConnection connection,
        DbTransaction? transaction,
        string account,
        Brands brands,
        CancellationToken stopping,
        long[]? articles = null
    )
    {
        await using var reader = await connection.ExecuteReaderAsync(
            new CommandDefinition(
                $"""
                SELECT article, name, part_number, brand, barcode, category, multiplicity, dealer_price, retail_price, rrp, quantity_kind, quantity, marks
                FROM good WHERE account = @account {(
                    articles is null ? "" : $"AND article {connection.In("articles")}"
                )} ORDER BY article
                """,
                new { account, articles },
                transaction,
                cancellationToken: stopping
            )
        );
        var (goods, texts) = (new Table<Good>(), new TextPool());
        while (await reader.ReadAsync(stopping))
        {
            goods.Add(
                new Good
                {
                    Article = (int)reader.GetInt64(0),
                    Texts = GoodTexts.Add(
                        texts,
                        reader.GetString(1),
                        reader.GetString(2),
                        reader.GetString(4)
                    ),
                    Brand = brands.Add(reader.GetString(3)),
                    Category = (int)reader.GetInt64(5),
                    Multiplicity = (int)reader.GetInt64(6),
                    DealerPrice = reader.GetInt64(7),
                    RetailPrice = reader.GetInt64(8),
                    Rrp = reader.GetInt64(9),
                    Quantity = new Quantity(
                        (QuantityKind)reader.GetInt64(10),
                        (int)reader.GetInt64(11)
                    ),
                    Marks = (GoodMarks)reader.GetInt64(12),
                }
            );
        }

        return goods;
    }

    private static async Task<CategoryTree> LoadCategoriesAsync(
        DbConnection connection,
        DbTransaction? transaction,
        string account,
        CancellationToken stopping
    ) =>
        new(
            (
                await connection.QueryAsync<CategoryRow>(
                    new CommandDefinition(
                        "SELECT id AS Id, name AS Name, lft AS Lft, rgt AS Rgt, level AS Level FROM category WHERE account = @account",
                        new { account },
                        transaction,
                        cancellationToken: stopping
                    )
                )
            ).Select(c => new Category((int)c.Id, c.Name, (int)c.Lft, (int)c.Rgt, (int)c.Level))
        );

    private sealed class AccountRow
    {
        public long Version { get; init; }
        public long CatalogueAt { get; init; }
        public long StockAt { get; init; }
    }

    private sealed class CategoryRow
    {
        public long Id { get; init; }
        public string Name { get; init; } = "";
        public long Lft { get; init; }
        public long Rgt { get; init; }
        public long Level { get; init; }
    }
}
