namespace TimurApiConnect.Sandbox.AlStyle;

/// <summary>Names and other texts of a good, made when they are asked for: always the same for the same seed.</summary>
internal sealed class Texts(int seed, NestedCategories tree, BrandBook brands)
{
    private static readonly string[] Spoilers =
    [
        " <b>NEW!</b>",
        " &quot;Pro&quot;",
        " <br>",
        " \"Limited\"",
        " <5 Вт",
        " > 300 кд/м2",
        " Wi-Fi & Bluetooth",
        " <img src=x onerror=alert(1)>",
    ];

    public string PartNumber(ShelfGood good) => PartNumbers.Of(seed, good);

    public string BrandName(ShelfGood good) => brands.All[good.Brand].Name;

    public Brand BrandOf(ShelfGood good) => brands.All[good.Brand];

    // Мышь Dariline K7F2A, чёрный
    public string Name(ShelfGood good)
    {
        var kind = KindOf(good);
        return $"{kind.Singular} {BrandName(good)} {Model(good)} {Colour(good)}{Spoiler(good)}";
    }

    // Мышь, Dariline, K7F2A, USB, оптическая, 1600 dpi, 6 кнопок, Чёрный
    public string FullName(ShelfGood good)
    {
        var kind = KindOf(good);
        var partNumber = PartNumber(good);
        var model = partNumber.Length == 0 ? Model(good) : $"{Model(good)} {partNumber}";
        return $"{kind.Singular}, {BrandName(good)}, {model}, {string.Join(", ", kind.Specs)}, {Colour(good)}{Spoiler(good)}";
    }

    public string Description(ShelfGood good)
    {
        var kind = KindOf(good);
        return $"<p>{kind.Singular} &laquo;{BrandName(good)}&raquo;: {string.Join("; ", kind.Specs)}.</p>";
    }

    /// <summary>Only about 15 % of the goods have one.</summary>
    public string DetailText(ShelfGood good)
    {
        var dice = Dice.For(seed, good.TextOf, purpose: 6);
        return dice.Chance(0.15)
            ? "<ul>"
                + string.Concat(
                    KindOf(good).Specs.Select((s, n) => $"<li>Параметр {n + 1}; {s}</li>")
                )
                + "</ul>"
            : "";
    }

    public IReadOnlyList<string> Specs(ShelfGood good) => KindOf(good).Specs;

    public static string Barcode(int seed, ShelfGood good)
    {
        var dice = Dice.For(seed, good.Article, purpose: 4);
        if (dice.Chance(0.12))
        {
            return "";
        }

        var digits =
            $"{dice.Pick<int>([487, 460, 471, 693, 694, 500])}{dice.Next() % 1_000_000_000:d9}";
        var sum = digits.Select((c, i) => (c - '0') * (i % 2 == 0 ? 1 : 3)).Sum();
        return $"{digits}{(10 - (sum % 10)) % 10}";
    }

    private Kind KindOf(ShelfGood good) => tree.All[good.Category].Kind!;

    private string Model(ShelfGood good)
    {
        var dice = Dice.For(seed, good.TextOf, purpose: 5);
        return $"{(char)('A' + dice.Between(0, 25))}{dice.Between(1, 9)}{dice.Next() % 0xFFF:X3}";
    }

    private static string Colour(ShelfGood good) =>
        Assortment.Colours[(good.TextOf + good.Variant) % Assortment.Colours.Length];

    private string Spoiler(ShelfGood good)
    {
        var dice = Dice.For(seed, good.Article, purpose: 3);
        return dice.Chance(0.05) ? dice.Pick<string>(Spoilers) : "";
    }
}
