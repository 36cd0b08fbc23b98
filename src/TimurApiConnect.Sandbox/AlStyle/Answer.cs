using System.Text.Encodings.Web;
using System.Text.Json;

namespace TimurApiConnect.Sandbox.AlStyle;

/// <summary>A JSON answer that is written straight into the response and sent on while it grows.</summary>
internal static class Answer
{
    private const int SendAt = 32 * 1024;

    // The supplier's PHP escapes only what JSON must.
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    public static Utf8JsonWriter Begin(HttpContext context, int status = StatusCodes.Status200OK)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=UTF-8";
        return new(context.Response.BodyWriter, Options);
    }

    public static async ValueTask SendFullBlocksAsync(Utf8JsonWriter json, HttpContext context)
    {
        if (context.Response.BodyWriter.UnflushedBytes + json.BytesPending >= SendAt)
        {
            await json.FlushAsync(context.RequestAborted);
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        }
    }

    public static async Task EndAsync(Utf8JsonWriter json, HttpContext context)
    {
        await json.FlushAsync(context.RequestAborted);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    /// <summary>The shape of Yii's own errors, which the supplier's API looks to be built on.</summary>
    public static async Task ErrorAsync(
        HttpContext context,
        int status,
        string name,
        string message
    )
    {
        await using var json = Begin(context, status);
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString("message", message);
        json.WriteNumber("code", 0);
        json.WriteNumber("status", status);
        json.WriteEndObject();
        await EndAsync(json, context);
    }
}
