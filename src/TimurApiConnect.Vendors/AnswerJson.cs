using System.Text.Json;

namespace TimurApiConnect.Vendors;

/// <summary>
/// Reads answers that fit into memory. A text that is no Unicode (<c>"\ud800"</c>, half a character) counts as damaged JSON: the platform says
/// that with an exception which else speaks of our own defects, and already when it looks for a name beside it.
/// </summary>
public static class AnswerJson
{
    /// <summary>Parses and reads.</summary>
    /// <exception cref="JsonException">It is no JSON, or cut off, or damaged.</exception>
    public static T Read<T>(ReadOnlyMemory<byte> answer, Func<JsonElement, T> read)
    {
        using var document = JsonDocument.Parse(answer);
        return Read(document, read);
    }

    /// <inheritdoc cref="Read{T}(ReadOnlyMemory{byte}, Func{JsonElement, T})"/>
    public static async Task<T> ReadAsync<T>(
        Stream answer,
        Func<JsonElement, T> read,
        CancellationToken stopping
    )
    {
        using var document = await JsonDocument.ParseAsync(answer, cancellationToken: stopping);
        return Read(document, read);
    }

    /// <summary>The text, or the number as it stands; empty for anything else, and for what is no Unicode.</summary>
    public static string Text(JsonElement value)
    {
        try
        {
            return value.ValueKind is JsonValueKind.String or JsonValueKind.Number
                ? value.ToString()
                : "";
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }

    private static T Read<T>(JsonDocument document, Func<JsonElement, T> read)
    {
        try
        {
            return read(document.RootElement);
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("The answer holds a text that is no Unicode.", e);
        }
    }
}
