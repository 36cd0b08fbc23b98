namespace TimurApiConnect.Core.Vendors;

/// <summary>
/// Hides the secrets of the settings. Some servers repeat the request in a refusal, token and all, and a refusal is quoted to people, stored
/// and logged.
/// </summary>
public interface ISecretMask
{
    /// <summary>The text without any secret.</summary>
    string Mask(string text);
}
