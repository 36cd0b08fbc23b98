namespace TimurApiConnect.Core.Vendors;

/// <summary>A vendor's two names.</summary>
/// <param name="Key">In addresses and settings of ours: <c>al-style</c>.</param>
/// <param name="Text">As people know it: <c>Al-Style</c>.</param>
public sealed record VendorName(string Key, string Text)
{
    /// <summary>The supplier.</summary>
    public static VendorName AlStyle { get; } = new("al-style", "Al-Style");

    /// <summary>The marketplace.</summary>
    public static VendorName Kaspi { get; } = new("kaspi", "Kaspi");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<VendorName> All { get; } = [AlStyle, Kaspi];

    /// <summary>The vendor of a key, or null.</summary>
    public static VendorName? Find(string key) => All.FirstOrDefault(v => v.Key == key);

    /// <inheritdoc/>
    public override string ToString() => Text;
}
