using System.Security.Cryptography;
using System.Text;

namespace TimurApiConnect.Gateway.PriceLists;

/// <summary>The login of a shop's price list. Both sides are hashed, so that a comparison takes the same time whatever differs, length included.</summary>
internal sealed class FeedLogin(string login, string password)
{
    private const string Scheme = "Basic ";
    private const int LongestHeader = 1024;
    private readonly byte[] _expected = SHA256.HashData(
        Encoding.UTF8.GetBytes($"{login}:{password}")
    );

    /// <summary>Whether the header <c>Authorization: Basic base64(login:password)</c> is right.</summary>
    public bool Allows(string? header)
    {
        if (
            header is null
            || header.Length > LongestHeader
            || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        )
        {
            return false;
        }

        Span<byte> given = stackalloc byte[LongestHeader];
        if (!Convert.TryFromBase64Chars(header.AsSpan(Scheme.Length).Trim(), given, out var length))
        {
            return false;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(given[..length], hash);
        return CryptographicOperations.FixedTimeEquals(hash, _expected);
    }
}
