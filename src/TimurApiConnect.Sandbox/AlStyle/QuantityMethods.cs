using System.Text.Json;
using TimurApiConnect.Sandbox.Faults.Answers;

namespace TimurApiConnect.Sandbox.AlStyle;

/// <summary><c>/quantity</c> and <c>/quantity-price</c>: without a list of articles, the whole catalogue in one answer.</summary>
internal static class QuantityMethods
{
    /// <summary>Longer lists are cut, as too large pages are: what the supplier does beyond it is not known.</summary>
    public const int MaxArticles = 1000;

    private static readonly JsonEncodedText QuantityName = JsonEncodedText.Encode("quantity");
    private static readonly JsonEncodedText Price1Name = JsonEncodedText.Encode("price1");
    private static readonly JsonEncodedText Price2Name = JsonEncodedText.Encode("price2");
    private static readonly JsonEncodedText DiscountPriceName = JsonEncodedText.Encode(
        "discountPrice"
    );
    private static readonly JsonEncodedText DiscountName = JsonEncodedText.Encode("discount");
    private static readonly JsonEncodedText WarehouseName = JsonEncodedText.Encode("warehouse");

    // {"624":">100"}
    public static async Task QuantityAsync(HttpContext context, Catalogue catalogue)
    {
        var asked = await Asked.ReadAsync(context);
        await using var json = Answer.Begin(context);
        json.WriteStartObject();
        foreach (var good in Chosen(asked, Filter.None, catalogue, context))
        {
            Name(json, good.Article);
            Quantity(json, catalogue, good);
            await Answer.SendFullBlocksAsync(json, context);
        }

        json.WriteEndObject();
        await Answer.EndAsync(json, context);
    }

    // {"37454":{"quantity":">50","price1":2605,"price2":3740,"discountPrice":3740,"discount":10,"warehouse":"panfilov"}}
    public static async Task QuantityPriceAsync(
        HttpContext context,
        Catalogue catalogue,
        Live<AlStyleSettings> live
    )
    {
        var asked = await Asked.ReadAsync(context);
        var wrap = live.Current.QuantityPriceWrap;
        var seed = catalogue.Seed;
        await using var json = Answer.Begin(context);
        json.WriteStartObject();
        if (wrap == QuantityPriceWrap.Data)
        {
            json.WriteStartObject("data");
        }

        foreach (var good in Chosen(asked, Filter.Read(asked, catalogue), catalogue, context))
        {
            Name(json, good.Article);
            Write(json, catalogue, seed, good);
            await Answer.SendFullBlocksAsync(json, context);
        }

        if (wrap == QuantityPriceWrap.Data)
        {
            json.WriteEndObject();
        }

        json.WriteEndObject();
        await Answer.EndAsync(json, context);
    }

    private static IEnumerable<ShelfGood> Chosen(
        Asked asked,
        Filter filter,
        Catalogue catalogue,
        HttpContext context
    ) =>
        asked["article"] is { Length: > 0 } list
            ? Scan.Of(catalogue, filter, Asked.Numbers(list).Take(MaxArticles))
            : new Scan(catalogue, filter, ShareFault.Of(context));

    private static void Write(Utf8JsonWriter json, Catalogue catalogue, int seed, ShelfGood good)
    {
        var discount = Extras.Discount(seed, good);
        json.WriteStartObject();
        json.WritePropertyName(QuantityName);
        Quantity(json, catalogue, good);
        Number(json, catalogue, good, Price1Name, "price1", good.Price1);
        Number(json, catalogue, good, Price2Name, "price2", good.Price2);
        Number(json, catalogue, good, DiscountPriceName, "discountPrice", discount.Price);
        Number(json, catalogue, good, DiscountName, "discount", discount.Percent);
        json.WritePropertyName(WarehouseName);
        if (catalogue.TryOverride(good, "warehouse", out var raw))
        {
            raw.WriteTo(json);
        }
        else
        {
            json.WriteStringValue(Extras.Warehouse(seed, good));
        }

        json.WriteEndObject();
    }

    private static void Number(
        Utf8JsonWriter json,
        Catalogue catalogue,
        ShelfGood good,
        JsonEncodedText name,
        string field,
        int value
    )
    {
        json.WritePropertyName(name);
        if (catalogue.TryOverride(good, field, out var raw))
        {
            raw.WriteTo(json);
        }
        else
        {
            json.WriteNumberValue(value);
        }
    }

    private static void Quantity(Utf8JsonWriter json, Catalogue catalogue, ShelfGood good)
    {
        if (catalogue.TryOverride(good, "quantity", out var raw))
        {
            raw.WriteTo(json);
        }
        else
        {
            GoodWriter.Quantity(json, good);
        }
    }

    private static void Name(Utf8JsonWriter json, int article)
    {
        Span<byte> digits = stackalloc byte[11];
        article.TryFormat(digits, out var length);
        json.WritePropertyName(digits[..length]);
    }
}
