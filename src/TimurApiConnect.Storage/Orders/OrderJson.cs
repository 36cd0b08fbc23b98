using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using TimurApiConnect.Core.Orders;

namespace TimurApiConnect.Storage.Orders;

/// <summary>Orders as the database keeps them: what is null is left out, so that a field can be added.</summary>
internal static class OrderJson
{
    internal static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        IgnoreReadOnlyProperties = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters =
        {
            new WordConverter<OrderState>(t => new(t), w => w.Text),
            new WordConverter<OrderStatus>(t => new(t), w => w.Text),
            new WordConverter<CancellationReason>(t => new(t), w => w.Text),
        },
    };

    public static string Write(Order order) => JsonSerializer.Serialize(order, Options);

    public static Order Read(string document) =>
        JsonSerializer.Deserialize<Order>(document, Options)
        ?? throw new InvalidDataException("An order in the database is null.");

    private sealed class WordConverter<T>(Func<string, T> read, Func<T, string> write)
        : JsonConverter<T>
    {
        public override T Read(
            ref Utf8JsonReader reader,
            Type typeToConvert,
            JsonSerializerOptions options
        ) => read(reader.GetString() ?? "");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(write(value));
    }
}
