using System.Text.Json;
using TimurApiConnect.Core.Failures;
using TimurApiConnect.Vendors;

namespace TimurApiConnect.Kaspi.Orders;

/// <summary>
/// Reads the IMEI codes of an order. How the answer looks nobody has written down, only what is sent: so every value in it that can be a code counts,
/// wherever it stands. A code belongs to one device in the world.
/// </summary>
// What is sent: {"items":[{"imei":["490154203237518"]}]}
internal static class ImeiCodes
{
    public static Outcome<IReadOnlySet<string>> Read(JsonElement root)
    {
        var codes = new HashSet<string>(StringComparer.Ordinal);
        Collect(root, codes);
        return codes;
    }

    private static void Collect(JsonElement value, HashSet<string> codes)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var field in value.EnumerateObject())
                {
                    Collect(field.Value, codes);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    Collect(item, codes);
                }

                break;
            default:
                var text = AnswerJson.Text(value).Trim();
                if (text.Length is >= 14 and <= 16 && text.All(char.IsAsciiDigit))
                {
                    codes.Add(text);
                }

                break;
        }
    }
}
