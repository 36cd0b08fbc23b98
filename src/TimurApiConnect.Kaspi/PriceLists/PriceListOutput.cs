using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace TimurApiConnect.Kaspi.PriceLists;

/// <summary>UTF-8 output in large pieces, with the running hash and length of what was written.</summary>
internal sealed class PriceListOutput : IDisposable
{
    private const int Size = 128 * 1024;

    // What XML wants escaped, and the control characters that it does not allow at all.
    private static readonly SearchValues<byte> Special = SearchValues.Create([
        (byte)'&',
        (byte)'<',
        (byte)'>',
        (byte)'"',
        (byte)'\'',
        .. Enumerable.Range(0, 32).Select(i => (byte)i),
        0x7F,
        0xEF,
    ]);

    private readonly Stream _stream;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(Size);
    private int _used;
    private int _hashed;

    public PriceListOutput(Stream stream) => _stream = stream;

    /// <summary>Bytes written.</summary>
    public long Length { get; private set; }

    public void Raw(ReadOnlySpan<byte> bytes)
    {
        // Twenty short pieces an offer: nearly all fit.
        if (bytes.Length <= _buffer.Length - _used)
        {
            bytes.CopyTo(_buffer.AsSpan(_used));
            _used += bytes.Length;
            return;
        }

        RawInPieces(bytes);
    }

    private void RawInPieces(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_used == _buffer.Length)
            {
                Flush();
            }

            var part = bytes[..Math.Min(bytes.Length, _buffer.Length - _used)];
            part.CopyTo(_buffer.AsSpan(_used));
            _used += part.Length;
            bytes = bytes[part.Length..];
        }
    }

    public void Number(long value)
    {
        if (_buffer.Length - _used < 20)
        {
            Flush();
        }

        _ = Utf8Formatter.TryFormat(value, _buffer.AsSpan(_used), out var written);
        _used += written;
    }

    /// <summary>Text with everything escaped that XML wants escaped; what XML forbids becomes a space.</summary>
    public void Escaped(ReadOnlySpan<byte> text)
    {
        while (true)
        {
            var at = text.IndexOfAny(Special);
            if (at < 0)
            {
                Raw(text);
                return;
            }

            Raw(text[..at]);
            text = text[at..];
            var length = 1;
            // U+FFFE and U+FFFF (EF BF BE, EF BF BF) are no XML characters; other characters that begin with EF are.
            if (text[0] == 0xEF)
            {
                length = Math.Min(3, text.Length);
                Raw(text is [0xEF, 0xBF, 0xBE or 0xBF, ..] ? " "u8 : text[..length]);
            }
            else
            {
                Raw(
                    text[0] switch
                    {
                        (byte)'&' => "&amp;"u8,
                        (byte)'<' => "&lt;"u8,
                        (byte)'>' => "&gt;"u8,
                        (byte)'"' => "&quot;"u8,
                        (byte)'\'' => "&apos;"u8,
                        _ => " "u8,
                    }
                );
            }

            text = text[length..];
        }
    }

    /// <summary>From here on the bytes count for the hash.</summary>
    public void StartHash() => _hashed = _used;

    /// <summary>Writes the rest and gives the hash, hex.</summary>
    public string Finish()
    {
        Flush();
        _stream.Flush();
        return Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    public void Dispose()
    {
        _hash.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
    }

    private void Flush()
    {
        _stream.Write(_buffer, 0, _used);
        _hash.AppendData(_buffer, _hashed, _used - _hashed);
        Length += _used;
        (_used, _hashed) = (0, 0);
    }
}
