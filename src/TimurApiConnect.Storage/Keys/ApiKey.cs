namespace TimurApiConnect.Storage.Keys;

/// <summary>What a key may do. Stored as a number: never renumber; a larger one includes the smaller.</summary>
public enum KeyScope : byte
{
    /// <summary>Look.</summary>
    Read = 1,

    /// <summary>Start and stop what runs.</summary>
    Operate = 2,

    /// <summary>Change rules and keys.</summary>
    Admin = 3,
}

/// <summary>A key as it is stored: without the key.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">What people call it; the journal names it so.</param>
/// <param name="Prefix">Its beginning, by which people recognise it.</param>
/// <param name="Hash">SHA-256 of the whole key, hexadecimal.</param>
/// <param name="Scope">What it may do.</param>
/// <param name="DealerPrices">Whether it may see what the merchant pays.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="LastUsedAt">UTC, a minute behind at most; null when never.</param>
/// <param name="RevokedAt">UTC; null while it works.</param>
public sealed record ApiKey(
    long Id,
    string Name,
    string Prefix,
    string Hash,
    KeyScope Scope,
    bool DealerPrices,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastUsedAt,
    DateTimeOffset? RevokedAt
)
{
    /// <summary>Whether it opens anything.</summary>
    public bool Works => RevokedAt is null;
}

/// <summary>A key to be stored.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Secret">Its prefix and hash.</param>
/// <param name="Scope">What it may do.</param>
/// <param name="DealerPrices">Whether it may see what the merchant pays.</param>
public sealed record NewApiKey(string Name, KeySecret Secret, KeyScope Scope, bool DealerPrices);
