using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TimurApiConnect.Sandbox.Control;

/// <summary>Reads what the control API is sent: a misspelt name is an error, not a silent nothing.</summary>
internal static class Body
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters =
        {
            new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
            new DurationConverter(),
        },
    };

    /// <summary>Any JSON object; who asked for it reads the names.</summary>
    public static async Task<JsonElement> ReadObjectAsync(HttpContext context)
    {
        var json = await ReadTextAsync(context);
        try
        {
            var element = JsonElement.Parse(string.IsNullOrWhiteSpace(json) ? "{}" : json);
            return element.ValueKind == JsonValueKind.Object
                ? element
                : throw ControlException.Bad(
                    $"The body is JSON, but {element.ValueKind} instead of an object."
                );
        }
        catch (JsonException e)
        {
            throw ControlException.Bad($"The body is not JSON: {e.Message} Send a JSON object.");
        }
    }

    public static async Task<T> ReadAsync<T>(HttpContext context)
        where T : class, new()
    {
        var json = await ReadTextAsync(context);
        if (string.IsNullOrWhiteSpace(json))
        {
            return new();
        }

        try
        {
            return JsonSerializer.Deserialize<T>(json, Options) ?? new();
        }
        catch (JsonException e)
        {
            var known = string.Join(
                ", ",
                typeof(T)
                    .GetProperties()
                    .Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name))
            );
            throw ControlException.Bad(
                $"The body is not what is expected here: {e.Message} Send a JSON object with any of: {known}."
            );
        }
    }

    private static async Task<string> ReadTextAsync(HttpContext context)
    {
        using var text = new StreamReader(context.Request.Body);
        return await text.ReadToEndAsync(context.RequestAborted);
    }
}

/// <summary>A time as <c>"00:00:05"</c> or as a number of seconds.</summary>
internal sealed class DurationConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    )
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            return TimeSpan.FromSeconds(reader.GetDouble());
        }

        return
            reader.TokenType == JsonTokenType.String
            && TimeSpan.TryParse(reader.GetString(), out var time)
            ? time
            : throw new JsonException(
                "A time is written as \"hh:mm:ss\" or as a number of seconds."
            );
    }

    public override void Write(
        Utf8JsonWriter writer,
        TimeSpan value,
        JsonSerializerOptions options
    ) => writer.WriteStringValue(value.ToString("c"));
}
