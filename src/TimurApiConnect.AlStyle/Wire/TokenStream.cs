using System.Buffers;
using System.Text.Json;

namespace TimurApiConnect.AlStyle.Wire;

/// <summary>Takes JSON tokens as they arrive; keeps its own place between two pieces of an answer.</summary>
internal interface ITokenSink
{
    /// <summary>
    /// Reads until the piece has no complete token left. The loop is the sink's own: one interface call a piece instead of one a token.
    /// </summary>
    void TakeAll(ref Utf8JsonReader reader);
}

/// <summary>An answer that cannot be used, with the evidence in plain words.</summary>
internal sealed class UnreadableAnswerException(string message) : Exception(message);

/// <summary>
/// Feeds a sink from a stream token by token: the stock of 1.5 million goods is one answer of 170 MB, which must not lie in memory as a whole.
/// </summary>
internal static class TokenStream
{
    private const int StartSize = 64 * 1024;
    private const int LargestToken = 16 * 1024 * 1024;

    /// <summary>Reads the stream to its end.</summary>
    /// <exception cref="JsonException">No JSON, or cut off.</exception>
    /// <exception cref="UnreadableAnswerException">HTML, empty or too large.</exception>
    public static async Task ReadAsync(
        Stream stream,
        ITokenSink sink,
        long largest,
        CancellationToken stopping
    )
    {
        var buffer = ArrayPool<byte>.Shared.Rent(StartSize);
        try
        {
            var (filled, total, ended, state) = (0, 0L, false, default(JsonReaderState));
            var first = true;
            while (!ended)
            {
                if (filled == buffer.Length)
                {
                    buffer = Grow(buffer);
                }

                var read = await stream.ReadAsync(buffer.AsMemory(filled), stopping);
                (filled, total, ended) = (filled + read, total + read, read == 0);
                if (total > largest)
                {
                    throw new UnreadableAnswerException(
                        $"The answer is larger than {largest} bytes."
                    );
                }

                if (first && filled > 0)
                {
                    filled -= SkipMark(buffer, filled);
                    RefuseHtml(buffer.AsSpan(0, filled));
                    first = false;
                }

                if (first && ended)
                {
                    throw new UnreadableAnswerException("The answer is empty.");
                }

                var used = Feed(buffer.AsSpan(0, filled), ended, ref state, sink);
                buffer.AsSpan(used, filled - used).CopyTo(buffer);
                filled -= used;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static int Feed(
        ReadOnlySpan<byte> bytes,
        bool ended,
        ref JsonReaderState state,
        ITokenSink sink
    )
    {
        var reader = new Utf8JsonReader(bytes, ended, state);
        sink.TakeAll(ref reader);
        state = reader.CurrentState;
        return (int)reader.BytesConsumed;
    }

    private static byte[] Grow(byte[] buffer)
    {
        if (buffer.Length >= LargestToken)
        {
            throw new UnreadableAnswerException(
                $"One value of the answer is larger than {LargestToken} bytes."
            );
        }

        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    // A byte order mark before the JSON, as some PHP back ends send it.
    private static int SkipMark(byte[] buffer, int filled)
    {
        if (filled < 3 || buffer is not [0xEF, 0xBB, 0xBF, ..])
        {
            return 0;
        }

        buffer.AsSpan(3, filled - 3).CopyTo(buffer);
        return 3;
    }

    private static void RefuseHtml(ReadOnlySpan<byte> start)
    {
        if (start.TrimStart(" \t\r\n"u8).StartsWith("<"u8))
        {
            throw new UnreadableAnswerException("HTML came instead of JSON.");
        }
    }
}
