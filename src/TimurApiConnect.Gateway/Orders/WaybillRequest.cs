using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using TimurApiConnect.Gateway.Api;

namespace TimurApiConnect.Gateway.Orders;

/// <summary>Whose waybills are wanted in one document.</summary>
/// <param name="Shop">The shop's key; may be left out when there is only one.</param>
/// <param name="Codes">The orders' numbers, in the order of the pages; 200 at most.</param>
/// <param name="SkipMissing">Whether those that cannot be had are left out instead of refusing all.</param>
internal sealed record WaybillRequest(string? Shop, IReadOnlyList<string> Codes, bool SkipMissing)
{
    public const int MaxCodes = 200;

    public static (WaybillRequest? Request, ProblemHttpResult? Problem) Read(JsonElement body)
    {
        var fields = new BodyFields(body, "shop", "codes", "skipMissing");
        var shop = fields.Text("shop", "a shop's key");
        var codes = fields.List(
            "codes",
            v => JsonBody.TextOf(v) is { Length: > 0 and <= 64 } code && IsCode(code) ? code : null,
            "a list of order numbers (letters, digits, - and _)"
        );
        var skip = fields.Flag("skipMissing");
        fields.Demand("codes", codes is not null);
        if (codes is { Count: 0 or > MaxCodes })
        {
            fields.Report(
                "codes",
                $"has {codes.Count} numbers; 1 to {MaxCodes} are taken. Ask in parts."
            );
        }

        foreach (
            var twice in (codes ?? [])
                .GroupBy(c => c, StringComparer.Ordinal)
                .Where(g => g.Skip(1).Any())
        )
        {
            fields.Report("codes", $"names {twice.Key} {twice.Count()} times; once is enough.");
        }

        return fields.Problem is { } problem
            ? (null, problem)
            : (new(shop, codes!, skip ?? false), null);
    }

    // They come back in a header, which takes no other characters.
    private static bool IsCode(string text) =>
        text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
