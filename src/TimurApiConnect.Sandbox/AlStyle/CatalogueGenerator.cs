namespace TimurApiConnect.Sandbox.AlStyle;

/// <summary>
/// Fills the catalogue from the seed, as ugly as the supplier's real one was measured to be. Good number k does not
/// depend on how many follow it: a small catalogue is the beginning of a large one.
/// </summary>
internal static class CatalogueGenerator
{
    public const int AnomalyAt = 41;
    public const int AnomalyPrice = 59_000_000;

    // 60 different N in the measured list; by far the commonest is 50.
    private static readonly int[] MoreThan =
    [
        50,
        60,
        72,
        96,
        100,
        120,
        200,
        500,
        6000,
        51,
        52,
        54,
        55,
        56,
        57,
        58,
        63,
        64,
        65,
        66,
        68,
        70,
        75,
        76,
        78,
        80,
        84,
        85,
        88,
        90,
        92,
        98,
        102,
        105,
        108,
        110,
        112,
        125,
        128,
        130,
        140,
        144,
        150,
        160,
        180,
        192,
        210,
        240,
        250,
        288,
        300,
        360,
        400,
        480,
        600,
        720,
        1000,
        1200,
        2000,
        20,
    ];

    public static ShelfGood[] Build(int seed, int count, NestedCategories tree, BrandBook brands)
    {
        var goods = new ShelfGood[count];
        var article = 600;
        var sameModel = 0;
        var first = 0;
        for (var i = 0; i < count; i++)
        {
            var dice = Dice.For(seed, i, purpose: 1);
            article += Gap(ref dice);
            ref var good = ref goods[i];
            good.Article = article;
            if (sameModel > 0)
            {
                sameModel--;
                good.TextOf = first;
                good.Category = goods[first].Category;
                good.Brand = goods[first].Brand;
                good.Variant = (byte)(i - first);
            }
            else
            {
                first = i;
                // The one absurd price stays the only one: colours of a model take the price of the first.
                sameModel = dice.Chance(0.0205) && i != AnomalyAt ? MoreColours(ref dice) : 0;
                good.TextOf = i;
                good.Category = (ushort)tree.Leaves[dice.Between(0, tree.Leaves.Count - 1)];
                good.Brand = brands.Draw(ref dice);
            }

            good.Quantity = DrawQuantity(ref dice);
            Price(ref good, goods[first], tree.All[good.Category].Kind!, ref dice);
            if (i == AnomalyAt)
            {
                good.Price2 = AnomalyPrice;
            }
        }

        return goods;
    }

    public static int DrawQuantity(ref Dice dice)
    {
        var share = dice.Share();
        if (share < 0.26)
        {
            return 0;
        }

        if (share < 0.51)
        {
            return -(dice.Chance(0.72) ? 50 : dice.Pick<int>(MoreThan));
        }

        // Most have a handful left.
        var few = dice.Share();
        return 1 + (int)(few * few * few * 52);
    }

    private static int Gap(ref Dice dice) => dice.Chance(0.7) ? 1 : dice.Between(2, 9);

    // 297 part numbers were shared by 2-12 goods, 2.6 on the average.
    private static int MoreColours(ref Dice dice)
    {
        var more = 1;
        while (more < 11 && dice.Chance(0.38))
        {
            more++;
        }

        return more;
    }

    private static void Price(ref ShelfGood good, ShelfGood first, Kind kind, ref Dice dice)
    {
        var margin = 0.08 + (dice.Share() * 0.27);
        var retail =
            good.Variant > 0 && first.Price2 > 1
                ? first.Price2
                : Round(
                    Math.Exp(
                        Math.Log(kind.Low) + (dice.Share() * Math.Log((double)kind.High / kind.Low))
                    )
                );
        good.Price2 = retail;
        good.Price1 = (int)(retail * (1 - margin));
        if (!dice.Chance(0.018))
        {
            return;
        }

        // "Price on request": 1 mostly, sometimes 0; the dealer price is often a placeholder too. Half are in stock.
        good.Price2 = dice.Chance(0.8) ? 1 : 0;
        good.Price1 = dice.Chance(0.6) ? dice.Between(0, 1) : good.Price1;
        good.Quantity = dice.Chance(0.5) ? dice.Between(1, 40) : 0;
    }

    private static int Round(double price) => price < 1000 ? (int)price : (int)(price / 10) * 10;
}
