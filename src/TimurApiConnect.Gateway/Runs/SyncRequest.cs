using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using TimurApiConnect.Core.Runs;
using TimurApiConnect.Gateway.Api;

namespace TimurApiConnect.Gateway.Runs;

/// <summary>What is asked for with <c>POST /api/sync</c>; everything may be left out.</summary>
/// <param name="Shop">The shop's key; needed when there is more than one.</param>
/// <param name="Kind">What to read: <c>fast</c> (stock and prices, the default) or <c>full</c>.</param>
/// <param name="AcceptLoss">Publish although many offers would go off sale.</param>
internal sealed record SyncRequest(string? Shop, RunKind? Kind, bool? AcceptLoss)
{
    /// <summary>
    /// Reads the body by hand, to name every error and not only the first, and to refuse a misspelt <c>acceptLoss</c> instead of passing
    /// over it.
    /// </summary>
    public static async Task<(Wanted? Wanted, ProblemHttpResult? Problem)> ReadAsync(
        HttpRequest request,
        ShopDirectory shops,
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
            return Read(document.RootElement, shops);
        }
        catch (JsonException e)
        {
            return (
                null,
                Problems.BadBody([
                    new FieldError(
                        "$",
                        $"is no JSON: line {e.LineNumber + 1}, position {e.BytePositionInLine + 1}. An object like {{\"shop\": \"demo\", \"kind\": \"fast\"}} is wanted."
                    ),
                ])
            );
        }
    }

    private static (Wanted?, ProblemHttpResult?) Read(JsonElement body, ShopDirectory shops)
    {
        var (errors, shop, kind, acceptLoss) = (
            new List<FieldError>(),
            (string?)null,
            RunKind.Fast,
            false
        );
        if (body.ValueKind != JsonValueKind.Object)
        {
            return (
                null,
                Problems.BadBody([new FieldError("$", "is no object; {} is the least.")])
            );
        }

        foreach (var value in body.EnumerateObject())
        {
            var text =
                value.Value.ValueKind == JsonValueKind.String ? value.Value.GetString() : null;
            switch (value.Name)
            {
                case "shop" when text is not null:
                    shop = text;
                    break;
                case "kind" when text is "fast" or "full":
                    kind = text == "fast" ? RunKind.Fast : RunKind.Full;
                    break;
                case "acceptLoss"
                    when value.Value.ValueKind is JsonValueKind.True or JsonValueKind.False:
                    acceptLoss = value.Value.GetBoolean();
                    break;
                case "shop"
                or "kind"
                or "acceptLoss" when value.Value.ValueKind == JsonValueKind.Null:
                    break;
                default:
                    errors.Add(new FieldError($"$.{value.Name}", Wrong(value)));
                    break;
            }
        }

        if (string.IsNullOrEmpty(shop) && shops.All is not [_])
        {
            errors.Add(
                new FieldError(
                    "$.shop",
                    $"is missing; one of {string.Join(", ", shops.All.Select(s => s.Key))} is wanted."
                )
            );
        }

        if (errors.Count > 0)
        {
            return (null, Problems.BadBody(errors));
        }

        var found = string.IsNullOrEmpty(shop) ? shops.All[0] : shops.Find(shop);
        return found is null
            ? (null, Problems.NoSuchShop(shop!, shops.All))
            : (new Wanted(found, kind, acceptLoss), null);
    }

    private static string Wrong(JsonProperty value)
    {
        var shown = QueryReader.Short(value.Value.GetRawText());
        return value.Name switch
        {
            "shop" => $"is {shown}; a shop's key as text is wanted.",
            "kind" => $"is {shown}; \"fast\" or \"full\" is wanted.",
            "acceptLoss" => $"is {shown}; true or false is wanted.",
            _ => "is not known here; known are shop, kind, acceptLoss.",
        };
    }

    /// <summary>The request, read and complete.</summary>
    internal sealed record Wanted(Shop Shop, RunKind Kind, bool AcceptLoss);
}
