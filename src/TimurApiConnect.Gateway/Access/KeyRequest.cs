using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using TimurApiConnect.Gateway.Api;
using TimurApiConnect.Storage.Keys;

namespace TimurApiConnect.Gateway.Access;

/// <summary>What is asked for with <c>POST /api/keys</c>.</summary>
/// <param name="Name">What to call it, 1 to 60 characters.</param>
/// <param name="Scope"><c>read</c>, <c>operate</c> or <c>admin</c>.</param>
/// <param name="DealerPrices">Whether it may see what the merchant pays; false when left out, true for admins.</param>
internal sealed record KeyRequest(string Name, KeyScope Scope, bool? DealerPrices)
{
    private const int LongestName = 60;

    public static (KeyRequest? Wanted, ProblemHttpResult? Problem) Read(JsonElement body)
    {
        var fields = new BodyFields(body, "name", "scope", "dealerPrices");
        var name = fields.Text("name", "a name of 1 to 60 characters");
        var scope = fields.Choice<KeyScope>("scope");
        var dealerPrices = fields.Flag("dealerPrices");
        if (name is not null && (name.Trim().Length == 0 || name.Length > LongestName))
        {
            fields.Report("name", $"has {name.Length} characters; 1 to {LongestName} are wanted.");
        }
        else if (name?.Any(char.IsControl) == true)
        {
            fields.Report("name", "has control characters in it; plain text is wanted.");
        }

        fields.Demand("name", name is not null);
        fields.Demand("scope", scope is not null);
        if (scope == KeyScope.Admin && dealerPrices == false)
        {
            fields.Report(
                "dealerPrices",
                "is false; an admin puts rules and makes keys, so it gets at dealer prices in any case. Leave it out."
            );
        }

        return fields.Problem is { } problem
            ? (null, problem)
            : (new KeyRequest(name!.Trim(), scope!.Value, dealerPrices), null);
    }
}
