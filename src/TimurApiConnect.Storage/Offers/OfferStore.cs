using System.Data.Common;
using Dapper;
using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.Offers;
using TimurApiConnect.Storage.Databases;

namespace TimurApiConnect.Storage.Offers;

/// <summary>The offers of each shop, and what changed in them.</summary>
public sealed class OfferStore(Database database)
{
    /// <summary>The offers as published, ascending by article.</summary>
    public async Task<Table<Offer>> LoadAsync(string shop, CancellationToken stopping)
    {
        await using var connection = await database.OpenAsync(stopping);
        await using var reader = await connection.ExecuteReaderAsync(
            new CommandDefinition(
                $"SELECT {Columns} FROM offer WHERE shop = @shop ORDER BY article, sku",
                new { shop },
                cancellationToken: stopping
            )
        );
        var (offers, texts) = (new Table<Offer>(), new TextPool());
        while (await reader.ReadAsync(stopping))
        {
            offers.Add(Read(reader, texts));
        }

        return offers;
    }

    /// <summary>The columns that <see cref="Read"/> wants, in its order.</summary>
    internal const string Columns =
        "article, sku, state, reason, steps, preorder_days, stock, price, floor, assortment_rule, price_rule, commission_rule, stock_rule, rules_version, held, guard_buffer";

    internal static Offer Read(DbDataReader row, TextPool texts) =>
        new()
        {
            Article = (int)row.GetInt64(0),
            Sku = texts.Add(row.GetString(1)),
            State = (OfferState)row.GetInt64(2),
            Reason = (Reason)row.GetInt64(3),
            Steps = (PriceSteps)row.GetInt64(4),
            PreOrderDays = (byte)row.GetInt64(5),
            Stock = (int)row.GetInt64(6),
            Price = row.GetInt64(7),
            Floor = row.GetInt64(8),
            AssortmentRule = (short)row.GetInt64(9),
            PriceRule = (short)row.GetInt64(10),
            CommissionRule = (short)row.GetInt64(11),
            StockRule = (short)row.GetInt64(12),
            RulesVersion = (int)row.GetInt64(13),
            Reserved = (int)row.GetInt64(14),
            GuardBuffer = (byte)row.GetInt64(15),
        };

    /// <summary>Writes the rows that differ, and a line of history for each that a buyer notices.</summary>
    internal static async Task WriteAsync(
        DbConnection connection,
        DbTransaction transaction,
        string shop,
        long run,
        ChangeSet changes,
        DateTimeOffset at,
        CancellationToken stopping
    )
    {
        var changedAt = at.ToStored();
        foreach (var row in changes.Rows)
        {
            // Rows without a successor are rare (a SKU that was never published and is gone), one statement each will do.
            if (row.After < 0)
            {
                await connection.ExecuteAsync(
                    new CommandDefinition(
                        "DELETE FROM offer WHERE shop = @shop AND article = @Article AND sku = @sku",
                        new
                        {
                            shop,
                            changes.Published[row.Before].Article,
                            sku = changes.Published[row.Before].Sku.ToString(),
                        },
                        transaction,
                        cancellationToken: stopping
                    )
                );
            }
        }

        var written = changes.Rows.FindAll(r => r.After >= 0);
        await Rows(shop, run, changedAt)
            .WriteAsync(
                connection,
                transaction,
                written.Count,
                i => changes.Next[written[i].After],
                stopping
            );
        var visible = changes.Rows.FindAll(r => changes.KindOf(r) is not null);
        await History(shop, run, changedAt, changes)
            .WriteAsync(connection, transaction, visible.Count, i => visible[i], stopping);
    }

    private static Bulk<Offer> Rows(string shop, long run, long changedAt) =>
        new(
            "offer",
            ["shop", "article", "sku"],
            Column<Offer>.Of("shop", _ => shop),
            Column<Offer>.Of("article", o => o.Article),
            Column<Offer>.Of("sku", o => o.Sku.ToString()),
            Column<Offer>.Of("state", o => (long)o.State),
            Column<Offer>.Of("reason", o => (long)o.Reason),
            Column<Offer>.Of("steps", o => (long)o.Steps),
            Column<Offer>.Of("preorder_days", o => o.PreOrderDays),
            Column<Offer>.Of("stock", o => o.Stock),
            Column<Offer>.Of("price", o => o.Price),
            Column<Offer>.Of("floor", o => o.Floor),
            Column<Offer>.Of("assortment_rule", o => o.AssortmentRule),
            Column<Offer>.Of("price_rule", o => o.PriceRule),
            Column<Offer>.Of("commission_rule", o => o.CommissionRule),
            Column<Offer>.Of("stock_rule", o => o.StockRule),
            Column<Offer>.Of("rules_version", o => o.RulesVersion),
            Column<Offer>.Of("held", o => o.Reserved),
            Column<Offer>.Of("guard_buffer", o => o.GuardBuffer),
            Column<Offer>.Of("run", _ => run),
            Column<Offer>.Of("changed_at", _ => changedAt)
        );

    private static Bulk<OfferChange> History(string shop, long run, long at, ChangeSet set)
    {
        Offer Before(OfferChange c) => c.Before < 0 ? default : set.Published[c.Before];
        Offer After(OfferChange c) => c.After < 0 ? default : set.Next[c.After];
        return new(
            "offer_change",
            [],
            Column<OfferChange>.Of("shop", _ => shop),
            Column<OfferChange>.Of("run", _ => run),
            Column<OfferChange>.Of("article", c => Math.Max(Before(c).Article, After(c).Article)),
            Column<OfferChange>.Of("sku", c => (c.After < 0 ? Before(c) : After(c)).Sku.ToString()),
            Column<OfferChange>.Of("kind", c => (long)set.KindOf(c)!.Value),
            Column<OfferChange>.Of("price_before", c => Before(c).Price),
            Column<OfferChange>.Of("price_after", c => After(c).Price),
            Column<OfferChange>.Of("stock_before", c => Before(c).Stock),
            Column<OfferChange>.Of("stock_after", c => After(c).Stock),
            Column<OfferChange>.Of("at", _ => at)
        );
    }
}
