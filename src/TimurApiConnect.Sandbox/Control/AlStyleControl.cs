using System.Text.Json;
using TimurApiConnect.Sandbox.AlStyle;

namespace TimurApiConnect.Sandbox.Control;

/// <summary>A good as it truly is, whatever its answers look like. Values are raw: a number, a text, null.</summary>
internal sealed record GoodTruth(
    int Article,
    string PartNumber,
    string Name,
    string Brand,
    int Category,
    object? Price1,
    object? Price2,
    object? Quantity,
    bool Gone
);

/// <summary>Turns the supplier's side.</summary>
internal static class AlStyleControl
{
    private const int MaxTaken = 1000;

    public static object Goods(
        Catalogue catalogue,
        string? article = null,
        int skip = 0,
        int take = 50
    )
    {
        take = Math.Clamp(take, 0, MaxTaken);
        if (article is not null)
        {
            var listed = Asked
                .Numbers(article)
                .Select(catalogue.IndexOf)
                .Where(index => index >= 0)
                .Select(index => Truth(catalogue, catalogue.At(index)))
                .ToList();
            return new { total = listed.Count, goods = listed };
        }

        var slice = new ShelfGood[take];
        var count = catalogue.Copy(Math.Max(0, skip), slice);
        return new
        {
            total = catalogue.Count,
            goods = slice.Take(count).Select(good => Truth(catalogue, good)),
        };
    }

    public static object Changes(Market market, int last = 100) =>
        new { total = market.Count, changes = market.Latest(last) };

    public static async Task<object> SetAsync(
        HttpContext context,
        int article,
        Market market,
        Catalogue catalogue
    )
    {
        var values = await Body.ReadAsync<Dictionary<string, JsonElement>>(context);
        var index = catalogue.IndexOf(article);
        if (index < 0)
        {
            throw new ControlException(
                StatusCodes.Status404NotFound,
                $"There is no good with the article {article}. GET /control/al-style/goods lists them."
            );
        }

        var known = GoodFields
            .Known.Except(["article"], StringComparer.Ordinal)
            .Append("gone")
            .ToList();
        if (
            values.Count == 0
            || values.Keys.FirstOrDefault(name => !known.Contains(name, StringComparer.Ordinal))
                is { }
        )
        {
            throw ControlException.Bad(
                $"Send a JSON object with the fields to set, got: {string.Join(", ", values.Keys)}. Known: {string.Join(", ", known)}."
            );
        }

        foreach (var (name, value) in values)
        {
            _ =
                name == "gone"
                    ? market.SetGone(article, value.ValueKind == JsonValueKind.True)
                    : market.Set(article, name, value);
        }

        return Truth(catalogue, catalogue.At(index));
    }

    public static async Task<object> ChangeAsync(
        HttpContext context,
        Market market,
        Catalogue catalogue
    )
    {
        var request = await Body.ReadAsync<ChangeRequest>(context);
        if (request is { Stock: <= 0, Price: <= 0 } || request.Stock < 0 || request.Price < 0)
        {
            throw ControlException.Bad(
                $"Nothing to change: stock {request.Stock}, price {request.Price}. Send how many of each, for example {{\"stock\":20,\"price\":5}}."
            );
        }

        var most = catalogue.Count;
        var changes = market.ChangeStock(Math.Min(request.Stock, most));
        changes.AddRange(market.ChangePrice(Math.Min(request.Price, most)));
        return new { count = changes.Count, changes };
    }

    public static async Task<object> VanishAsync(
        HttpContext context,
        Market market,
        Catalogue catalogue
    )
    {
        var request = await Body.ReadAsync<VanishRequest>(context);
        if (request.Articles is { Count: > 0 } articles)
        {
            if (articles.FirstOrDefault(a => catalogue.IndexOf(a) < 0, -1) is var unknown and >= 0)
            {
                throw ControlException.Bad(
                    $"There is no good with the article {unknown}. GET /control/al-style/goods lists them."
                );
            }

            var named = articles.Select(a => market.SetGone(a, !request.Back)).ToList();
            return new { count = named.Count, changes = named };
        }

        if (request.Count is not > 0)
        {
            throw ControlException.Bad(
                "Say which goods: {\"articles\":[601,602]} or {\"count\":10}; add \"back\":true to bring them back."
            );
        }

        var changes = market.Vanish(Math.Min(request.Count.Value, catalogue.Count), request.Back);
        return new { count = changes.Count, changes };
    }

    public static async Task<object> SettingsAsync(HttpContext context, Live<AlStyleSettings> live)
    {
        var next = (await Body.ReadAsync<AlStylePatch>(context)).ApplyTo(live.Current);
        if (next.Problems().ToList() is { Count: > 0 } problems)
        {
            throw ControlException.Bad(string.Join(' ', problems));
        }

        live.Replace(next);
        return StateControl.Show(next);
    }

    private static GoodTruth Truth(Catalogue catalogue, ShelfGood good) =>
        new(
            good.Article,
            catalogue.Texts.PartNumber(good),
            catalogue.Texts.Name(good),
            catalogue.Texts.BrandName(good),
            catalogue.Tree.All[good.Category].Id,
            Value(catalogue, good, "price1", good.Price1),
            Value(catalogue, good, "price2", good.Price2),
            Value(
                catalogue,
                good,
                "quantity",
                good.Quantity < 0 ? good.QuantityText : good.Quantity
            ),
            good.Gone
        );

    private static object? Value(Catalogue catalogue, ShelfGood good, string field, object value) =>
        catalogue.TryOverride(good, field, out var raw) ? raw : value;
}
