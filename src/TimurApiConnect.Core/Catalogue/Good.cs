namespace TimurApiConnect.Core.Catalogue;

/// <summary>What is special about a good.</summary>
[Flags]
public enum GoodMarks : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The good itself is marked down (defect): never sold as new.</summary>
    MarkedDown = 1,

    /// <summary>The supplier no longer lists it; kept because an offer may still name it.</summary>
    Gone = 2,
}

/// <summary>One good of the supplier. A struct: a catalogue holds up to 1.5 million of them.</summary>
public record struct Good
{
    /// <summary>The supplier's code, the only safe key.</summary>
    public int Article { get; set; }

    /// <summary>The leaf category's id.</summary>
    public int Category { get; set; }

    /// <summary>Position in <see cref="Snapshot.Brands"/>.</summary>
    public int Brand { get; set; }

    /// <summary>Sold only in multiples of this; 1 when nothing is said.</summary>
    public int Multiplicity { get; set; }

    /// <summary>Name, part number and barcode.</summary>
    public GoodTexts Texts { get; set; }

    /// <summary>What the merchant pays, tenge (<c>price1</c>). 1 and 0 mean "price on request".</summary>
    public long DealerPrice { get; set; }

    /// <summary>The supplier's retail price, tenge (<c>price2</c>).</summary>
    public long RetailPrice { get; set; }

    /// <summary>Recommended retail price, tenge; 0 when there is none (the supplier sends 1 for that).</summary>
    public long Rrp { get; set; }

    /// <summary>The stock figure.</summary>
    public Quantity Quantity { get; set; }

    /// <summary>What is special.</summary>
    public GoodMarks Marks { get; set; }

    /// <inheritdoc cref="GoodTexts.Name"/>
    public readonly Text Name => Texts.Name;

    /// <inheritdoc cref="GoodTexts.PartNumber"/>
    public readonly Text PartNumber => Texts.PartNumber;

    /// <inheritdoc cref="GoodTexts.Barcode"/>
    public readonly Text Barcode => Texts.Barcode;

    /// <summary>True when the supplier no longer lists it.</summary>
    public readonly bool IsGone => Marks.HasFlag(GoodMarks.Gone);

    /// <summary>True when one of the prices is a placeholder: the supplier means "ask us".</summary>
    public readonly bool IsPriceOnRequest => DealerPrice <= 1 || RetailPrice <= 1;
}
