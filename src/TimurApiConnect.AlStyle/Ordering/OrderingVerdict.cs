using System.Text.Json;
using TimurApiConnect.AlStyle.Wire;
using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Vendors;
using TimurApiConnect.Vendors;

namespace TimurApiConnect.AlStyle.Ordering;

/// <summary>
/// Whether an answer with 200 says yes. The methods say it in words of their own: <c>{"success":true}</c>, <c>{"status":true,"data":true}</c>,
/// <c>{"status":true,"data":{"status":"ok",…}}</c>, <c>{"status":true,"data":{"status":"error","message":"…"}}</c>.
/// </summary>
internal static class OrderingVerdict
{
    private static readonly string[] Yes = ["true", "ok", "success", "1"];

    /// <summary>Null when it says yes; the refusal when it says no.</summary>
    /// <exception cref="UnreadableAnswerException">It says neither.</exception>
    public static Failure? On(string step, JsonElement root, bool hasEffect)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new UnreadableAnswerException($"The answer is {root.ValueKind}, not an object.");
        }

        if (OrderingFields.Of(root, "interval") is { ValueKind: JsonValueKind.Number } interval)
        {
            return AlStyleVendor.OverTheLimit(
                step,
                interval.TryGetDecimal(out var seconds) ? seconds : 0
            );
        }

        var words = Words(root).ToList();
        // In a reading data.status is the order's own status.
        if (hasEffect && OrderingFields.Of(root, "data") is { } data)
        {
            words.AddRange(
                data.ValueKind switch
                {
                    JsonValueKind.Object => Words(data),
                    JsonValueKind.Array => data.EnumerateArray().SelectMany(Words),
                    JsonValueKind.False => [data],
                    _ => [],
                }
            );
        }

        return words.Exists(w => !SaysYes(w)) ? No(step, root)
            : hasEffect && words.Count == 0
                ? throw new UnreadableAnswerException(
                    "The answer says neither yes nor no: there is no \"status\" and no \"success\"."
                )
            : null;
    }

    private static IEnumerable<JsonElement> Words(JsonElement element) =>
        new[]
        {
            OrderingFields.Of(element, "success"),
            OrderingFields.Of(element, "status"),
        }.OfType<JsonElement>();

    private static bool SaysYes(JsonElement word) =>
        word.ValueKind == JsonValueKind.True
        || Yes.Contains(AnswerJson.Text(word), StringComparer.OrdinalIgnoreCase);

    private static Failure No(string step, JsonElement root)
    {
        var said =
            Message(root) is { Length: > 0 } outer ? outer
            : OrderingFields.Of(root, "data") is { } data ? Message(data)
            : "";
        return new Failure(
            FailureKind.RequestRefused,
            VendorName.AlStyle.Text,
            step,
            said.Length > 0
                ? $"The supplier says no: \"{Refusals.Quoted(said)}\"."
                : "The supplier says no and gives no reason.",
            "Nothing was done at the supplier. Correct what it says and try again."
        );
    }

    private static string Message(JsonElement element) =>
        OrderingFields.Text(element, "message") is { Length: > 0 } message ? message
        : OrderingFields.Text(element, "error") is { Length: > 0 } error ? error
        : OrderingFields.Text(element, "errors");
}
