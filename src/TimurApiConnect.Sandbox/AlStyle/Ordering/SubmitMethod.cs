using System.Globalization;
using System.Text.Json;

namespace TimurApiConnect.Sandbox.AlStyle.Ordering;

/// <summary><c>/cart-api/submit</c>: the basket becomes an order. Parameters in the query or in the body.</summary>
internal static class SubmitMethod
{
    public static async Task SubmitAsync(HttpContext context, OrderDesk desk, TimeProvider time)
    {
        var asked = await Asked.ReadAsync(context);
        var (token, user) = (CartMethods.Token(context), desk.User);
        if (desk.Basket(token).Count == 0)
        {
            await CartMethods.NoAsync(context, "success", "Корзина пуста");
            return;
        }

        var now = time.GetUtcNow();
        var today = DateOnly.FromDateTime(now.ToOffset(AlmatyTime.Offset).Date);
        if (
            !DateOnly.TryParseExact(
                asked["shipping_date"],
                "dd.MM.yyyy",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var shipping
            )
            || shipping < today
        )
        {
            await CartMethods.NoAsync(context, "status", "Неверная дата отгрузки");
            return;
        }

        var number = Field(asked["attorney_json"], "Номер");
        if (user.Attorneys.FirstOrDefault(a => a.Number == number) is not { } attorney)
        {
            await CartMethods.NoAsync(context, "status", "Не указана доверенность");
            return;
        }

        if (attorney.Until < today)
        {
            await NoInsideAsync(context, "Срок действия доверенности истёк");
            return;
        }

        var (kind, address) = (
            Field(asked["delivery_json"], "СпособДоставки"),
            Field(asked["delivery_json"], "Адрес")
        );
        if (
            user.Deliveries.FirstOrDefault(d => d.Kind == kind && d.Address == address)
            is not { } delivery
        )
        {
            await CartMethods.NoAsync(context, "status", "Не указан способ доставки");
            return;
        }

        var (order, missing) = desk.Submit(
            token,
            (id, lines) =>
                new SupplierOrder
                {
                    Id = id,
                    Token = token,
                    PlacedAt = now,
                    Lines = lines,
                    ShippingDate = $"{shipping:dd.MM.yyyy}",
                    IsPickup = delivery.IsPickup,
                    Attorney = attorney.Number,
                    Delivery = delivery.Kind,
                    ExternalId = asked["external_id"],
                    Comments = asked["comments"],
                    Bin = asked["bin"] ?? user.Bin,
                }
        );
        if (order is null)
        {
            await NoInsideAsync(context, $"Недостаточно товара на складе: {missing}");
            return;
        }

        // {"status":true,"data":{"status":"ok","id":1900000}}
        await using var json = Answer.Begin(context);
        json.WriteStartObject();
        json.WriteBoolean("status", true);
        json.WriteStartObject("data");
        json.WriteString("status", "ok");
        json.WriteNumber("id", order.Id);
        json.WriteEndObject();
        json.WriteEndObject();
        await Answer.EndAsync(json, context);
    }

    // {"status":true,"data":{"status":"error","message":"…"}}: yes outside, no inside
    private static async Task NoInsideAsync(HttpContext context, string message)
    {
        await using var json = Answer.Begin(context);
        json.WriteStartObject();
        json.WriteBoolean("status", true);
        json.WriteStartObject("data");
        json.WriteString("status", "error");
        json.WriteString("message", message);
        json.WriteEndObject();
        json.WriteEndObject();
        await Answer.EndAsync(json, context);
    }

    private static string? Field(string? text, string name)
    {
        try
        {
            return
                text is not null
                && JsonElement.Parse(text) is { ValueKind: JsonValueKind.Object } element
                && element.TryGetProperty(name, out var value)
                ? value.ToString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
