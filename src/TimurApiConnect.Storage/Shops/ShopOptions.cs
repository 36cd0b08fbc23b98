using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace TimurApiConnect.Storage.Shops;

/// <summary>One shop's settings, section <c>Shops:{key}</c>.</summary>
public sealed class ShopOptions
{
    /// <summary>The shop's name, written into the price list as the company.</summary>
    public string Name { get; set; } = "";

    /// <summary>The shop's number at Kaspi.</summary>
    public string MerchantId { get; set; } = "";

    /// <summary>Which supplier account it sells from.</summary>
    public string Supplier { get; set; } = "main";

    /// <summary>A file with the rules to start with; later changes go through the API. Empty: the shipped rules.</summary>
    public string? RulesFile { get; set; }

    /// <summary>Login that the price list's address asks for; empty: none.</summary>
    public string? FeedLogin { get; set; }

    /// <summary>The password to it. A secret.</summary>
    public string? FeedPassword { get; set; }

    /// <summary>The shop's Kaspi token. A secret.</summary>
    public string? KaspiToken { get; set; }

    /// <summary>The shop's number, where one cabinet holds several shops: Kaspi then wants it beside the token.</summary>
    public string? KaspiMerchantUid { get; set; }
}

/// <summary>All shops by key, section <c>Shops</c>.</summary>
public sealed class ShopsOptions
{
    /// <summary>The shops.</summary>
    public Dictionary<string, ShopOptions> Shops { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A shop, or null.</summary>
    public ShopOptions? Find(string key) => Shops.GetValueOrDefault(key);

    /// <summary>The shops by supplier account: those of one account sell from one shelf and share its basket.</summary>
    public ILookup<string, string> BySupplier() =>
        Shops.ToLookup(s => s.Value.Supplier, s => s.Key, StringComparer.OrdinalIgnoreCase);
}

/// <summary>Registration of the shops' settings.</summary>
public static class ShopsModule
{
    /// <summary>Binds and checks the sections <c>Shops</c> and <c>StockAge</c>.</summary>
    public static TBuilder AddShops<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        // The section itself is the dictionary, so the root is bound and only its "Shops" is taken.
        builder.Services.AddOptionsWithValidateOnStart<ShopsOptions>().BindConfiguration("");
        builder.Services.AddSingleton<IValidateOptions<ShopsOptions>, ShopsOptionsRules>();
        builder
            .Services.AddOptionsWithValidateOnStart<StockAgeOptions>()
            .BindConfiguration("StockAge");
        builder.Services.AddSingleton<IValidateOptions<StockAgeOptions>, StockAgeOptionsRules>();
        return builder;
    }
}

/// <summary>Refuses shops that cannot work.</summary>
internal sealed partial class ShopsOptionsRules : IValidateOptions<ShopsOptions>
{
    public ValidateOptionsResult Validate(string? name, ShopsOptions options)
    {
        var errors = new List<string>();
        if (options.Shops.Count == 0)
        {
            errors.Add(
                "Shops is empty; set at least one, for example Shops:demo:Name and Shops:demo:MerchantId."
            );
        }

        foreach (var (key, shop) in options.Shops)
        {
            if (!KeyShape().IsMatch(key))
            {
                errors.Add(
                    $"Shops:{key} is no usable key; take 1 to 32 small letters, digits and hyphens."
                );
            }

            if (shop.Name.Trim().Length == 0 || shop.MerchantId.Trim().Length == 0)
            {
                errors.Add(
                    $"Shops:{key}:Name is \"{shop.Name}\" and Shops:{key}:MerchantId is \"{shop.MerchantId}\"; both are written into the price list and must not be empty."
                );
            }

            if (string.IsNullOrEmpty(shop.FeedLogin) != string.IsNullOrEmpty(shop.FeedPassword))
            {
                errors.Add(
                    $"Shops:{key} has only one of FeedLogin and FeedPassword; set both or none."
                );
            }
        }

        return errors.Count == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(errors);
    }

    [GeneratedRegex("^[a-z0-9-]{1,32}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex KeyShape();
}
