using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace TimurApiConnect.Sandbox.Faults.Bodies;

/// <summary>What is wrong with an answer that is well-formed JSON.</summary>
internal enum WrongShape
{
    /// <summary>Lists are objects, <c>{"0":...,"1":...}</c>; an answer without a list is a list instead of an object.</summary>
    ObjectForList,

    /// <summary>Every number is a text: <c>"12"</c>.</summary>
    StringForNumber,

    /// <summary>The whole answer is <c>null</c>.</summary>
    Null,

    /// <summary>The answer lies deeper than it should: <c>{"response":{"result":...}}</c>.</summary>
    Nested,
}

/// <summary>The right values in the wrong shape.</summary>
internal sealed class WrongShapeFault(WrongShape shape) : RequestFault
{
    public override async Task StrikeAsync(HttpContext context, RequestDelegate next)
    {
        await using var right = await Unsent.RunAsync(context, next);
        var wrong = Reshape(right.GetBuffer().AsSpan(0, (int)right.Length), shape);
        context.Response.ContentLength = wrong.Length;
        await context.Response.Body.WriteAsync(wrong, context.RequestAborted);
    }

    /// <summary>Token by token: an answer may be a whole catalogue.</summary>
    public static ReadOnlyMemory<byte> Reshape(ReadOnlySpan<byte> json, WrongShape shape)
    {
        var bytes = new ArrayBufferWriter<byte>(json.Length + 64);
        using var writer = new Utf8JsonWriter(
            bytes,
            new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
        );
        if (shape == WrongShape.Null || json.IsEmpty)
        {
            writer.WriteNullValue();
        }
        else if (shape == WrongShape.Nested)
        {
            writer.WriteStartObject();
            writer.WriteStartObject("response");
            writer.WritePropertyName("result");
            writer.WriteRawValue(json);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        else
        {
            new TokenCopy(writer, shape, hasList: json.Contains((byte)'[')).Copy(json);
        }

        writer.Flush();
        return bytes.WrittenMemory;
    }
}
