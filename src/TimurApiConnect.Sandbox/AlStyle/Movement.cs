using System.Text.Json;

namespace TimurApiConnect.Sandbox.AlStyle;

/// <summary>How one value moves.</summary>
internal static class Movement
{
    // Of 559 measured changes: median 7 %, a quarter over 20 %, 7 % over 50 %.
    private static readonly (double Share, double Size)[] PriceSizes =
    [
        (0, 0.005),
        (0.5, 0.07),
        (0.75, 0.2),
        (0.93, 0.5),
        (1, 0.9),
    ];

    /// <summary>Sold a few, sold out, arrived, or moved to and from "more than N".</summary>
    public static void Stock(ref ShelfGood good, ref Dice dice)
    {
        var was = good.Quantity;
        good.Quantity = (was, dice.Share()) switch
        {
            (0, < 0.2) => -50,
            (0, _) => dice.Between(1, 40),
            (< 0, < 0.7) => dice.Between(20, 50),
            (< 0, < 0.9) => -dice.Pick<int>([50, 100, 200]),
            (< 0, _) => 0,
            (_, < 0.15) => 0,
            (_, < 0.8) => Math.Max(0, was - dice.Between(1, 3)),
            (_, < 0.95) => was + dice.Between(1, 30),
            _ => -50,
        };
    }

    /// <summary>Both prices move together; two in a hundred go to or come back from the placeholder.</summary>
    public static void Price(ref ShelfGood good, ref Dice dice)
    {
        if (good.Price2 <= 1)
        {
            good.Price2 = dice.Between(1500, 90_000);
            good.Price1 = (int)(good.Price2 * 0.8);
            return;
        }

        if (dice.Chance(0.012))
        {
            good.Price2 = 1;
            return;
        }

        var margin = good.Price1 > 1 ? (double)good.Price1 / good.Price2 : 0.8;
        var size = Size(dice.Share());
        var price = good.Price2 * (dice.Chance(0.55) ? 1 + size : 1 - size);
        good.Price2 = (int)Math.Clamp(price, 10, 100_000_000);
        good.Price1 = Math.Max(2, (int)(good.Price2 * margin));
    }

    /// <summary>True when the value is one that the good itself can hold.</summary>
    public static bool TrySet(Catalogue catalogue, int index, string field, JsonElement value)
    {
        var number =
            value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var n) && n >= 0
                ? n
                : -1;
        switch (field)
        {
            case "quantity" when number >= 0:
                catalogue.Change(index, (ref ShelfGood good) => good.Quantity = number);
                return true;
            case "quantity"
                when value.ValueKind == JsonValueKind.String
                    && MoreThan(value.GetString()!) is { } than:
                catalogue.Change(index, (ref ShelfGood good) => good.Quantity = -than);
                return true;
            case "price1" when number >= 0:
                catalogue.Change(index, (ref ShelfGood good) => good.Price1 = number);
                return true;
            case "price2" when number >= 0:
                catalogue.Change(index, (ref ShelfGood good) => good.Price2 = number);
                return true;
            default:
                return false;
        }
    }

    private static int? MoreThan(string text) =>
        text.StartsWith('>') && int.TryParse(text.AsSpan(1), out var n) && n > 0 && $">{n}" == text
            ? n
            : null;

    private static double Size(double share)
    {
        for (var i = 1; i < PriceSizes.Length; i++)
        {
            var (to, high) = PriceSizes[i];
            var (from, low) = PriceSizes[i - 1];
            if (share <= to)
            {
                return low + ((high - low) * (share - from) / (to - from));
            }
        }

        return PriceSizes[^1].Size;
    }
}
