using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace TimurApiConnect.IntegrationTests.Telemetry;

/// <summary>Reads what OTLP sends (opentelemetry-proto, trace/v1 and logs/v1): the few fields that tests look at.</summary>
internal static class OtlpReader
{
    /// <summary>An ExportTraceServiceRequest: resource_spans = 1 { resource = 1, scope_spans = 2 { scope = 1 { name = 1 }, spans = 2 } }.</summary>
    public static IEnumerable<SeenSpan> Spans(byte[] message)
    {
        foreach (var (service, scope, items) in Groups(message))
        {
            foreach (var span in items)
            {
                var fields = Fields(span);
                yield return new SeenSpan(
                    service,
                    scope,
                    Text(fields, 5),
                    Hex(fields, 1),
                    Hex(fields, 2),
                    Hex(fields, 4),
                    (int)Number(fields, 6),
                    Time(fields, 7),
                    Time(fields, 8),
                    Attributes(fields, 9)
                );
            }
        }
    }

    /// <summary>An ExportLogsServiceRequest, built the same way; a log record has attributes = 6, trace_id = 9.</summary>
    public static IEnumerable<SeenLog> Logs(byte[] message)
    {
        foreach (var (service, scope, items) in Groups(message))
        {
            foreach (var record in items)
            {
                var fields = Fields(record);
                yield return new SeenLog(service, scope, Hex(fields, 9), Attributes(fields, 6));
            }
        }
    }

    private static IEnumerable<(string Service, string Scope, IEnumerable<byte[]> Items)> Groups(
        byte[] message
    )
    {
        foreach (var ofResource in All(Fields(message), 1).Select(Fields))
        {
            var resource = Attributes(Fields(All(ofResource, 1).First()), 1);
            foreach (var ofScope in All(ofResource, 2).Select(Fields))
            {
                yield return (
                    resource["service.name"],
                    Text(Fields(All(ofScope, 1).First()), 1),
                    All(ofScope, 2)
                );
            }
        }
    }

    // KeyValue { key = 1, value = 2: AnyValue { string 1, bool 2, int 3, double 4 } }
    private static Dictionary<string, string> Attributes(List<Field> fields, int number)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in All(fields, number).Select(Fields))
        {
            var value = All(pair, 2).Select(Fields).FirstOrDefault()?.FirstOrDefault();
            found[Text(pair, 1)] = value?.Number switch
            {
                1 => Encoding.UTF8.GetString(value.Bytes),
                2 or 3 => ((long)value.Value).ToString(CultureInfo.InvariantCulture),
                4 => BitConverter
                    .UInt64BitsToDouble(value.Value)
                    .ToString(CultureInfo.InvariantCulture),
                _ => "",
            };
        }

        return found;
    }

    private static IEnumerable<byte[]> All(List<Field> fields, int number) =>
        fields.Where(f => f.Number == number).Select(f => f.Bytes);

    private static string Text(List<Field> fields, int number) =>
        Encoding.UTF8.GetString(All(fields, number).FirstOrDefault() ?? []);

    private static string Hex(List<Field> fields, int number) =>
        Convert.ToHexStringLower(All(fields, number).FirstOrDefault() ?? []);

    private static ulong Number(List<Field> fields, int number) =>
        fields.FirstOrDefault(f => f.Number == number)?.Value ?? 0;

    private static DateTimeOffset Time(List<Field> fields, int number) =>
        DateTimeOffset.UnixEpoch.AddTicks((long)(Number(fields, number) / 100));

    private static List<Field> Fields(byte[] message)
    {
        var (fields, at) = (new List<Field>(), 0);
        while (at < message.Length)
        {
            var tag = VarInt(message, ref at);
            switch (tag & 7)
            {
                case 0:
                    fields.Add(new((int)(tag >> 3), VarInt(message, ref at), []));
                    break;
                case 1:
                    fields.Add(
                        new(
                            (int)(tag >> 3),
                            BinaryPrimitives.ReadUInt64LittleEndian(message.AsSpan(at)),
                            []
                        )
                    );
                    at += 8;
                    break;
                case 2:
                    var length = (int)VarInt(message, ref at);
                    fields.Add(new((int)(tag >> 3), 0, message[at..(at + length)]));
                    at += length;
                    break;
                default:
                    at += 4;
                    break;
            }
        }

        return fields;
    }

    private static ulong VarInt(byte[] message, ref int at)
    {
        for (var (value, shift) = (0UL, 0); ; shift += 7)
        {
            var part = message[at++];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }

    private sealed record Field(int Number, ulong Value, byte[] Bytes);
}

/// <summary>A span as it was sent; the kind is OTLP's: 1 internal, 2 server, 3 client, 4 producer, 5 consumer.</summary>
internal sealed record SeenSpan(
    string Service,
    string Source,
    string Name,
    string Trace,
    string Id,
    string Parent,
    int Kind,
    DateTimeOffset StartedAt,
    DateTimeOffset EndedAt,
    IReadOnlyDictionary<string, string> Attributes
);

/// <summary>A log record as it was sent.</summary>
internal sealed record SeenLog(
    string Service,
    string Category,
    string Trace,
    IReadOnlyDictionary<string, string> Attributes
);
