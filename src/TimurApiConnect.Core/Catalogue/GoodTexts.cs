using System.Text.Unicode;

namespace TimurApiConnect.Core.Catalogue;

/// <summary>
/// A good's three texts side by side in a <see cref="TextPool"/>: 16 bytes and one reference a good instead of 48 and three. The memory that a
/// catalogue touches is what reading it costs most.
/// </summary>
public readonly struct GoodTexts : IEquatable<GoodTexts>
{
    /// <summary>Bytes kept of a name; the rest is cut at a whole character.</summary>
    public const int LongestName = 1024;

    /// <summary>Bytes kept of a part number and of a barcode.</summary>
    public const int LongestCode = 128;

    private readonly byte[]? _bytes;
    private readonly int _start;
    private readonly ushort _name;
    private readonly byte _partNumber;
    private readonly byte _barcode;

    private GoodTexts(byte[] bytes, int start, int name, int partNumber, int barcode) =>
        (_bytes, _start, _name, _partNumber, _barcode) = (
            bytes,
            start,
            (ushort)name,
            (byte)partNumber,
            (byte)barcode
        );

    /// <summary>Short name, Russian, plain text (untrusted: encode it wherever it is shown).</summary>
    public Text Name => Part(0, _name);

    /// <summary>The manufacturer's part number. Not unique, may be empty.</summary>
    public Text PartNumber => Part(_name, _partNumber);

    /// <summary>EAN or empty.</summary>
    public Text Barcode => Part(_name + _partNumber, _barcode);

    /// <summary>Copies the texts into the pool; what is too long is cut.</summary>
    public static GoodTexts Add(
        TextPool pool,
        ReadOnlySpan<byte> name,
        ReadOnlySpan<byte> partNumber,
        ReadOnlySpan<byte> barcode
    )
    {
        name = Cut(name, LongestName);
        partNumber = Cut(partNumber, LongestCode);
        barcode = Cut(barcode, LongestCode);
        var length = name.Length + partNumber.Length + barcode.Length;
        if (length == 0)
        {
            return default;
        }

        var place = pool.Reserve(length);
        name.CopyTo(place);
        partNumber.CopyTo(place[name.Length..]);
        barcode.CopyTo(place[(name.Length + partNumber.Length)..]);
        var (bytes, start) = pool.CommitRaw(length);
        return new GoodTexts(bytes, start, name.Length, partNumber.Length, barcode.Length);
    }

    /// <inheritdoc cref="Add(TextPool, ReadOnlySpan{byte}, ReadOnlySpan{byte}, ReadOnlySpan{byte})"/>
    public static GoodTexts Add(TextPool pool, string name, string partNumber, string barcode)
    {
        Span<byte> bytes = stackalloc byte[LongestName + 2 * LongestCode];
        return Add(
            pool,
            Encoded(name, bytes[..LongestName]),
            Encoded(partNumber, bytes[LongestName..^LongestCode]),
            Encoded(barcode, bytes[^LongestCode..])
        );
    }

    /// <summary>Texts with bytes of their own, for single goods; bulk data go through a <see cref="TextPool"/>.</summary>
    public static GoodTexts From(string name, string partNumber = "", string barcode = "") =>
        Add(new TextPool(0), name, partNumber, barcode);

    /// <summary>The same texts in another pool, so that the first can go.</summary>
    public GoodTexts CopyTo(TextPool pool) => Add(pool, Name.Utf8, PartNumber.Utf8, Barcode.Utf8);

    /// <inheritdoc/>
    public bool Equals(GoodTexts other) =>
        (_name, _partNumber, _barcode) == (other._name, other._partNumber, other._barcode)
        && All.SequenceEqual(other.All);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is GoodTexts other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(All);
        return hash.ToHashCode();
    }

    /// <summary>Equality of the bytes.</summary>
    public static bool operator ==(GoodTexts left, GoodTexts right) => left.Equals(right);

    /// <summary>Inequality of the bytes.</summary>
    public static bool operator !=(GoodTexts left, GoodTexts right) => !left.Equals(right);

    private ReadOnlySpan<byte> All => new(_bytes, _start, _name + _partNumber + _barcode);

    private Text Part(int offset, int length) =>
        length == 0 ? default : new Text(_bytes!, _start + offset, length);

    // Stops before the character for which there is no more room.
    private static ReadOnlySpan<byte> Encoded(string text, Span<byte> place)
    {
        _ = Utf8.FromUtf16(text, place, out _, out var written);
        return place[..written];
    }

    /// <summary>At most so many bytes of a text, whole characters only.</summary>
    public static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> text, int longest)
    {
        if (text.Length <= longest)
        {
            return text;
        }

        // Not in the middle of a character.
        for (; longest > 0 && (text[longest] & 0b1100_0000) == 0b1000_0000; longest--) { }

        return text[..longest].TrimEnd((byte)' ');
    }
}
