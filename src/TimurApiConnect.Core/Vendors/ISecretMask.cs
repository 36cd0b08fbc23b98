namespace TimurApiConnect.Core.Vendors;

/// <summary>
/// Hides the secrets of the settings. Some servers repeat the request in a refusal, token and all, and a refusal is quoted to people, stored
/// and logged. A secret is known in whatever spelling it stands: escaped, encoded, in capitals, cut.
/// </summary>
public interface ISecretMask
{
    /// <summary>The text without any secret; the same instance when there is none.</summary>
    string Mask(string text);

    /// <summary>
    /// Where tokens stand in a vendor's data, in order; empty when none do. Only secrets that are long enough: a password that happens to be a price
    /// must not change prices.
    /// </summary>
    IReadOnlyList<SecretPlace> FindTokens(ReadOnlySpan<char> data);
}

/// <summary>A place in a text.</summary>
/// <param name="Start">Its first character.</param>
/// <param name="End">The character behind its last.</param>
public readonly record struct SecretPlace(int Start, int End);
