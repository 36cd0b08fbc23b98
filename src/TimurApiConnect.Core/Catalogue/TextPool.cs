using System.Text;

namespace TimurApiConnect.Core.Catalogue;

/// <summary>Packs many short texts into large shared blocks: no object per text, nothing for the collector to walk.</summary>
public sealed class TextPool
{
    private const int BlockSize = 1 << 18;
    private byte[] _block = [];
    private int _used;

    /// <summary>Copies the bytes into the pool.</summary>
    public Text Add(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
        {
            return default;
        }

        utf8.CopyTo(Reserve(utf8.Length));
        return Commit(utf8.Length);
    }

    /// <summary>Copies the string into the pool.</summary>
    public Text Add(string value)
    {
        if (value.Length == 0)
        {
            return default;
        }

        var written = Encoding.UTF8.GetBytes(
            value,
            Reserve(Encoding.UTF8.GetMaxByteCount(value.Length))
        );
        return Commit(written);
    }

    /// <summary>A place for at most <paramref name="length"/> bytes; <see cref="Commit"/> keeps the part that was written.</summary>
    public Span<byte> Reserve(int length)
    {
        if (_block.Length - _used < length)
        {
            _block = GC.AllocateUninitializedArray<byte>(Math.Max(BlockSize, length));
            _used = 0;
        }

        return _block.AsSpan(_used, length);
    }

    /// <summary>Keeps the first <paramref name="length"/> bytes of the place last reserved.</summary>
    public Text Commit(int length)
    {
        var text = length == 0 ? default : new Text(_block, _used, length);
        _used += length;
        return text;
    }
}
