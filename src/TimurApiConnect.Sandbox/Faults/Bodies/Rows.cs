using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TimurApiConnect.Sandbox.Faults.Bodies;

/// <summary>
/// Moves the rows of a page, wherever a vendor puts them: the first list that holds objects, or nothing.
/// </summary>
/// <remarks>
/// <code>
/// [[{...},{...}]]   {"elements":[{...}],"pagination":{...}}   {"data":[{...}],"included":[],"meta":{...}}
/// </code>
/// </remarks>
internal static class Rows
{
    private static readonly JsonSerializerOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Drops the first rows of a page and appends as many of the following one.</summary>
    public static byte[] Shift(ReadOnlySpan<byte> page, ReadOnlySpan<byte> following, int count)
    {
        var json = JsonNode.Parse(page);
        if (Find(json) is not { } rows)
        {
            return page.ToArray();
        }

        rows.RemoveRange(0, Math.Min(count, rows.Count));
        foreach (var row in Find(JsonNode.Parse(following))?.Take(count).ToList() ?? [])
        {
            rows.Add(row?.DeepClone());
        }

        return Write(json);
    }

    /// <summary>Keeps the first part of the rows.</summary>
    public static byte[] Keep(ReadOnlySpan<byte> page, double share)
    {
        var json = JsonNode.Parse(page);
        if (Find(json) is not { } rows)
        {
            return page.ToArray();
        }

        var kept = (int)(rows.Count * share);
        rows.RemoveRange(kept, rows.Count - kept);
        return Write(json);
    }

    private static JsonArray? Find(JsonNode? node) =>
        node switch
        {
            JsonArray list when list.All(row => row is JsonObject) => list,
            JsonArray list => list.Select(Find).FirstOrDefault(found => found is not null),
            JsonObject all => all.Select(p => Find(p.Value))
                .FirstOrDefault(found => found is not null),
            _ => null,
        };

    private static byte[] Write(JsonNode? json) =>
        JsonSerializer.SerializeToUtf8Bytes(json, Options);
}
