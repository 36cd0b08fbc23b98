using System.Text.Json;

namespace TimurApiConnect.Sandbox.Faults.Bodies;

/// <summary>Copies JSON token by token and changes the shape on the way.</summary>
internal sealed class TokenCopy(Utf8JsonWriter writer, WrongShape shape, bool hasList)
{
    private readonly Stack<Container> _open = new();

    public void Copy(ReadOnlySpan<byte> json)
    {
        var swaps = shape == WrongShape.ObjectForList;
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    Begin(asObject: !swaps || hasList || _open.Count > 0, wasObject: true);
                    break;
                case JsonTokenType.StartArray:
                    Begin(asObject: swaps, wasObject: false);
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    End();
                    break;
                case JsonTokenType.PropertyName:
                    if (_open.Peek().IsObject)
                    {
                        writer.WritePropertyName(reader.GetString()!);
                    }

                    break;
                default:
                    Name();
                    Value(ref reader);
                    break;
            }
        }
    }

    private void Begin(bool asObject, bool wasObject)
    {
        Name();
        if (asObject)
        {
            writer.WriteStartObject();
        }
        else
        {
            writer.WriteStartArray();
        }

        _open.Push(new(asObject, wasObject));
    }

    private void End()
    {
        if (_open.Pop().IsObject)
        {
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteEndArray();
        }
    }

    // A value of a list that became an object needs a name.
    private void Name()
    {
        if (_open.TryPeek(out var container) && container is { IsObject: true, WasObject: false })
        {
            writer.WritePropertyName($"{container.Values++}");
        }
    }

    private void Value(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            writer.WriteStringValue(reader.GetString());
        }
        else if (reader.TokenType == JsonTokenType.Number && shape == WrongShape.StringForNumber)
        {
            writer.WriteStringValue(reader.ValueSpan);
        }
        else
        {
            writer.WriteRawValue(reader.ValueSpan, skipInputValidation: true);
        }
    }

    private sealed class Container(bool isObject, bool wasObject)
    {
        public bool IsObject => isObject;

        public bool WasObject => wasObject;

        public int Values { get; set; }
    }
}
