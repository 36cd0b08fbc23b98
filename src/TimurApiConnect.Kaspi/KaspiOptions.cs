using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using TimurApiConnect.Vendors;

namespace TimurApiConnect.Kaspi;

/// <summary>Settings of the marketplace, section <c>Kaspi</c>; the tokens are those of the shops, <c>Shops:{shop}:KaspiToken</c>.</summary>
public sealed class KaspiOptions : VendorOptions
{
    /// <summary>The one address of the orders API, and limits for answers that are small.</summary>
    public KaspiOptions()
    {
        BaseUrl = new("https://kaspi.kz/shop/api/v2/");
        ConnectLimit = TimeSpan.FromSeconds(5);
        FirstByteLimit = TimeSpan.FromSeconds(15);
        AnswerLimit = TimeSpan.FromSeconds(30);
        TotalLimit = TimeSpan.FromSeconds(90);
    }

    /// <summary>The most requests that begin within any second, for one shop. Kaspi names no number.</summary>
    public int PerSecond { get; set; } = 5;

    /// <summary>The most requests of one shop that are under way at once.</summary>
    public int AtOnce { get; set; } = 4;

    /// <summary>The shops that have a token.</summary>
    public IReadOnlyCollection<string> Shops => Tokens.Keys;

    /// <summary>The token of each shop that has one. Secrets.</summary>
    internal Dictionary<string, string> Tokens { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The number of each shop whose cabinet holds several, <c>Shops:{shop}:KaspiMerchantUid</c>; sent as <c>X-Merchant-Uid</c>.</summary>
    internal Dictionary<string, string> MerchantUids { get; } =
        new(StringComparer.OrdinalIgnoreCase);
}

/// <summary>Takes the tokens from where the shops are described.</summary>
internal sealed class ShopTokens(IConfiguration configuration) : IConfigureOptions<KaspiOptions>
{
    public void Configure(KaspiOptions options)
    {
        foreach (var shop in configuration.GetSection("Shops").GetChildren())
        {
            if (shop["KaspiToken"] is { Length: > 0 } token)
            {
                options.Tokens[shop.Key] = token;
            }

            if (shop["KaspiMerchantUid"] is { Length: > 0 } merchant)
            {
                options.MerchantUids[shop.Key] = merchant;
            }
        }
    }
}

/// <summary>Refuses settings that cannot work, and says which value and what instead.</summary>
internal sealed class KaspiOptionsRules : IValidateOptions<KaspiOptions>
{
    private const int ShortestToken = 16;
    private const int LongestToken = 512;

    public ValidateOptionsResult Validate(string? name, KaspiOptions options)
    {
        var errors = new List<string>(
            VendorOptionsRules.Problems("Kaspi", options, "https://kaspi.kz/shop/api/v2/")
        );
        if (options.PerSecond is < 1 or > 100)
        {
            errors.Add($"Kaspi:PerSecond is {options.PerSecond}; write 1 to 100, 5 is careful.");
        }

        if (options.AtOnce is < 1 or > 100)
        {
            errors.Add($"Kaspi:AtOnce is {options.AtOnce}; write 1 to 100, 4 is careful.");
        }

        foreach (var (shop, token) in options.Tokens)
        {
            // The value is a secret: the message gives its length only. It goes into a header, so a line break in it would be worse than wrong.
            if (
                token.Length is < ShortestToken or > LongestToken
                || token.Any(c => c is <= ' ' or > '~')
            )
            {
                errors.Add(
                    $"Shops:{shop}:KaspiToken has {token.Length} characters; it is the text of about 44 Latin letters, digits, +, / and = from Kaspi's cabinet (Настройки, Токен API), without spaces."
                );
            }
        }

        foreach (var (shop, merchant) in options.MerchantUids)
        {
            if (merchant.Length > 20 || !merchant.All(char.IsAsciiDigit))
            {
                errors.Add(
                    $"Shops:{shop}:KaspiMerchantUid is '{merchant}'; it is the shop's number, such as 30000001."
                );
            }
        }

        return errors.Count == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(errors);
    }
}
