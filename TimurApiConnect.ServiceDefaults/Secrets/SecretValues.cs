using System.Buffers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace TimurApiConnect.ServiceDefaults.Secrets;

/// <summary>
/// The secrets of the settings by value, so that they can be masked in whatever is about to leave the process. The last net: no code writes a
/// secret on purpose, but an exception's text or a vendor's answer may carry one.
/// </summary>
public sealed class SecretValues
{
    /// <summary>What stands in place of a secret.</summary>
    public const string Masked = "***";

    // Shorter values would mask ordinary words.
    private const int Shortest = 6;

    private static readonly string[] Names =
    [
        "Token",
        "Password",
        "Secret",
        "ApiKey",
        "Pwd",
        "Headers",
    ];

    private readonly IConfiguration _configuration;
    private SearchValues<string> _values = SearchValues.Create([], StringComparison.Ordinal);
    private string[] _all = [];

    /// <summary>Reads the settings now and whenever they change.</summary>
    public SecretValues(IConfiguration configuration)
    {
        _configuration = configuration;
        Read();
        ChangeToken.OnChange(configuration.GetReloadToken, Read);
    }

    /// <summary>The text without any secret.</summary>
    public string Mask(string text)
    {
        if (!text.AsSpan().ContainsAny(_values))
        {
            return text;
        }

        return _all.Aggregate(
            text,
            (masked, secret) => masked.Replace(secret, Masked, StringComparison.Ordinal)
        );
    }

    private void Read()
    {
        string[] all =
        [
            .. _configuration
                .AsEnumerable()
                .SelectMany(setting =>
                    SecretsIn(setting.Key, setting.Value ?? "").Concat(LoginIn(setting.Value ?? ""))
                )
                // Percent-encoded it travels in addresses.
                .SelectMany(secret => new[] { secret, Uri.EscapeDataString(secret) })
                .Where(secret => secret.Length >= Shortest)
                .Distinct(StringComparer.Ordinal)
                // The longest first: one secret may contain another.
                .OrderByDescending(secret => secret.Length),
        ];
        (_all, _values) = (all, SearchValues.Create(all, StringComparison.Ordinal));
    }

    // An address may carry a login, as that of a proxy does: http://name:password@proxy:3128
    private static IEnumerable<string> LoginIn(string value) =>
        value.Contains('@', StringComparison.Ordinal)
        && Uri.TryCreate(value, UriKind.Absolute, out var address)
        && address.UserInfo.Split(':', 2) is [_, var password]
            ? [password, Uri.UnescapeDataString(password)]
            : [];

    // Shops:demo:KaspiToken, Parameters:main-alstyle-token, ConnectionStrings:database = "Host=…;Password=…", redis "host:6379,password=…"
    private static IEnumerable<string> SecretsIn(string key, string value)
    {
        var name = key[(key.LastIndexOf(':') + 1)..];
        if (key.StartsWith("ConnectionStrings:", StringComparison.OrdinalIgnoreCase))
        {
            return value
                .Split(';', ',')
                .Select(part => part.Split('=', 2))
                .Where(pair => pair.Length == 2 && IsSecret(pair[0].Trim()))
                .Select(pair => pair[1].Trim().Trim('"', '\''));
        }

        return IsSecret(
            name.Replace("-", "", StringComparison.Ordinal)
                .Replace("_", "", StringComparison.Ordinal)
        )
            ? [value]
            : [];
    }

    private static bool IsSecret(string name) =>
        Names.Any(secret => name.EndsWith(secret, StringComparison.OrdinalIgnoreCase));
}
