using System.Text;

namespace TimurApiConnect.Core.Catalogue;

/// <summary>
/// A piece of UTF-8 text that shares its bytes with others in a <see cref="TextPool"/>. A catalogue of a million goods holds
/// three texts a good; as strings they would take twice the memory and be transcoded twice on their way from JSON to XML.
/// </summary>
public readonly struct Text : IEquatable<Text>, IComparable<Text>
{
    private readonly byte[]? _bytes;
    private readonly int _start;
    private readonly int _length;

    internal Text(byte[] bytes, int start, int length) =>
        (_bytes, _start, _length) = (bytes, start, length);

    /// <summary>The bytes, valid UTF-8.</summary>
    public ReadOnlySpan<byte> Utf8 => new(_bytes, _start, _length);

    /// <summary>How many bytes the text takes (not characters).</summary>
    public int Length => _length;

    /// <summary>True for the empty text, which is also the default value.</summary>
    public bool IsEmpty => _length == 0;

    /// <summary>A text with bytes of its own, for single values; bulk data go through a <see cref="TextPool"/>.</summary>
    public static Text From(string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        return new Text(bytes, 0, bytes.Length);
    }

    /// <inheritdoc/>
    public bool Equals(Text other) => Utf8.SequenceEqual(other.Utf8);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Text other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Utf8);
        return hash.ToHashCode();
    }

    /// <summary>Ordinal order of the bytes, the same on every machine.</summary>
    public int CompareTo(Text other) => Utf8.SequenceCompareTo(other.Utf8);

    /// <inheritdoc/>
    public override string ToString() => Encoding.UTF8.GetString(Utf8);

    /// <summary>Equality of the bytes.</summary>
    public static bool operator ==(Text left, Text right) => left.Equals(right);

    /// <summary>Inequality of the bytes.</summary>
    public static bool operator !=(Text left, Text right) => !left.Equals(right);

    /// <summary>Ordinal order of the bytes.</summary>
    public static bool operator <(Text left, Text right) => left.CompareTo(right) < 0;

    /// <summary>Ordinal order of the bytes.</summary>
    public static bool operator <=(Text left, Text right) => left.CompareTo(right) <= 0;

    /// <summary>Ordinal order of the bytes.</summary>
    public static bool operator >(Text left, Text right) => left.CompareTo(right) > 0;

    /// <summary>Ordinal order of the bytes.</summary>
    public static bool operator >=(Text left, Text right) => left.CompareTo(right) >= 0;
}
