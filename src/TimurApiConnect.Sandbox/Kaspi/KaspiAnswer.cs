using System.Text.Json;
using System.Text.Json.Nodes;

namespace TimurApiConnect.Sandbox.Kaspi;

/// <summary>JSON:API answers.</summary>
internal static class KaspiAnswer
{
    public const string MediaType = "application/vnd.api+json";

    // {"errors":[{"title":"Required filter [orders][creationDate][$ge] is empty."}]}
    public static Task ErrorAsync(HttpContext context, int status, string title) =>
        WriteAsync(
            context,
            status,
            new JsonObject { ["errors"] = new JsonArray(new JsonObject { ["title"] = title }) }
        );

    // {"data":[],"included":[],"meta":{"pageCount":0,"totalCount":0}}
    public static Task EmptyListAsync(HttpContext context) =>
        WriteAsync(
            context,
            StatusCodes.Status200OK,
            new JsonObject
            {
                ["data"] = new JsonArray(),
                ["included"] = new JsonArray(),
                ["meta"] = new JsonObject { ["pageCount"] = 0, ["totalCount"] = 0 },
            }
        );

    public static Task DataAsync(HttpContext context, JsonNode data) =>
        WriteAsync(context, StatusCodes.Status200OK, new JsonObject { ["data"] = data });

    public static async Task WriteAsync(HttpContext context, int status, JsonObject body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = MediaType;
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        body.WriteTo(json);
        await json.FlushAsync(context.RequestAborted);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }
}
