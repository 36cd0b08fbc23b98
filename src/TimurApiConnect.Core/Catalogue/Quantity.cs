using System.Buffers.Text;

namespace TimurApiConnect.Core.Catalogue;

/// <summary>What the supplier's stock figure says.</summary>
public enum QuantityKind : byte
{
    /// <summary>Not understood. Never the same as zero: the last good reading stays.</summary>
    Unknown = 0,

    /// <summary>Exactly this many.</summary>
    Exact = 1,

    /// <summary>More than this many (<c>"&gt;50"</c>).</summary>
    MoreThan = 2,

    /// <summary>Fewer than this many (<c>"&lt;10"</c>).</summary>
    LessThan = 3,
}

/// <summary>
/// A supplier's stock figure kept as what it says, so that a bound is never mistaken for a count.
/// Al-Style sends integers and strings such as <c>"&gt;50"</c>; 25 % of its goods carry a bound (60 different ones measured).
/// </summary>
public readonly record struct Quantity
{
    // Kind and value in one number: a catalogue holds two of these a good.
    private const int ValueBits = 28;
    private readonly int _packed;

    /// <summary>A figure of a known kind.</summary>
    /// <param name="kind">How to read the value.</param>
    /// <param name="value">The count or the bound, 0 to <see cref="Largest"/>.</param>
    public Quantity(QuantityKind kind, int value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Largest);
        _packed = ((int)kind << ValueBits) | value;
    }

    /// <summary>How to read <see cref="Value"/>.</summary>
    public QuantityKind Kind => (QuantityKind)(_packed >> ValueBits);

    /// <summary>The count or the bound, 0 or more.</summary>
    public int Value => _packed & ((1 << ValueBits) - 1);

    /// <summary>More than this in one good is taken for a defect of the data, not for stock.</summary>
    public const int Largest = 10_000_000;

    /// <summary>A figure that was not understood.</summary>
    public static Quantity Unknown => default;

    /// <summary>
    /// The most that may be promised: N for exactly N, N for "more than N" (the documented meaning makes N + 1 certain; N is what
    /// every careful integration takes), 0 for "fewer than N" and for the unknown.
    /// </summary>
    public int LowerBound => Kind is QuantityKind.Exact or QuantityKind.MoreThan ? Value : 0;

    /// <summary>True when the figure was understood.</summary>
    public bool IsKnown => Kind != QuantityKind.Unknown;

    /// <summary>An exact count; a negative or absurd one is unknown.</summary>
    public static Quantity Exactly(long count) => Make(QuantityKind.Exact, count);

    /// <summary>
    /// Reads the text form: <c>12</c>, <c>&gt;50</c>, <c>&lt;10</c>, with spaces tolerated. Anything else (<c>"много"</c>,
    /// <c>""</c>, <c>"&gt;"</c>, <c>"-3"</c>, <c>"5+"</c>) is unknown.
    /// </summary>
    public static Quantity Parse(ReadOnlySpan<byte> utf8)
    {
        utf8 = utf8.Trim((byte)' ');
        var kind = QuantityKind.Exact;
        if (utf8.Length > 0 && utf8[0] is (byte)'>' or (byte)'<')
        {
            kind = utf8[0] == (byte)'>' ? QuantityKind.MoreThan : QuantityKind.LessThan;
            utf8 = utf8[1..].TrimStart((byte)' ');
        }

        return
            Utf8Parser.TryParse(utf8, out long value, out var used)
            && used == utf8.Length
            && utf8[0] is >= (byte)'0' and <= (byte)'9'
            ? Make(kind, value)
            : Unknown;
    }

    /// <summary>The form the supplier uses: <c>12</c>, <c>&gt;50</c>, <c>&lt;10</c>; <c>?</c> when unknown.</summary>
    public override string ToString() =>
        Kind switch
        {
            QuantityKind.Exact => $"{Value}",
            QuantityKind.MoreThan => $">{Value}",
            QuantityKind.LessThan => $"<{Value}",
            _ => "?",
        };

    private static Quantity Make(QuantityKind kind, long value) =>
        value is >= 0 and <= Largest ? new Quantity(kind, (int)value) : Unknown;
}
