using System.Text.Json;

namespace TimurApiConnect.Core.Rules;

/// <summary>The JSON of a rules document, as far as it is JSON at all.</summary>
internal static class RulesJson
{
    private static readonly JsonDocumentOptions Options = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        AllowDuplicateProperties = false,
    };

    /// <summary>The document, or the error that keeps it from being read.</summary>
    public static (JsonDocument? Document, RulesError? Error) Parse(string json)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, Options);
        }
        catch (JsonException e)
        {
            return (
                null,
                new RulesError(
                    "$",
                    $"is no JSON: line {e.LineNumber + 1}, position {e.BytePositionInLine + 1}. {e.Message}"
                )
            );
        }
        catch (InvalidOperationException)
        {
            // Names are compared while they are parsed, and half a character cannot be compared.
            return (null, HalfCharacter);
        }

        if (!HasHalfCharacters(document.RootElement))
        {
            return (document, null);
        }

        document.Dispose();
        return (null, HalfCharacter);
    }

    private static RulesError HalfCharacter =>
        new(
            "$",
            "has half a character in it (such as \\ud800 without its other half); write whole ones."
        );

    // JSON can write half a character, and reading it as text throws: it is looked for once, before anything is read.
    private static bool HasHalfCharacters(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.String => !IsText(element.GetString),
            JsonValueKind.Array => element.EnumerateArray().Any(HasHalfCharacters),
            JsonValueKind.Object => element
                .EnumerateObject()
                .Any(p => !IsText(() => p.Name) || HasHalfCharacters(p.Value)),
            _ => false,
        };

    private static bool IsText(Func<string?> read)
    {
        try
        {
            read();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
