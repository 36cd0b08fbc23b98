using Dapper;
using TimurApiConnect.Storage.Databases;

namespace TimurApiConnect.Storage.Orders;

/// <summary>Which rows of <c>shop_order o</c> a filter names: one place for the list and the export.</summary>
internal static class OrderWhere
{
    public static (string Where, DynamicParameters Values) Of(Database database, OrderFilter filter)
    {
        var values = new DynamicParameters();
        values.Add("shop", filter.Shop);
        var where = "o.shop = @shop";
        And("o.stage = @stage", "stage", (long?)filter.Stage);
        And("o.is_over = @over", "over", filter.IsOver is { } over ? (over ? 1L : 0L) : null);
        And("o.status = @status", "status", filter.Status);
        And("o.created_at >= @from", "from", filter.From?.ToStored());
        And("o.created_at < @before", "before", filter.Before?.ToStored());
        And(
            $"""
            ({database.Lower(
                "o.code"
            )} LIKE @search ESCAPE '!' OR EXISTS (SELECT 1 FROM order_line l WHERE l.shop = o.shop AND l.code = o.code
                AND ({database.Lower("l.sku")} LIKE @search ESCAPE '!' OR {database.Lower(
                    "l.name"
                )} LIKE @search ESCAPE '!')))
            """,
            "search",
            filter.Search is { } text ? $"%{Escape(text.ToLowerInvariant())}%" : null
        );
        return (where, values);

        void And(string condition, string name, object? value)
        {
            if (value is not null)
            {
                where += $" AND {condition}";
                values.Add(name, value);
            }
        }
    }

    private static string Escape(string text) =>
        text.Replace("!", "!!", StringComparison.Ordinal)
            .Replace("%", "!%", StringComparison.Ordinal)
            .Replace("_", "!_", StringComparison.Ordinal);
}
