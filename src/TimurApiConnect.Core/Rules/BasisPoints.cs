namespace TimurApiConnect.Core.Rules;

/// <summary>
/// A percentage in hundredths of a percent (12.5 % is 1250), so that money stays in whole numbers from the document to the price.
/// </summary>
/// <param name="Value">Hundredths of a percent.</param>
public readonly record struct BasisPoints(int Value)
{
    /// <summary>100 %.</summary>
    public const int Whole = 10_000;

    /// <summary>This share of an amount, rounded up to whole tenge.</summary>
    public long UpOf(long amount) => DivideUp(amount * Value, Whole);

    /// <summary>An amount enlarged by this share, rounded up to whole tenge.</summary>
    public long AddUpTo(long amount) => DivideUp(amount * (Whole + Value), Whole);

    /// <summary>Division of a non-negative number, rounded up.</summary>
    public static long DivideUp(long dividend, long divisor) => (dividend + divisor - 1) / divisor;

    /// <summary>For people: <c>12.5 %</c>.</summary>
    public override string ToString() => $"{Value / 100m:0.##} %";
}
