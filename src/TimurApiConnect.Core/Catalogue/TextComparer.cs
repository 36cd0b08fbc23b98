using System.Diagnostics.CodeAnalysis;

namespace TimurApiConnect.Core.Catalogue;

/// <summary>Lets a dictionary keyed by <see cref="Text"/> be asked with bytes that are not in any pool yet.</summary>
internal sealed class TextComparer
    : IEqualityComparer<Text>,
        IAlternateEqualityComparer<ReadOnlySpan<byte>, Text>
{
    public static TextComparer Instance { get; } = new();

    public bool Equals(Text x, Text y) => x.Equals(y);

    public int GetHashCode([DisallowNull] Text obj) => obj.GetHashCode();

    public bool Equals(ReadOnlySpan<byte> alternate, Text other) =>
        other.Utf8.SequenceEqual(alternate);

    public int GetHashCode(ReadOnlySpan<byte> alternate)
    {
        var hash = new HashCode();
        hash.AddBytes(alternate);
        return hash.ToHashCode();
    }

    public Text Create(ReadOnlySpan<byte> alternate) =>
        new(alternate.ToArray(), 0, alternate.Length);
}
