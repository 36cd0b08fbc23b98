using System.Text.Json;

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
            json =>
            {
                json.WriteStartObject();
                json.WriteStartArray("errors");
                json.WriteStartObject();
                json.WriteString("title", title);
                json.WriteEndObject();
                json.WriteEndArray();
                json.WriteEndObject();
            }
        );

    // {"data":[],"included":[],"meta":{"pageCount":0,"totalCount":0}}
    public static Task EmptyListAsync(HttpContext context) =>
        WriteAsync(
            context,
            StatusCodes.Status200OK,
            json =>
            {
                json.WriteStartObject();
                json.WriteStartArray("data");
                json.WriteEndArray();
                json.WriteStartArray("included");
                json.WriteEndArray();
                json.WriteStartObject("meta");
                json.WriteNumber("pageCount", 0);
                json.WriteNumber("totalCount", 0);
                json.WriteEndObject();
                json.WriteEndObject();
            }
        );

    private static async Task WriteAsync(
        HttpContext context,
        int status,
        Action<Utf8JsonWriter> write
    )
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = MediaType;
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        write(json);
        await json.FlushAsync(context.RequestAborted);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }
}
