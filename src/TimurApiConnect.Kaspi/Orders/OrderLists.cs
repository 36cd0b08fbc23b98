using System.Text.Json;
using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Orders;
using TimurApiConnect.Vendors;

namespace TimurApiConnect.Kaspi.Orders;

/// <summary>The lists of orders, <c>GET orders</c>.</summary>
internal static class OrderLists
{
    private static readonly TimeSpan Narrow = TimeSpan.FromHours(1);

    /// <summary>
    /// The call that changes nothing and costs little: new orders of the last hour, one row. The creation date from is the one filter that
    /// Kaspi enforces, milliseconds since 1970; more than 14 days are refused; pages count from 0.
    /// </summary>
    public static VendorCall Harmless(string shop, DateTimeOffset now)
    {
        var newest = new OrderQuery(now - Narrow, now)
        {
            State = OrderState.New,
            PerPage = 1,
            WithLines = false,
        };
        return new VendorCall(shop, "orders", newest.Address(newest.From, newest.To, 0))
        {
            Urgency = Urgency.Urgent,
        };
    }

    /// <summary>How many orders the list has in all.</summary>
    // {"data":[],"included":[],"meta":{"pageCount":0,"totalCount":0}}
    public static Outcome<int> Total(VendorAnswer answer, string step)
    {
        try
        {
            return AnswerJson.Read(answer.Body, Total) is { } count
                ? count
                : Unreadable.Because(
                    step,
                    "The answer has no data and meta.totalCount, as a list of orders has."
                );
        }
        catch (JsonException)
        {
            return Unreadable.Because(
                step,
                answer.IsPage
                    ? "The answer is a page for people (HTML), not JSON."
                    : "The answer is no complete JSON (cut off or damaged)."
            );
        }
    }

    private static int? Total(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object
        && root.TryGetProperty("data", out var data)
        && data.ValueKind == JsonValueKind.Array
        && root.TryGetProperty("meta", out var meta)
        && meta.ValueKind == JsonValueKind.Object
        && meta.TryGetProperty("totalCount", out var total)
        && total.ValueKind == JsonValueKind.Number
        && total.TryGetInt32(out var count)
            ? count
            : null;
}
