using System.Buffers.Binary;

namespace TimurApiConnect.Gateway.Documents;

/// <summary>What the process says that reads PDFs: frames of a kind (1 byte), a length (4 bytes, the highest first) and so many bytes.</summary>
internal static class PdfFrame
{
    /// <summary>It has started and waits for the first file.</summary>
    public const byte Ready = (byte)'r';

    /// <summary>A piece of the joined document.</summary>
    public const byte Piece = (byte)'d';

    /// <summary>The file is in it.</summary>
    public const byte Taken = (byte)'+';

    /// <summary>The file is left out; the text says why.</summary>
    public const byte Refused = (byte)'-';

    /// <summary>The same, and the document is spoilt: it has to be begun anew without the file.</summary>
    public const byte Spoilt = (byte)'!';

    /// <summary>Bytes before the content.</summary>
    public const int Head = 1 + sizeof(int);

    /// <summary>The longest content.</summary>
    public const int Longest = 64 * 1024;

    /// <summary>Sends one.</summary>
    public static void Write(Stream to, byte kind, ReadOnlySpan<byte> content)
    {
        Span<byte> head = stackalloc byte[Head];
        head[0] = kind;
        BinaryPrimitives.WriteInt32BigEndian(head[1..], content.Length);
        to.Write(head);
        to.Write(content);
    }

    /// <summary>Reads a head.</summary>
    public static (byte Kind, int Length) Read(ReadOnlySpan<byte> head) =>
        (head[0], BinaryPrimitives.ReadInt32BigEndian(head[1..]));
}
