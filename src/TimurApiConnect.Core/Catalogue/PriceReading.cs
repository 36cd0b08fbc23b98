namespace TimurApiConnect.Core.Catalogue;

/// <summary>Reads a supplier's amount into whole tenge.</summary>
public static class PriceReading
{
    /// <summary>A price above this is taken for a defect of the data (the dearest real good seen costs 59 million).</summary>
    public const long Largest = 1_000_000_000;

    /// <summary>Not a price: negative, absurd or not a number.</summary>
    public const long NotUnderstood = -1;

    /// <summary>Whole tenge as sent; <see cref="NotUnderstood"/> if it is no price.</summary>
    public static long FromWhole(long amount) =>
        amount is >= 0 and <= Largest ? amount : NotUnderstood;

    /// <summary>Whole tenge, fractions rounded up (a cost is never taken for less than it is); <see cref="NotUnderstood"/> if it is none.</summary>
    public static long FromDecimal(decimal amount) =>
        amount is >= 0 and <= Largest ? (long)decimal.Ceiling(amount) : NotUnderstood;
}
