using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using TimurApiConnect.Core.Vendors;
using TimurApiConnect.Gateway.Api;

namespace TimurApiConnect.Gateway.Diagnostics;

/// <summary>What may be sent with <c>POST /api/diagnostics/{vendor}</c>; needed when there is more than one.</summary>
/// <param name="Account">The supplier account, for <c>al-style</c>.</param>
/// <param name="Shop">The shop's key, for <c>kaspi</c>.</param>
internal sealed record DiagnosticsRequest(string? Account, string? Shop);

/// <summary>Whom to examine: a vendor in somebody's name.</summary>
/// <param name="Vendor">The vendor.</param>
/// <param name="Account">A supplier account or a shop.</param>
internal sealed record Patient(VendorName Vendor, string Account)
{
    /// <summary>Reads the vendor of the address and the body by hand, to name every error and not only the first.</summary>
    public static async Task<(Patient? Patient, ProblemHttpResult? Problem)> ReadAsync(
        string vendor,
        Stream body,
        ShopDirectory shops,
        CancellationToken stopping
    )
    {
        if (VendorName.Find(vendor) is not { } found)
        {
            return (null, NoSuchVendor(vendor));
        }

        using var copy = new MemoryStream();
        await body.CopyToAsync(copy, stopping);
        if (copy.Length == 0)
        {
            return Of(found, null, shops, Problems.BadBody);
        }

        try
        {
            using var document = JsonDocument.Parse(copy.GetBuffer().AsMemory(0, (int)copy.Length));
            return Read(found, document.RootElement, shops);
        }
        catch (JsonException e)
        {
            return (
                null,
                Problems.BadBody([
                    new FieldError(
                        "$",
                        $"is no JSON: line {e.LineNumber + 1}, position {e.BytePositionInLine + 1}. An object like {{\"{Field(found)}\": \"…\"}} is wanted."
                    ),
                ])
            );
        }
    }

    /// <summary>The vendor of the address in a given name, or in the only one there is.</summary>
    public static (Patient? Patient, ProblemHttpResult? Problem) Of(
        string vendor,
        string? account,
        string? shop,
        ShopDirectory shops
    )
    {
        if (VendorName.Find(vendor) is not { } found)
        {
            return (null, NoSuchVendor(vendor));
        }

        var (given, other) = Field(found) == "shop" ? (shop, account) : (account, shop);
        return string.IsNullOrEmpty(other)
            ? Of(found, given, shops, Problems.BadQuery)
            : (
                null,
                Problems.BadQuery([
                    new FieldError(
                        Field(found) == "shop" ? "account" : "shop",
                        $"is not known for {found.Key}; {Field(found)} is."
                    ),
                ])
            );
    }

    /// <summary>Everybody there is.</summary>
    public static IEnumerable<Patient> All(ShopDirectory shops) =>
        VendorName.All.SelectMany(v => shops.AccountsAt(v.Key).Select(a => new Patient(v, a)));

    private static (Patient?, ProblemHttpResult?) Read(
        VendorName vendor,
        JsonElement body,
        ShopDirectory shops
    )
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            return (
                null,
                Problems.BadBody([new FieldError("$", "is no object; {} is the least.")])
            );
        }

        var (errors, field, given) = (new List<FieldError>(), Field(vendor), (string?)null);
        foreach (var value in body.EnumerateObject())
        {
            if (value.Name == field && value.Value.ValueKind == JsonValueKind.String)
            {
                given = value.Value.GetString();
            }
            else if (value.Name != field || value.Value.ValueKind != JsonValueKind.Null)
            {
                errors.Add(
                    new FieldError(
                        $"$.{value.Name}",
                        value.Name == field
                            ? $"is {QueryReader.Short(value.Value.GetRawText())}; a name as text is wanted."
                            : $"is not known for {vendor.Key}; {field} is."
                    )
                );
            }
        }

        return errors.Count > 0
            ? (null, Problems.BadBody(errors))
            : Of(vendor, given, shops, Problems.BadBody);
    }

    private static (Patient?, ProblemHttpResult?) Of(
        VendorName vendor,
        string? given,
        ShopDirectory shops,
        Func<IReadOnlyCollection<FieldError>, ProblemHttpResult> refuse
    )
    {
        var (field, known) = (Field(vendor), shops.AccountsAt(vendor.Key));
        if (string.IsNullOrEmpty(given))
        {
            return known is [var only]
                ? (new Patient(vendor, only), null)
                : (
                    null,
                    refuse([
                        new FieldError(
                            field,
                            $"is missing; one of {string.Join(", ", known)} is wanted."
                        ),
                    ])
                );
        }

        if (known.Contains(given, StringComparer.Ordinal))
        {
            return (new Patient(vendor, given), null);
        }

        return (
            null,
            field == "shop"
                ? Problems.NoSuchShop(given, shops.All)
                : Problems.Of(
                    StatusCodes.Status404NotFound,
                    "account-not-found",
                    "No such supplier account",
                    $"No shop sells from a supplier account \"{QueryReader.Short(given)}\"; there are: {string.Join(", ", known)}."
                )
        );
    }

    private static string Field(VendorName vendor) =>
        vendor == VendorName.Kaspi ? "shop" : "account";

    private static ProblemHttpResult NoSuchVendor(string vendor) =>
        Problems.Of(
            StatusCodes.Status404NotFound,
            "vendor-not-found",
            "No such vendor",
            $"There is no vendor \"{QueryReader.Short(vendor)}\"; there are: {string.Join(", ", VendorName.All.Select(v => v.Key))}."
        );
}
