using TimurApiConnect.Storage.Journal;
using TimurApiConnect.Storage.Keys;

namespace TimurApiConnect.Gateway.Access;

/// <summary>A key without the key.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">What people call it; the journal names it so.</param>
/// <param name="Prefix">Its beginning.</param>
/// <param name="Scope">What it may do.</param>
/// <param name="DealerPrices">Whether it may see what the merchant pays.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="LastUsedAt">When it was used last; null when never.</param>
/// <param name="RevokedAt">Since when it opens nothing; null while it works.</param>
internal sealed record KeyView(
    long Id,
    string Name,
    string Prefix,
    KeyScope Scope,
    bool DealerPrices,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastUsedAt,
    DateTimeOffset? RevokedAt
)
{
    public static KeyView Of(ApiKey key, DateTimeOffset? usedAt) =>
        new(
            key.Id,
            key.Name,
            key.Prefix,
            key.Scope,
            key.DealerPrices,
            key.CreatedAt,
            usedAt ?? key.LastUsedAt,
            key.RevokedAt
        );
}

/// <summary>All keys and what was done to them.</summary>
/// <param name="Keys">The keys, revoked ones too, the oldest first.</param>
/// <param name="Journal">Who made and revoked keys, the newest first.</param>
internal sealed record KeyList(IReadOnlyList<KeyView> Keys, IReadOnlyList<JournalEntry> Journal);

/// <summary>A new key. The only answer that ever holds one.</summary>
/// <param name="Key">The key. It cannot be shown again.</param>
/// <param name="View">All else about it.</param>
internal sealed record KeyMade(string Key, KeyView View);
