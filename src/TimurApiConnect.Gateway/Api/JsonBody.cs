using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;

namespace TimurApiConnect.Gateway.Api;

/// <summary>Reads small bodies by hand, to name every error and not only the first.</summary>
internal static class JsonBody
{
    /// <summary>The largest of them, bytes.</summary>
    public const int Largest = 16 * 1024;

    /// <summary>The object in the body; an empty body is an empty object.</summary>
    public static async Task<(JsonElement Body, ProblemHttpResult? Problem)> ReadAsync(
        HttpRequest request,
        CancellationToken stopping
    )
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, stopping);
        if (body.Length == 0)
        {
            body.Write("{}"u8);
        }

        try
        {
            using var document = JsonDocument.Parse(body.GetBuffer().AsMemory(0, (int)body.Length));
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? (document.RootElement.Clone(), null)
                : (default, Wrong("is no object; {} is the least."));
        }
        catch (JsonException e)
        {
            return (
                default,
                Wrong(
                    $"is no JSON: line {e.LineNumber + 1}, position {e.BytePositionInLine + 1}. An object like {{\"name\": \"value\"}} is wanted."
                )
            );
        }
    }

    /// <summary>A text value; null when it is none, or holds half a character, which JSON can write and nobody can read.</summary>
    public static string? TextOf(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A field of the body as text; null when it is missing or none. A body may hold names that nobody can read.</summary>
    public static string? TextOf(JsonElement body, string name)
    {
        try
        {
            return body.TryGetProperty(name, out var value) ? TextOf(value) : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static ProblemHttpResult Wrong(string message) =>
        Problems.BadBody([new FieldError("$", message)]);
}
