using System.Data.Common;
using System.Text;
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

    // Changed together: those for texts that people read, and those long enough to be looked for in data.
    private (SecretFinder Texts, SecretFinder Data) _secrets;

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

        var places = _secrets.Texts.Find(text);
        if (places.Count == 0)
        {
            return text;
        }

        var (masked, at) = (new StringBuilder(text.Length), 0);
        foreach (var place in places)
        {
            masked.Append(text, at, place.Start - at).Append(Masked);
            at = place.End;
        }

        return masked.Append(text, at, text.Length - at).ToString();
    }

    /// <inheritdoc/>
    public IReadOnlyList<SecretPlace> FindTokens(ReadOnlySpan<char> data) =>
        _secrets.Data.Find(data);

    /// <summary>Whatever it is, without any secret: itself when it holds none, else its text, masked.</summary>
    public object? Mask(object? value)
    {
        if (value is null or bool or int or long or double or Enum)
        {
            return value;
        }

        // Exporters write each of them.
        if (value is IEnumerable<string> several)
        {
            return several.Any(one => !ReferenceEquals(Mask(one), one))
                ? several.Select(Mask).ToArray()
                : value;
        }

        var text = value as string ?? value.ToString() ?? "";
        var masked = Mask(text);
        return ReferenceEquals(masked, text) ? value : masked;
    }

    private void Read()
    {
        SecretSpelling[] all =
        [
            .. _configuration
                .AsEnumerable()
                .SelectMany(setting =>
                    SecretsIn(setting.Key, setting.Value ?? "").Concat(LoginIn(setting.Value ?? ""))
                )
                .Distinct(StringComparer.Ordinal)
                .SelectMany(SecretSpelling.Of),
        ];
        _secrets = (new(all), new(all.Where(s => s.IsToken)));
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
            ? [value, .. HeadersIn(name, value)]
            : [];
    }

    // OTEL_EXPORTER_OTLP_HEADERS = "x-api-key=…,authorization=Bearer …"
    private static IEnumerable<string> HeadersIn(string name, string value) =>
        name.EndsWith("Headers", StringComparison.OrdinalIgnoreCase)
            ? value.Split(',').Select(header => header[(header.IndexOf('=') + 1)..].Trim())
            : [];

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

    // Pwd counts in connection strings alone: as an environment variable it is the working folder.
    private static bool IsSecretPart(string name) =>
        IsSecret(name) || name.Equals("Pwd", StringComparison.OrdinalIgnoreCase);

    private static bool IsSecret(string name) =>
        Names.Any(secret => name.EndsWith(secret, StringComparison.OrdinalIgnoreCase));
}
