using TimurApiConnect.Sandbox.Faults.Answers;

namespace TimurApiConnect.Sandbox.AlStyle;

/// <summary><c>/elements</c>, <c>/elements-pagination</c>, <c>/element-info</c>.</summary>
internal static class ElementMethods
{
    /// <summary>A larger limit is cut to this without a word, except for what <c>pagination.limit</c> says.</summary>
    public const int MaxPerPage = 250;

    public const int UsualPerPage = 100;
    private const int MaxFound = 250;

    // [[{"article":20908,...},{...}]]
    public static async Task ElementsAsync(
        HttpContext context,
        Catalogue catalogue,
        Live<AlStyleSettings> live
    )
    {
        var asked = await Asked.ReadAsync(context);
        var fields = GoodFields.Read(asked["additional_fields"], elementInfo: false);
        // An article sent here was answered with 500: the method cannot look one up.
        if (fields is null || asked.Has("article"))
        {
            await RefuseAsync(context);
            return;
        }

        var settings = live.Current;
        var page = Page(asked, catalogue, context, counted: false);
        await using var json = Answer.Begin(context);
        json.WriteStartArray();
        if (settings.ArrayWrap == ArrayWrap.Double)
        {
            json.WriteStartArray();
        }

        var writer = new GoodWriter(json, catalogue, settings, fields);
        foreach (var good in page.Goods)
        {
            writer.Write(good);
            await Answer.SendFullBlocksAsync(json, context);
        }

        if (settings.ArrayWrap == ArrayWrap.Double)
        {
            json.WriteEndArray();
        }

        json.WriteEndArray();
        await Answer.EndAsync(json, context);
    }

    // {"elements":[...],"pagination":{"totalCount":6911,"totalPages":70,"currentPage":1,"limit":100,"offset":0}}
    public static async Task PaginationAsync(
        HttpContext context,
        Catalogue catalogue,
        Live<AlStyleSettings> live
    )
    {
        var asked = await Asked.ReadAsync(context);
        if (
            GoodFields.Read(asked["additional_fields"], elementInfo: false) is not { } fields
            || asked.Has("article")
        )
        {
            await RefuseAsync(context);
            return;
        }

        var page = Page(asked, catalogue, context, counted: true);
        await using var json = Answer.Begin(context);
        json.WriteStartObject();
        json.WriteStartArray("elements");
        var writer = new GoodWriter(json, catalogue, live.Current, fields);
        foreach (var good in page.Goods)
        {
            writer.Write(good);
            await Answer.SendFullBlocksAsync(json, context);
        }

        json.WriteEndArray();
        json.WriteStartObject("pagination");
        json.WriteNumber("totalCount", page.Total);
        json.WriteNumber("totalPages", (page.Total + page.Limit - 1) / page.Limit);
        json.WriteNumber("currentPage", (page.Offset / page.Limit) + 1);
        json.WriteNumber("limit", page.Limit);
        json.WriteNumber("offset", page.Offset);
        json.WriteEndObject();
        json.WriteEndObject();
        await Answer.EndAsync(json, context);
    }

    // [{"article":20908,...}]
    public static async Task InfoAsync(
        HttpContext context,
        Catalogue catalogue,
        Live<AlStyleSettings> live
    )
    {
        var asked = await Asked.ReadAsync(context);
        if (GoodFields.Read(asked["additional_fields"], elementInfo: true) is not { } fields)
        {
            await RefuseAsync(context);
            return;
        }

        await using var json = Answer.Begin(context);
        json.WriteStartArray();
        var writer = new GoodWriter(json, catalogue, live.Current, fields);
        foreach (var good in Find(asked, catalogue))
        {
            writer.Write(good);
            await Answer.SendFullBlocksAsync(json, context);
        }

        json.WriteEndArray();
        await Answer.EndAsync(json, context);
    }

    private static IEnumerable<ShelfGood> Find(Asked asked, Catalogue catalogue)
    {
        if (asked["article"] is { Length: > 0 } list)
        {
            return Scan.Of(catalogue, Filter.None, Asked.Numbers(list));
        }

        var texts = catalogue.Texts;
        var all = new Scan(catalogue, Filter.None, 1);
        if (asked["article_pn"] is { Length: > 0 } partNumber)
        {
            return all.Where(g =>
                string.Equals(texts.PartNumber(g), partNumber, StringComparison.OrdinalIgnoreCase)
            );
        }

        return asked["name"] is { Length: > 0 } name
            ? all.Where(g => texts.FullName(g).Contains(name, StringComparison.OrdinalIgnoreCase))
                .Take(MaxFound)
            : [];
    }

    private static (List<ShelfGood> Goods, int Total, int Limit, int Offset) Page(
        Asked asked,
        Catalogue catalogue,
        HttpContext context,
        bool counted
    )
    {
        var limit = Math.Min(asked.Number("limit", UsualPerPage), MaxPerPage);
        limit = limit == 0 ? UsualPerPage : limit;
        var offset = asked.Number("offset", 0);
        var goods = new List<ShelfGood>(limit);
        var total = 0;
        foreach (
            var good in new Scan(catalogue, Filter.Read(asked, catalogue), ShareFault.Of(context))
        )
        {
            if (total >= offset && goods.Count < limit)
            {
                goods.Add(good);
            }
            else if (!counted && goods.Count == limit)
            {
                break;
            }

            total++;
        }

        return (goods, total, limit, offset);
    }

    private static Task RefuseAsync(HttpContext context) =>
        Answer.ErrorAsync(
            context,
            StatusCodes.Status500InternalServerError,
            "Internal Server Error",
            "An internal server error occurred."
        );
}
