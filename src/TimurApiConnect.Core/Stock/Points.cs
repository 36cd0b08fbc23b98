using TimurApiConnect.Core.Rules;

namespace TimurApiConnect.Core.Stock;

/// <summary>A city with prices or waiting times of its own. Kaspi: all points of a city share both.</summary>
/// <param name="Id">Kaspi's number of the city, for example <c>750000000</c>.</param>
/// <param name="Adjust">Share added to (or, negative, taken from) the price there; the floor holds in every city.</param>
/// <param name="PreOrderDays">Days added to the goods' own preorder days.</param>
public sealed record City(string Id, BasisPoints Adjust, int PreOrderDays);

/// <summary>A pick-up point as the cabinet names it (<c>PP1</c> or <c>30000001_PP1</c>).</summary>
/// <param name="StoreId">Its name.</param>
/// <param name="City">The city's id, when the shop has cities.</param>
/// <param name="Available">Whether it sells; one that does not stays in the list, since a point stops only when told so.</param>
/// <param name="Share">Its weight when the stock is divided.</param>
public sealed record Point(string StoreId, string? City, bool Available, int Share);

/// <summary>How many days before hand-over matching goods need.</summary>
/// <param name="Name">Shown in explanations.</param>
/// <param name="When">To which goods it applies.</param>
/// <param name="Days">0 to 30.</param>
public sealed record PreOrderRule(string Name, When When, int Days) : IConditional
{
    /// <summary>Kaspi's limit.</summary>
    public const int MaxDays = 30;
}

/// <summary>Divides an offer's stock among the points, so that together they never promise more than there is.</summary>
public static class StockDivision
{
    /// <summary>
    /// Writes each point's part. Parts follow the weights, rounded down; what is left goes one by one to the points in their order. With
    /// fewer pieces than points the first points sell and the others show nothing.
    /// </summary>
    public static void Divide(int stock, ReadOnlySpan<Point> points, Span<int> parts)
    {
        if (stock <= 0)
        {
            parts.Clear();
            return;
        }

        var weights = 0L;
        foreach (var point in points)
        {
            weights += point.Available ? point.Share : 0;
        }

        var left = stock;
        for (var i = 0; i < points.Length; i++)
        {
            parts[i] =
                points[i].Available && weights > 0
                    ? (int)((long)stock * points[i].Share / weights)
                    : 0;
            left -= parts[i];
        }

        for (var i = 0; left > 0 && weights > 0; i = (i + 1) % points.Length)
        {
            if (points[i] is { Available: true, Share: > 0 })
            {
                parts[i]++;
                left--;
            }
        }
    }
}
