using System.Text.Json;

namespace TimurApiConnect.Sandbox.AlStyle;

/// <summary>Writes one good as the supplier does.</summary>
/// <remarks>
/// <code>
/// {"article":20932,"name":"...","full_name":"...","category":3472,"sort":0,"price1":10120,"price2":13490,
///  "quantity":">50","isnew":0,"article_pn":"BL939XM"}
/// </code>
/// </remarks>
internal sealed class GoodWriter(
    Utf8JsonWriter json,
    Catalogue catalogue,
    AlStyleSettings settings,
    IReadOnlyList<string> additional
)
{
    private readonly Texts _texts = catalogue.Texts;
    private readonly int _seed = catalogue.Seed;

    public void Write(ShelfGood good)
    {
        json.WriteStartObject();
        Field(good, "article");
        Field(good, "name");
        Field(good, "full_name");
        Field(good, "category");
        Field(good, "sort");
        Field(good, "price1");
        Field(good, "price2");
        Field(good, "quantity");
        Field(good, "isnew");
        Field(good, "article_pn");
        var markdown = Extras.Markdown(_seed, good);
        if (markdown.Quantity > 0 || good.HasOverride)
        {
            Field(good, "quantityMarkdown");
            Field(good, "priceMarkdown");
        }

        foreach (var name in additional)
        {
            Field(good, name);
        }

        json.WriteEndObject();
    }

    private void Field(ShelfGood good, string name)
    {
        json.WritePropertyName(name);
        if (catalogue.TryOverride(good, name, out var raw))
        {
            raw.WriteTo(json);
            return;
        }

        switch (name)
        {
            case "article":
                json.WriteNumberValue(good.Article);
                break;
            case "article_pn":
                json.WriteStringValue(_texts.PartNumber(good));
                break;
            case "name":
                json.WriteStringValue(_texts.Name(good));
                break;
            case "full_name":
                json.WriteStringValue(_texts.FullName(good));
                break;
            case "category":
                json.WriteNumberValue(catalogue.Tree.All[good.Category].Id);
                break;
            case "sort":
                json.WriteNumberValue(0);
                break;
            case "price1":
                json.WriteNumberValue(good.Price1);
                break;
            case "price2":
                json.WriteNumberValue(good.Price2);
                break;
            case "quantity":
                Quantity(json, good);
                break;
            case "brand":
                Brand(good);
                break;
            default:
                Extras.Write(json, _seed, _texts, good, name);
                break;
        }
    }

    public static void Quantity(Utf8JsonWriter json, ShelfGood good)
    {
        if (good.Quantity >= 0)
        {
            json.WriteNumberValue(good.Quantity);
        }
        else
        {
            json.WriteStringValue(good.QuantityText);
        }
    }

    private void Brand(ShelfGood good)
    {
        var brand = _texts.BrandOf(good);
        if (settings.BrandShape == BrandShape.Text)
        {
            json.WriteStringValue(brand.Name);
            return;
        }

        json.WriteStartObject();
        json.WriteString("id", brand.Id);
        json.WriteString("name", brand.Name);
        json.WriteEndObject();
    }
}
