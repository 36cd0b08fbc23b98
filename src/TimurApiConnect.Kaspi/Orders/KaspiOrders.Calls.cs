using System.Text.Json;
using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.Failures;
using TimurApiConnect.Vendors;

namespace TimurApiConnect.Kaspi.Orders;

/// <content>How answers become values or failures.</content>
public sealed partial class KaspiOrders
{
    private Task<Outcome<T>> ReadOneAsync<T>(
        string shop,
        string step,
        string address,
        Func<JsonElement, (T? Value, string? Missing)> read,
        CancellationToken stopping
    )
        where T : class =>
        AskAsync<T>(
            Routine(shop, step, address),
            root =>
                root.Object("data") is { } data
                    ? Take(step, read(data))
                    : Unreadable.Because(step, "The answer has no data."),
            stopping
        );

    private Task<Outcome<IReadOnlyList<T>>> ReadAllAsync<T>(
        string shop,
        string step,
        string address,
        Func<JsonElement, (T? Value, string? Missing)> read,
        CancellationToken stopping
    )
        where T : class =>
        AskAsync<IReadOnlyList<T>>(
            Routine(shop, step, address),
            root =>
            {
                if (
                    root.ValueKind != JsonValueKind.Object
                    || !root.TryGetProperty("data", out var data)
                    || data.ValueKind != JsonValueKind.Array
                )
                {
                    return Unreadable.Because(step, "The answer has no list of data.");
                }

                var all = new List<T>();
                foreach (var row in data.EnumerateArray())
                {
                    var taken = Take(step, read(row));
                    if (!taken.Worked)
                    {
                        // A part of an order would be worse than none.
                        return taken.Failure;
                    }

                    all.Add(taken.Value);
                }

                return all;
            },
            stopping
        );

    private static Outcome<T> Take<T>(string step, (T? Value, string? Missing) read)
        where T : class =>
        read.Value is { } value
            ? value
            : Unreadable.Because(step, $"The answer has no usable {read.Missing}.");

    private Task<Outcome<T>> ReadAsync<T>(
        string shop,
        string step,
        string address,
        Func<JsonElement, T?> read,
        CancellationToken stopping
    )
        where T : class =>
        AskAsync<T>(
            Routine(shop, step, address),
            root =>
                read(root) is { } value
                    ? value
                    : Unreadable.Because(step, "The answer has no list of data."),
            stopping
        );

    private Task<Outcome<T>> AskAsync<T>(
        VendorCall call,
        Func<JsonElement, Outcome<T>> read,
        CancellationToken stopping
    )
        where T : notnull =>
        _calls.AskAsync<T>(
            _vendor,
            call,
            async (body, ct) => await AnswerJson.ReadAsync(body, read, ct),
            stopping
        );

    private static VendorCall Routine(string shop, string step, string address) =>
        new(shop, step, address) { Urgency = Urgency.Routine };

    // Ids are Kaspi's, so they are opaque: encoded, never looked into.
    internal static string Segment(string id) => Uri.EscapeDataString(id);
}
