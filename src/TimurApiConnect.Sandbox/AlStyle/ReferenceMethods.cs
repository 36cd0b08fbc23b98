using System.Text.Json;
using TimurApiConnect.Sandbox.Faults.Answers;

namespace TimurApiConnect.Sandbox.AlStyle;

/// <summary><c>/date</c>, <c>/categories</c>, <c>/brands</c>.</summary>
internal static class ReferenceMethods
{
    /// <summary>"Data freshness". No copy of the documentation shows the body; this one is a guess.</summary>
    public static async Task DateAsync(HttpContext context, Market market)
    {
        // {"date":"2026-08-22 14:05:00"}
        await using var json = Answer.Begin(context);
        json.WriteStartObject();
        var date = market.LastChange + ClockSkewFault.Of(context);
        json.WriteString("date", $"{date.ToOffset(AlmatyTime.Offset):yyyy-MM-dd HH:mm:ss}");
        json.WriteEndObject();
        await Answer.EndAsync(json, context);
    }

    // [{"id":3633,"name":"...","left":1,"right":22,"level":1,"elements":0}]
    public static async Task CategoriesAsync(HttpContext context, Catalogue catalogue)
    {
        var asked = await Asked.ReadAsync(context);
        var tree = catalogue.Tree;
        var chosen = asked.Has("id") ? tree.Below(asked.Number("id", 0)) : tree.InAnswerOrder;
        var counts = Count(catalogue, tree.All.Count, good => good.Category);
        await using var json = Answer.Begin(context);
        json.WriteStartArray();
        foreach (var i in chosen)
        {
            var category = tree.All[i];
            json.WriteStartObject();
            json.WriteNumber("id", category.Id);
            json.WriteString("name", category.Name);
            json.WriteNumber("left", category.Left);
            json.WriteNumber("right", category.Right);
            json.WriteNumber("level", category.Level);
            json.WriteNumber("elements", counts[i]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        await Answer.EndAsync(json, context);
    }

    // {"status":true,"data":[{"id":"fde2257a-2ecb-11eb-a360-503eaa0dbd7f","name":"...","count":11}]}
    public static async Task BrandsAsync(HttpContext context, Catalogue catalogue)
    {
        var brands = catalogue.Brands.All;
        var counts = Count(catalogue, brands.Count, good => good.Brand);
        await using var json = Answer.Begin(context);
        json.WriteStartObject();
        json.WriteBoolean("status", true);
        json.WriteStartArray("data");
        for (var i = 0; i < brands.Count; i++)
        {
            Write(json, brands[i], counts[i]);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        await Answer.EndAsync(json, context);
    }

    private static void Write(Utf8JsonWriter json, Brand brand, int count)
    {
        json.WriteStartObject();
        json.WriteString("id", brand.Id);
        json.WriteString("name", brand.Name);
        json.WriteNumber("count", count);
        json.WriteEndObject();
    }

    private static int[] Count(Catalogue catalogue, int kinds, Func<ShelfGood, int> kindOf)
    {
        var counts = new int[kinds];
        foreach (var good in new Scan(catalogue, Filter.None, 1))
        {
            counts[kindOf(good)]++;
        }

        return counts;
    }
}
