using System.Text.Json;

namespace TimurApiConnect.Sandbox.AlStyle;

/// <summary>The fields that are answered only when asked for.</summary>
internal static class Extras
{
    private static readonly string[] Defects =
    [
        "Повреждена упаковка",
        "Царапины на корпусе",
        "Нет комплектного кабеля",
        "Вскрыта, проверена <b>СЦ</b>",
    ];

    /// <summary>Marked-down goods: about 2 %.</summary>
    public static (int Quantity, int Price) Markdown(int seed, ShelfGood good)
    {
        var dice = Dice.For(seed, good.Article, purpose: 10);
        return dice.Chance(0.02)
            ? (dice.Between(1, 3), (int)(good.Price2 * (0.5 + (dice.Share() * 0.3))))
            : (0, 0);
    }

    /// <summary>The price with the brand office's discount: its base differs from good to good, as in the supplier's own examples.</summary>
    public static (int Price, int Percent) Discount(int seed, ShelfGood good)
    {
        var dice = Dice.For(seed, good.Article, purpose: 11);
        var share = dice.Share();
        var percent = dice.Pick<int>([3, 5, 7, 10]);
        return share switch
        {
            < 0.7 => (good.Price2, 0),
            < 0.9 => (good.Price2, percent),
            _ => ((int)(good.Price1 * (100 - percent) / 100.0), percent),
        };
    }

    public static string Warehouse(int seed, ShelfGood good) =>
        Dice.For(seed, good.Article, purpose: 12).Chance(0.85) ? "panfilov" : "suyunbai";

    /// <summary>Sold only in multiples of this: most goods one by one.</summary>
    public static int Multiplicity(int seed, ShelfGood good)
    {
        var dice = DiceOf(seed, good, "multiplicity");
        return dice.Chance(0.93) ? 1 : dice.Pick<int>([2, 5, 10, 20, 305]);
    }

    // The text of the purpose is hashed by its length and first letter only to give fields dice of their own.
    private static Dice DiceOf(int seed, ShelfGood good, string name) =>
        Dice.For(seed, good.Article, 100 + (name.Length * 31) + name[0]);

    public static void Write(
        Utf8JsonWriter json,
        int seed,
        Texts texts,
        ShelfGood good,
        string name
    )
    {
        var dice = DiceOf(seed, good, name);
        switch (name)
        {
            case "isnew":
                json.WriteNumberValue(dice.Chance(0.04) ? 1 : 0);
                break;
            case "quantityMarkdown":
                json.WriteNumberValue(Markdown(seed, good).Quantity);
                break;
            case "priceMarkdown":
                json.WriteNumberValue(Markdown(seed, good).Price);
                break;
            case "defectDescription":
                json.WriteStringValue(
                    Markdown(seed, good).Quantity > 0 ? dice.Pick<string>(Defects) : ""
                );
                break;
            case "description":
                json.WriteStringValue(texts.Description(good));
                break;
            case "detailText":
                json.WriteStringValue(texts.DetailText(good));
                break;
            case "barcode":
                json.WriteStringValue(Texts.Barcode(seed, good));
                break;
            case "weight":
                Weight(json, ref dice);
                break;
            case "warranty":
                json.WriteStringValue(
                    dice.Pick<string>(["12 месяцев", "24 мес.", "12", "", "Нет"])
                );
                break;
            case "rrp":
                json.WriteNumberValue(dice.Chance(0.9) ? 1 : (int)(good.Price2 * 1.05));
                break;
            case "multiplicity":
                json.WriteNumberValue(Multiplicity(seed, good));
                break;
            case "discountPrice":
                json.WriteNumberValue(Discount(seed, good).Price);
                break;
            case "discount":
                json.WriteNumberValue(Discount(seed, good).Percent);
                break;
            case "reducedprice":
                json.WriteNumberValue(dice.Chance(0.03) ? 1 : 0);
                break;
            case "expectedArrivalDate":
                json.WriteStringValue(
                    good.Quantity == 0 && dice.Chance(0.2) ? $"{dice.Between(1, 8)}" : ""
                );
                break;
            case "tnved":
                json.WriteStringValue($"{8400000000 + (dice.Next() % 200_000_000)}");
                break;
            case "url":
                json.WriteStringValue($"https://al-style.kz/catalog/{good.Article}/");
                break;
            case "warehouse":
                json.WriteStringValue(Warehouse(seed, good));
                break;
            default:
                ExtraShapes.Write(json, seed, texts, good, name, ref dice);
                break;
        }
    }

    private static void Weight(Utf8JsonWriter json, ref Dice dice)
    {
        var grams = dice.Between(10, 12_000);
        if (dice.Chance(0.6))
        {
            json.WriteNumberValue(grams / 1000m);
        }
        else
        {
            json.WriteStringValue(dice.Chance(0.2) ? "" : $"{grams / 1000m}");
        }
    }
}
