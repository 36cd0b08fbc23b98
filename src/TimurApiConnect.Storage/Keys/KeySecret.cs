using System.Security.Cryptography;
using System.Text;

namespace TimurApiConnect.Storage.Keys;

/// <summary>What is kept of a key.</summary>
/// <param name="Prefix">Shown to people.</param>
/// <param name="Hash">SHA-256, hexadecimal.</param>
/// <remarks>
/// Neither salt nor a slow hash: those make guessing passwords dear, and nobody guesses 256 random bits, however fast the hash is. Fast it
/// must be, since every request is checked with it.
/// </remarks>
public sealed record KeySecret(string Prefix, string Hash)
{
    /// <summary>What every key of ours begins with, so that secret scanners can find one that got lost.</summary>
    public const string Mark = "timur";

    private const string Letters = "abcdefghijklmnopqrstuvwxyz0123456789";
    private const string AllLetters = Letters + "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const int PrefixLength = 8;

    // 43 of 62 letters are 256 bits.
    private const int SecretLength = 43;

    /// <summary>Makes a key, such as <c>timur_k3x9q2ab_…</c>, and what may be kept of it.</summary>
    public static (string Key, KeySecret Secret) Create()
    {
        var prefix = $"{Mark}_{RandomNumberGenerator.GetString(Letters, PrefixLength)}";
        var key = $"{prefix}_{RandomNumberGenerator.GetString(AllLetters, SecretLength)}";
        return (key, new KeySecret(prefix, Convert.ToHexStringLower(HashOf(key))));
    }

    /// <summary>What may be kept of a key that somebody else made: nothing of the key itself is shown.</summary>
    public static KeySecret Of(string key)
    {
        var hash = Convert.ToHexStringLower(HashOf(key));
        return new KeySecret($"given_{hash[..PrefixLength]}", hash);
    }

    /// <summary>SHA-256 of a key.</summary>
    public static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
