using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using TimurApiConnect.Vendors;

namespace TimurApiConnect.AlStyle;

/// <summary>Settings of the supplier, section <c>AlStyle</c>.</summary>
public sealed class AlStyleOptions : VendorOptions
{
    /// <summary>The supplier's own address and size. Older clients use another host, so the address is a setting.</summary>
    public AlStyleOptions() =>
        // The stock of the whole catalogue is one answer.
        (BaseUrl, LargestAnswer) = (new("https://api.al-style.kz/api/"), 512L * 1024 * 1024);

    /// <summary>The least time between two requests of one token: the supplier's documents say one per five seconds.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Added to the interval, since clocks and networks are not exact.</summary>
    public TimeSpan Margin { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Rows asked for per page; the supplier cuts at 250 in silence.</summary>
    public int PageSize { get; set; } = 250;

    /// <summary>Where basket and orders are made; empty: <c>/cart-api/</c> on the host of <see cref="VendorOptions.BaseUrl"/>.</summary>
    public Uri? CartUrl { get; set; }

    /// <summary>Send an order's details in the request's body instead of its query. Both were met; the query is what live shops use.</summary>
    public bool SubmitInBody { get; set; }

    internal Uri Cart => CartUrl ?? new Uri(BaseUrl, "/cart-api/");

    /// <summary>The accounts by name.</summary>
    public Dictionary<string, AlStyleAccount> Accounts { get; } =
        new(StringComparer.OrdinalIgnoreCase);
}

/// <summary>One account at the supplier.</summary>
public sealed class AlStyleAccount
{
    /// <summary>The key from the supplier's cabinet. A secret.</summary>
    public string Token { get; set; } = "";
}

/// <summary>Refuses settings that cannot work, and says which value and what instead.</summary>
public sealed partial class AlStyleOptionsRules : IValidateOptions<AlStyleOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, AlStyleOptions options)
    {
        var errors = new List<string>(
            VendorOptionsRules.Problems("AlStyle", options, "https://api.al-style.kz/api/")
        );
        void Demand(bool holds, string message)
        {
            if (!holds)
            {
                errors.Add(message);
            }
        }

        Demand(
            options.Interval >= TimeSpan.FromMilliseconds(1)
                && options.Interval <= TimeSpan.FromMinutes(10),
            $"AlStyle:Interval is {options.Interval}; write a time up to 00:10:00. The supplier's limit is 00:00:05."
        );
        Demand(
            options.Margin >= TimeSpan.Zero && options.Margin <= TimeSpan.FromSeconds(10),
            $"AlStyle:Margin is {options.Margin}; write a time from 00:00:00 to 00:00:10."
        );
        Demand(
            options.PageSize is >= 1 and <= 250,
            $"AlStyle:PageSize is {options.PageSize}; write 1 to 250, the supplier cuts longer pages in silence."
        );
        Demand(
            options.CartUrl is null
                || options.CartUrl
                    is { IsAbsoluteUri: true, Scheme: "http" or "https", UserInfo.Length: 0 }
                    && options.CartUrl.AbsolutePath.EndsWith('/')
                    && options.CartUrl.Query.Length == 0,
            "AlStyle:CartUrl is no full address that ends with a slash and has no query and no login; leave it out, or write for example https://api.al-style.kz/cart-api/."
        );
        Demand(
            options.Accounts.Count > 0,
            "AlStyle:Accounts is empty; set AlStyle:Accounts:main:Token (AppHost parameter main-alstyle-token)."
        );
        foreach (var (account, settings) in options.Accounts)
        {
            // The value is a secret: the message gives its length only.
            Demand(
                TokenShape().IsMatch(settings.Token),
                $"AlStyle:Accounts:{account}:Token has {settings.Token.Length} characters; it is the key of 16 to 128 letters, digits, - and _ from the cabinet, page \"Integrations (API, Widgets)\"."
            );
        }

        return errors.Count == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(errors);
    }

    [GeneratedRegex(
        "^[A-Za-z0-9_-]{16,128}$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex TokenShape();
}
