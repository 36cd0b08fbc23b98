using System.Text.Json;

namespace TimurApiConnect.Sandbox.AlStyle;

/// <summary>
/// The additional fields that are arrays or objects. Nobody has written down the shapes of marketplaceArticles,
/// warehouses, certificates and instructions: these are guesses, so a client must live with any shape here.
/// </summary>
internal static class ExtraShapes
{
    public static void Write(
        Utf8JsonWriter json,
        int seed,
        Texts texts,
        ShelfGood good,
        string name,
        ref Dice dice
    )
    {
        switch (name)
        {
            // ["http://img.al-style.kz/00024_1.jpg"]: plain http, the article padded to five digits
            case "images":
                json.WriteStartArray();
                var images = dice.Between(0, 4);
                for (var i = 1; i <= images; i++)
                {
                    json.WriteStringValue($"http://img.al-style.kz/{good.Article:d5}_{i}.jpg");
                }

                json.WriteEndArray();
                break;
            // {"panfilov":12,"suyunbai":0}
            case "warehouses":
                json.WriteStartObject();
                var home = Extras.Warehouse(seed, good);
                foreach (var code in (ReadOnlySpan<string>)["panfilov", "suyunbai"])
                {
                    json.WritePropertyName(code);
                    if (string.Equals(code, home, StringComparison.Ordinal))
                    {
                        GoodWriter.Quantity(json, good);
                    }
                    else
                    {
                        json.WriteNumberValue(0);
                    }
                }

                json.WriteEndObject();
                break;
            // {"kaspi":"103746512"}, and where there is none the empty array that PHP makes of an empty map
            case "marketplaceArticles":
                if (dice.Chance(0.4))
                {
                    json.WriteStartObject();
                    json.WriteString("kaspi", $"{100_000_000 + (int)(dice.Next() % 40_000_000)}");
                    json.WriteEndObject();
                }
                else
                {
                    json.WriteStartArray();
                    json.WriteEndArray();
                }

                break;
            case "properties":
                json.WriteStartObject();
                json.WriteString("Артикул", texts.PartNumber(good));
                json.WriteNumber("Код", good.Article);
                json.WriteString("Базовая единица", "шт");
                json.WriteEndObject();
                break;
            case "dimensions":
                json.WriteStringValue(
                    $"{dice.Between(2, 60)}x{dice.Between(2, 60)}x{dice.Between(1, 40)}"
                );
                break;
            case "certificates" or "instructions":
                json.WriteStartArray();
                json.WriteEndArray();
                break;
            default:
                json.WriteNullValue();
                break;
        }
    }
}
