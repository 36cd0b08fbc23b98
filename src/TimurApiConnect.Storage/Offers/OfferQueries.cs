using System.Text;
using Dapper;
using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.Offers;
using TimurApiConnect.Storage.Databases;

namespace TimurApiConnect.Storage.Offers;

/// <summary>What to look for among a shop's offers.</summary>
public sealed record OfferFilter
{
    /// <summary>The shop's key.</summary>
    public required string Shop { get; init; }

    /// <summary>The supplier account that the shop sells from.</summary>
    public required string Account { get; init; }

    /// <summary>Only offers that stand so.</summary>
    public OfferState? State { get; init; }

    /// <summary>Only offers with this reason.</summary>
    public Reason? Reason { get; init; }

    /// <summary>Only this brand, letter case does not matter.</summary>
    public string? Brand { get; init; }

    /// <summary>Part of the SKU, the name or the part number.</summary>
    public string? Search { get; init; }

    /// <summary>Price from, tenge.</summary>
    public long? PriceFrom { get; init; }

    /// <summary>Price to and with, tenge.</summary>
    public long? PriceTo { get; init; }

    /// <summary>Order: one of <see cref="OfferQueries.SortKeys"/>; with a leading minus descending.</summary>
    public string Sort { get; init; } = "sku";

    /// <summary>From 0.</summary>
    public int Page { get; init; }

    /// <summary>1 to 500.</summary>
    public int Size { get; init; } = 50;
}

/// <summary>An offer with its good, as people look at it.</summary>
/// <param name="Offer">The offer.</param>
/// <param name="Name">The good's name, untrusted text.</param>
/// <param name="Brand">The good's brand.</param>
/// <param name="PartNumber">The good's part number.</param>
/// <param name="DealerPrice">Tenge.</param>
/// <param name="Quantity">The supplier's stock figure.</param>
/// <param name="Run">The run that changed it last.</param>
/// <param name="ChangedAt">UTC.</param>
public sealed record OfferRow(
    Offer Offer,
    string Name,
    string Brand,
    string PartNumber,
    long DealerPrice,
    Quantity Quantity,
    long Run,
    DateTimeOffset ChangedAt
);

/// <summary>A line of an offer's history.</summary>
/// <param name="Run">The run that did it.</param>
/// <param name="Kind">What happened.</param>
/// <param name="PriceBefore">Tenge.</param>
/// <param name="PriceAfter">Tenge.</param>
/// <param name="StockBefore">Pieces.</param>
/// <param name="StockAfter">Pieces.</param>
/// <param name="At">UTC.</param>
public sealed record OfferHistoryRow(
    long Run,
    ChangeKind Kind,
    long PriceBefore,
    long PriceAfter,
    int StockBefore,
    int StockAfter,
    DateTimeOffset At
);

/// <summary>Questions about offers.</summary>
public sealed class OfferQueries(Database database)
{
    private static readonly Dictionary<string, string> Orders = new(
        StringComparer.OrdinalIgnoreCase
    )
    {
        ["sku"] = "o.sku",
        ["article"] = "o.article",
        ["name"] = "g.name",
        ["brand"] = "g.brand",
        ["price"] = "o.price",
        ["stock"] = "o.stock",
        ["changedAt"] = "o.changed_at",
    };

    /// <summary>What offers can be sorted by.</summary>
    public static IReadOnlyCollection<string> SortKeys => Orders.Keys;

    /// <summary>A page of the offers that match, and how many match in all.</summary>
    public async Task<(IReadOnlyList<OfferRow> Rows, int Total)> FindAsync(
        OfferFilter filter,
        CancellationToken stopping
    )
    {
        var where = Where(filter);
        var descending = filter.Sort.StartsWith('-');
        var order =
            $"{Orders[filter.Sort.TrimStart('-')]} {(descending ? "DESC" : "ASC")}, o.article, o.sku";
        var values = new
        {
            filter.Shop,
            filter.Account,
            State = (long?)filter.State,
            Reason = (long?)filter.Reason,
            Brand = filter.Brand?.ToLowerInvariant(),
            Search = filter.Search is null ? null : $"%{Escape(filter.Search.ToLowerInvariant())}%",
            filter.PriceFrom,
            filter.PriceTo,
            filter.Size,
            Skip = (long)filter.Page * filter.Size,
        };
        await using var connection = await database.OpenAsync(stopping);
        var total = await connection.ExecuteScalarAsync<long>(
            new CommandDefinition(
                $"SELECT COUNT(*) {From} {where}",
                values,
                cancellationToken: stopping
            )
        );
        var rows = await ReadAsync(
            connection,
            $"{From} {where} ORDER BY {order} LIMIT @Size OFFSET @Skip",
            values,
            stopping
        );
        return (rows, (int)total);
    }

    /// <summary>The offers under a SKU, or of an article when no SKU is that; the living one first.</summary>
    public async Task<IReadOnlyList<OfferRow>> FindBySkuAsync(
        string shop,
        string account,
        string sku,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        var rows = await ReadAsync(
            connection,
            $"{From} WHERE o.shop = @shop AND o.sku = @sku ORDER BY CASE WHEN o.state = 1 THEN 0 WHEN o.state = 2 THEN 1 ELSE 2 END, o.article LIMIT 50",
            new
            {
                shop,
                Account = account,
                sku,
            },
            stopping
        );
        return rows.Count > 0 || !int.TryParse(sku, out var article)
            ? rows
            : await ReadAsync(
                connection,
                $"{From} WHERE o.shop = @shop AND o.article = @article",
                new
                {
                    shop,
                    Account = account,
                    article,
                },
                stopping
            );
    }

    /// <summary>How many offers stand where, and why.</summary>
    public async Task<IReadOnlyList<(OfferState State, Reason Reason, int Count)>> CountAsync(
        string shop,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        var rows = await connection.QueryAsync<(long State, long Reason, long Count)>(
            new CommandDefinition(
                "SELECT state, reason, COUNT(*) FROM offer WHERE shop = @shop GROUP BY state, reason ORDER BY state, reason",
                new { shop },
                cancellationToken: stopping
            )
        );
        return [.. rows.Select(r => ((OfferState)r.State, (Reason)r.Reason, (int)r.Count))];
    }

    /// <summary>What happened to an article's offers, the newest first.</summary>
    public async Task<IReadOnlyList<OfferHistoryRow>> HistoryAsync(
        string shop,
        int article,
        int most,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        var rows = await connection.QueryAsync<(
            long Run,
            long Kind,
            long PriceBefore,
            long PriceAfter,
            long StockBefore,
            long StockAfter,
            long At
        )>(
            new CommandDefinition(
                """
                SELECT run, kind, price_before, price_after, stock_before, stock_after, at FROM offer_change
                WHERE shop = @shop AND article = @article ORDER BY id DESC LIMIT @most
                """,
                new
                {
                    shop,
                    article,
                    most,
                },
                cancellationToken: stopping
            )
        );
        return
        [
            .. rows.Select(r => new OfferHistoryRow(
                r.Run,
                (ChangeKind)r.Kind,
                r.PriceBefore,
                r.PriceAfter,
                (int)r.StockBefore,
                (int)r.StockAfter,
                Instant.FromStored(r.At)
            )),
        ];
    }

    // SQLite tells the names of values apart by letter case: whoever asks gives Account, not account.
    private const string From =
        "FROM offer o LEFT JOIN good g ON g.account = @Account AND g.article = o.article";

    private string Where(OfferFilter filter)
    {
        var where = new StringBuilder("WHERE o.shop = @Shop");
        void And(bool wanted, string condition) => where.Append(wanted ? $" AND {condition}" : "");
        And(filter.State is not null, "o.state = @State");
        And(filter.Reason is not null, "o.reason = @Reason");
        And(filter.Brand is not null, $"{database.Lower("g.brand")} = @Brand");
        And(filter.PriceFrom is not null, "o.price >= @PriceFrom");
        And(filter.PriceTo is not null, "o.price <= @PriceTo");
        And(
            filter.Search is not null,
            $@"({database.Lower("o.sku")} LIKE @Search ESCAPE '\' OR {database.Lower("g.name")} LIKE @Search ESCAPE '\' OR {database.Lower("g.part_number")} LIKE @Search ESCAPE '\')"
        );
        return where.ToString();
    }

    private static string Escape(string text) =>
        text.Replace(@"\", @"\\", StringComparison.Ordinal)
            .Replace("%", @"\%", StringComparison.Ordinal)
            .Replace("_", @"\_", StringComparison.Ordinal);

    private static async Task<IReadOnlyList<OfferRow>> ReadAsync(
        System.Data.Common.DbConnection connection,
        string fromWhere,
        object values,
        CancellationToken stopping
    )
    {
        var columns = string.Join(", ", OfferStore.Columns.Split(", ").Select(c => $"o.{c}"));
        await using var reader = await connection.ExecuteReaderAsync(
            new CommandDefinition(
                $"""
                SELECT {columns}, COALESCE(g.name, ''), COALESCE(g.brand, ''), COALESCE(g.part_number, ''), COALESCE(g.dealer_price, 0),
                    COALESCE(g.quantity_kind, 0), COALESCE(g.quantity, 0), o.run, o.changed_at
                {fromWhere}
                """,
                values,
                cancellationToken: stopping
            )
        );
        var (rows, texts) = (new List<OfferRow>(), new TextPool());
        while (await reader.ReadAsync(stopping))
        {
            rows.Add(
                new OfferRow(
                    OfferStore.Read(reader, texts),
                    reader.GetString(16),
                    reader.GetString(17),
                    reader.GetString(18),
                    reader.GetInt64(19),
                    new Quantity((QuantityKind)reader.GetInt64(20), (int)reader.GetInt64(21)),
                    reader.GetInt64(22),
                    Instant.FromStored(reader.GetInt64(23))
                )
            );
        }

        return rows;
    }
}
