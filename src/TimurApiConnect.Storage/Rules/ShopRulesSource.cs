using Microsoft.Extensions.Options;
using TimurApiConnect.Core.Rules;
using TimurApiConnect.Storage.Shops;

namespace TimurApiConnect.Storage.Rules;

/// <summary>The rules in force, read.</summary>
/// <param name="Version">Which version.</param>
/// <param name="Rules">The rules.</param>
/// <param name="SkuMapping">Article to SKU, from the mapping file; empty for other schemes.</param>
public sealed record CurrentRules(
    RulesVersion Version,
    ShopRules Rules,
    IReadOnlyDictionary<int, string> SkuMapping
);

/// <summary>Rules or their files cannot be used; the message says what to do.</summary>
public sealed class RulesUnusableException(string message) : Exception(message);

/// <summary>Gives a shop's rules; a shop that has none gets its rules file or the shipped ones as version 1.</summary>
public sealed class ShopRulesSource(
    RulesStore store,
    SkuMappings mappings,
    IOptionsMonitor<ShopsOptions> shops
)
{
    /// <summary>The document in force, whether it reads or not.</summary>
    /// <exception cref="RulesUnusableException">The rules file is missing or wrong.</exception>
    public async Task<RulesVersion> DocumentAsync(string shop, CancellationToken stopping)
    {
        if (await store.LoadAsync(shop, null, stopping) is { } current)
        {
            return current;
        }

        var (document, from) = await FirstDocumentAsync(shop, stopping);
        // Another service may have been faster; then its version 1 counts.
        return await store.AddAsync(shop, 0, document, from, stopping)
            ?? await DocumentAsync(shop, stopping);
    }

    /// <summary>The rules in force, read, with the SKU mapping.</summary>
    /// <exception cref="RulesUnusableException">The rules or the mapping file cannot be used.</exception>
    public async Task<CurrentRules> LoadAsync(string shop, CancellationToken stopping) =>
        Read(await DocumentAsync(shop, stopping));

    /// <summary>The rules of an older version, for explanations; null when it does not exist.</summary>
    public async Task<CurrentRules?> LoadAsync(
        string shop,
        int version,
        CancellationToken stopping
    ) => await store.LoadAsync(shop, version, stopping) is { } found ? Read(found) : null;

    private CurrentRules Read(RulesVersion version)
    {
        var (rules, errors) = RulesDocument.Read(version.Document);
        return rules is null
            ? throw new RulesUnusableException(
                $"The rules of {version.Shop}, version {version.Version}, cannot be used: {Listed(errors)} Put corrected ones with PUT /api/shops/{version.Shop}/rules."
            )
            : new CurrentRules(
                version,
                rules,
                rules.SkuMappingFile is { } file
                    ? mappings.Read(file)
                    : new Dictionary<int, string>()
            );
    }

    private async Task<(string Document, string From)> FirstDocumentAsync(
        string shop,
        CancellationToken stopping
    )
    {
        if (shops.CurrentValue.Find(shop)?.RulesFile is not { Length: > 0 } file)
        {
            return (RulesDocument.Default, "shipped rules");
        }

        string document;
        try
        {
            document = await File.ReadAllTextAsync(file, stopping);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RulesUnusableException(
                $"Shops:{shop}:RulesFile is \"{file}\", which cannot be read: {e.Message}"
            );
        }

        var (_, errors) = RulesDocument.Read(document);
        return errors.Count == 0
            ? (document, $"file {Path.GetFileName(file)}")
            : throw new RulesUnusableException(
                $"Shops:{shop}:RulesFile \"{file}\" cannot be used: {Listed(errors)}"
            );
    }

    private static string Listed(IReadOnlyList<RulesError> errors) =>
        string.Join(" ", errors.Take(10).Select(e => $"{e.Path} {e.Message}"));
}
