namespace TimurApiConnect.Sandbox.AlStyle;

/// <summary>
/// What is kept of a good: 32 bytes, so that 1.5 million of them are 48 MB. Every text is made from the seed and
/// <see cref="TextOf"/> when it is asked for.
/// </summary>
internal struct ShelfGood
{
    public int Article;
    public int Price1;
    public int Price2;

    /// <summary>A count, or minus N for the supplier's <c>">N"</c>.</summary>
    public int Quantity;

    /// <summary>The index of the good whose part number and model this one shares: its own, or that of the first colour.</summary>
    public int TextOf;

    public ushort Category;
    public ushort Brand;

    /// <summary>Which colour of a shared model this is.</summary>
    public byte Variant;

    /// <summary>Taken out of the catalogue; it may come back.</summary>
    public bool Gone;

    /// <summary>Some field has a raw value set by the control API.</summary>
    public bool HasOverride;

    /// <summary>What <c>exclude_missing</c> leaves out.</summary>
    public readonly bool IsMissing => Quantity == 0;

    public readonly string QuantityText => Quantity < 0 ? $">{-Quantity}" : $"{Quantity}";
}
