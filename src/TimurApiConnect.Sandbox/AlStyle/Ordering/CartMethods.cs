using System.Globalization;
using System.Text.Json;

namespace TimurApiConnect.Sandbox.AlStyle.Ordering;

/// <summary>The basket: GET with effects, and a word of its own for success in nearly every method.</summary>
internal static class CartMethods
{
    // GET /cart-api/add?add=601,602&quantity=1,2 → {"success":true,"data":[{"hash":"…"}]}
    public static async Task AddAsync(HttpContext context, OrderDesk desk)
    {
        var asked = await Asked.ReadAsync(context);
        var articles = Asked.Numbers(asked["add"] ?? "").ToList();
        var quantities = Asked.Numbers(asked["quantity"] ?? "").ToList();
        if (
            articles.Count == 0
            || quantities.Count is not (0 or 1) && quantities.Count != articles.Count
        )
        {
            await NoAsync(context, "success", "Не указаны товары или количество");
            return;
        }

        var lines = articles
            .Select(
                (article, i) =>
                    desk.Add(
                        Token(context),
                        article,
                        quantities.Count == 0 ? 1 : quantities[Math.Min(i, quantities.Count - 1)]
                    )
            )
            .ToList();
        if (lines.Contains(null))
        {
            // As the supplier's lists behave elsewhere: what exists is taken, the rest is not.
            await NoAsync(context, "success", "Некоторые товары не найдены");
            return;
        }

        await using var json = Answer.Begin(context);
        json.WriteStartObject();
        json.WriteBoolean("success", true);
        json.WriteStartArray("data");
        foreach (var line in lines)
        {
            json.WriteStartObject();
            json.WriteString("hash", line!.Hash);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        await Answer.EndAsync(json, context);
    }

    // GET /cart-api/remove?item=5001 → {"success":true,"data":[{"success":true,"hash":"…"}]}
    public static async Task RemoveAsync(HttpContext context, OrderDesk desk)
    {
        var asked = await Asked.ReadAsync(context);
        if (desk.Remove(Token(context), asked.Number("item", 0)) is not { } line)
        {
            await NoAsync(context, "success", "Товар не найден в корзине");
            return;
        }

        await using var json = Answer.Begin(context);
        json.WriteStartObject();
        json.WriteBoolean("success", true);
        json.WriteStartArray("data");
        json.WriteStartObject();
        json.WriteBoolean("success", true);
        json.WriteString("hash", line.Hash);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        await Answer.EndAsync(json, context);
    }

    // GET /cart-api/get → {"status":true,"user":1234,"data":{"5001":{"article":601,"price":10120,"price2":"13490","balance":">50",…}}}
    public static async Task GetAsync(HttpContext context, OrderDesk desk, Catalogue catalogue)
    {
        await using var json = Answer.Begin(context);
        json.WriteStartObject();
        json.WriteBoolean("status", true);
        json.WriteNumber("user", 1234);
        var basket = desk.Basket(Token(context));
        if (basket.Count == 0)
        {
            // PHP writes an empty map as a list.
            json.WriteStartArray("data");
            json.WriteEndArray();
        }
        else
        {
            json.WriteStartObject("data");
            foreach (var line in basket)
            {
                Write(json, line, catalogue.At(catalogue.IndexOf(line.Article)), desk);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
        await Answer.EndAsync(json, context);
    }

    // GET /cart-api/clear → {"status":true,"data":true}
    public static async Task ClearAsync(HttpContext context, OrderDesk desk)
    {
        desk.Clear(Token(context));
        await using var json = Answer.Begin(context);
        json.WriteStartObject();
        json.WriteBoolean("status", true);
        json.WriteBoolean("data", true);
        json.WriteEndObject();
        await Answer.EndAsync(json, context);
    }

    // GET /cart-api/cancel?order=1900001 → {"status":true}
    public static async Task CancelAsync(HttpContext context, OrderDesk desk)
    {
        var asked = await Asked.ReadAsync(context);
        if (desk.Find(asked.Number("order", 0), Token(context)) is not { } order)
        {
            await NoAsync(context, "status", "Заказ не найден");
            return;
        }

        if (!order.MayBeCancelled)
        {
            await NoAsync(context, "status", "Заказ нельзя отменить");
            return;
        }

        desk.Move(order, OrderStatuses.Cancelled);
        await using var json = Answer.Begin(context);
        json.WriteStartObject();
        json.WriteBoolean("status", true);
        json.WriteEndObject();
        await Answer.EndAsync(json, context);
    }

    /// <summary>"No" with status 200, in the word of the method: <c>status</c> or <c>success</c>.</summary>
    public static async Task NoAsync(HttpContext context, string word, string message)
    {
        await using var json = Answer.Begin(context);
        json.WriteStartObject();
        json.WriteBoolean(word, false);
        json.WriteString("message", message);
        json.WriteEndObject();
        await Answer.EndAsync(json, context);
    }

    public static string Token(HttpContext context) =>
        context.Request.Query["access-token"].ToString();

    private static void Write(Utf8JsonWriter json, CartLine line, ShelfGood good, OrderDesk desk)
    {
        json.WriteStartObject(line.ItemId.ToString(CultureInfo.InvariantCulture));
        json.WriteNumber("article", line.Article);
        json.WriteNumber("price", line.Price);
        json.WriteString("price2", $"{good.Price2}");
        json.WriteString("balance", good.QuantityText);
        json.WriteNumber("quantity", line.Quantity);
        json.WriteNumber("total", (long)line.Price * line.Quantity);
        json.WriteNumber("in_package", 1);
        json.WriteNumber("multiplicity", desk.Multiplicity(good));
        json.WriteBoolean("is_markdown", false);
        json.WriteBoolean("is_not_discount", false);
        json.WriteString("weight", "0.1");
        json.WriteString("volume", "0.001");
        json.WriteString("url", $"/catalog/{line.Article}/");
        json.WriteString("time", "");
        json.WriteEndObject();
    }
}
