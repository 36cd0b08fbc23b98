using System.Security.Cryptography;
using System.Text;

namespace TimurApiConnect.Storage.Vendors;

/// <summary>
/// What is stored in place of a token, to tell whether it is still the same: a random salt and the token's hash keyed with it,
/// <c>c2FsdA==:9f86…</c>. Tokens are long and random, so nothing leads back.
/// </summary>
internal static class TokenMark
{
    private const int SaltSize = 16;

    public static string Of(string token) => Of(token, RandomNumberGenerator.GetBytes(SaltSize));

    public static bool Fits(string mark, string token) =>
        mark.Split(':') is [{ Length: > 0 } salt, _]
        && CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(Of(token, Convert.FromBase64String(salt))),
            Encoding.ASCII.GetBytes(mark)
        );

    private static string Of(string token, byte[] salt) =>
        $"{Convert.ToBase64String(salt)}:{Convert.ToHexStringLower(HMACSHA256.HashData(salt, Encoding.UTF8.GetBytes(token)))}";
}
