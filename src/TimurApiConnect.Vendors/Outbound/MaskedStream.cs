using System.Buffers;
using System.Text;
using TimurApiConnect.Core.Vendors;

namespace TimurApiConnect.Vendors.Outbound;

/// <summary>
/// An answer without our tokens, in whatever spelling the vendor repeats them: what is read of it (names of goods, comments, codes) is kept, shown and
/// sold by, and no reader of a field has to think of that. It comes in pieces, so as much is held back as the longest spelling is long.
/// </summary>
internal sealed class MaskedStream(Stream inner, ISecretMask mask) : ReadOnlyStream
{
    private const int Size = 64 * 1024;

    // A token of a hundred characters, each of them escaped twice.
    private const int Longest = 8 * 1024;
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(Size);
    private char[] _characters = ArrayPool<char>.Shared.Rent(Size);

    // What was looked through and not yet given, and behind it, from _held to _filled, what was not.
    private (int From, int To) _ready;
    private (int From, int To) _held;
    private bool _ended;

    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        while (_ready.From == _ready.To && !(_ended && _held.From == _held.To))
        {
            Tidy();
            while (!_ended && _held.To < Size)
            {
                var read = await inner.ReadAsync(
                    _bytes.AsMemory(_held.To..Size),
                    cancellationToken
                );
                (_held.To, _ended) = (_held.To + read, read == 0);
            }

            LookThrough();
        }

        return Give(buffer.Span);
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        while (_ready.From == _ready.To && !(_ended && _held.From == _held.To))
        {
            Tidy();
            while (!_ended && _held.To < Size)
            {
                var read = inner.Read(_bytes.AsSpan(_held.To..Size));
                (_held.To, _ended) = (_held.To + read, read == 0);
            }

            LookThrough();
        }

        return Give(buffer.AsSpan(offset, count));
    }

    protected override void Dispose(bool disposing)
    {
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            ArrayPool<char>.Shared.Return(_characters);
            (_bytes, _characters) = ([], []);
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Give(Span<byte> buffer)
    {
        var given = Math.Min(buffer.Length, _ready.To - _ready.From);
        _bytes.AsSpan(_ready.From, given).CopyTo(buffer);
        _ready.From += given;
        return given;
    }

    private void Tidy()
    {
        _bytes.AsSpan(_held.From.._held.To).CopyTo(_bytes);
        (_held, _ready) = ((0, _held.To - _held.From), (0, 0));
    }

    // Byte by byte a letter: whatever encoding it is in, nothing else changes. A mask is shorter than what it stands for.
    private void LookThrough()
    {
        var characters = _characters.AsSpan(0, _held.To);
        Encoding.Latin1.GetChars(_bytes.AsSpan(0, _held.To), characters);
        var places = mask.FindTokens(characters);
        var sure = _ended ? _held.To : _held.To - Longest;
        var (at, to) = (0, 0);
        foreach (var place in places)
        {
            if (place.Start >= sure)
            {
                break;
            }

            if (place.End > sure)
            {
                // The rest of it may still come; one that fills all is longer than any spelling.
                sure = place.Start > 0 ? place.Start : place.End;
                if (place.Start > 0)
                {
                    break;
                }
            }

            Copy(at, place.Start, ref to);
            "***"u8.CopyTo(_bytes.AsSpan(to));
            (at, to) = (place.End, to + 3);
        }

        Copy(at, sure, ref to);
        (_ready, _held) = ((0, to), (sure, _held.To));
    }

    private void Copy(int from, int until, ref int to)
    {
        _bytes.AsSpan(from..until).CopyTo(_bytes.AsSpan(to));
        to += until - from;
    }
}
