using System.Buffers;
using System.Data.Common;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Primitives;
using TimurApiConnect.Core.Vendors;

namespace TimurApiConnect.ServiceDefaults.Secrets;

/// <summary>
/// The secrets of the settings by value, so that they can be masked in whatever is about to leave the process. The last net: no code writes a
/// secret on purpose, but an exception's text or a vendor's answer may carry one.
/// </summary>
public sealed partial class SecretValues : ISecretMask
{
    /// <summary>What stands in place of a secret.</summary>
    public const string Masked = "***";

    // Shorter values would mask ordinary words.
    private const int Shortest = 6;

    private const string KeyMark = "timur_";

    private static readonly string[] Names =
    [
        "Token",
        "Password",
        "Secret",
        "ApiKey",
        "BootstrapKey",
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

    /// <summary>Adds it, once.</summary>
    internal static void Add(IServiceCollection services)
    {
        services.TryAddSingleton<SecretValues>();
        services.TryAddSingleton<ISecretMask>(p => p.GetRequiredService<SecretValues>());
    }

    /// <inheritdoc/>
    public string Mask(string text)
    {
        // Keys to the gateway are in no setting; they have a shape of their own.
        if (text.Contains(KeyMark, StringComparison.Ordinal))
        {
            text = Key().Replace(text, $"${{prefix}}{Masked}");
        }

        if (!text.AsSpan().ContainsAny(_values))
        {
            return text;
        }

        return _all.Aggregate(
            text,
            (masked, secret) => masked.Replace(secret, Masked, StringComparison.Ordinal)
        );
    }

    /// <summary>Whatever it is, without any secret: itself when it holds none, else its text, masked.</summary>
    public object? Mask(object? value)
    {
        if (value is null or bool or int or long or double or Enum)
        {
            return value;
        }

        var text = value as string ?? value.ToString() ?? "";
        var masked = Mask(text);
        return ReferenceEquals(masked, text) ? value : masked;
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
                .SelectMany(Spellings)
                .Where(secret => secret.Length >= Shortest)
                .Distinct(StringComparer.Ordinal)
                // The longest first: one secret may contain another.
                .OrderByDescending(secret => secret.Length),
        ];
        (_all, _values) = (all, SearchValues.Create(all, StringComparison.Ordinal));
    }

    // As it is; percent-encoded in addresses, capital or small; escaped in JSON, by PHP's rules too.
    private static string[] Spellings(string secret)
    {
        var encoded = Uri.EscapeDataString(secret);
        return
        [
            secret,
            encoded,
            PercentCode().Replace(encoded, code => code.Value.ToLowerInvariant()),
            JavaScriptEncoder.Default.Encode(secret),
            secret.Replace("/", "\\/", StringComparison.Ordinal),
            HtmlEncoder.Default.Encode(secret),
        ];
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
                .Where(pair => pair.Length == 2 && IsSecretPart(pair[0].Trim()))
                .Select(pair => pair[1].Trim().Trim('"', '\''))
                .Concat(SecretsOfDatabase(value));
        }

        return IsSecret(
            name.Replace("-", "", StringComparison.Ordinal)
                .Replace("_", "", StringComparison.Ordinal)
        )
            ? [value]
            : [];
    }

    // Quoted values may have separators in them.
    private static IEnumerable<string> SecretsOfDatabase(string connectionString)
    {
        DbConnectionStringBuilder parts;
        try
        {
            parts = new() { ConnectionString = connectionString };
        }
        catch (ArgumentException)
        {
            return [];
        }

        return parts.Keys.Cast<string>().Where(IsSecretPart).Select(key => $"{parts[key]}");
    }

    [GeneratedRegex(
        "(?<prefix>timur_[a-z0-9]{8}_)[A-Za-z0-9]{43}",
        RegexOptions.ExplicitCapture,
        1_000
    )]
    private static partial Regex Key();

    [GeneratedRegex("%[0-9A-F]{2}", RegexOptions.None, 1_000)]
    private static partial Regex PercentCode();

    // Pwd counts in connection strings alone: as an environment variable it is the working folder.
    private static bool IsSecretPart(string name) =>
        IsSecret(name) || name.Equals("Pwd", StringComparison.OrdinalIgnoreCase);

    private static bool IsSecret(string name) =>
        Names.Any(secret => name.EndsWith(secret, StringComparison.OrdinalIgnoreCase));
}
