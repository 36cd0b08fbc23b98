using System.Globalization;
using System.IO.Compression;
using Microsoft.Extensions.Primitives;
using TimurApiConnect.Kaspi.PriceLists;
using TimurApiConnect.Storage.PriceLists;

namespace TimurApiConnect.Gateway.PriceLists;

/// <summary>A price list ready to be sent: bytes and headers are made once, not for every pull.</summary>
internal sealed class ServedList
{
    /// <summary>From here on a list is unpacked while it is sent, for the few that do not take gzip.</summary>
    private const long LargestRaw = 64 * 1024 * 1024;

    private ServedList(PriceListVersion version, byte[] gzip, byte[]? raw)
    {
        (Version, GzipBytes) = (version, gzip);
        // HTTP knows whole seconds only.
        LastModifiedAt = DateTimeOffset.FromUnixTimeSeconds(version.CreatedAt.ToUnixTimeSeconds());
        LastModified = LastModifiedAt.ToString("R", CultureInfo.InvariantCulture);
        Raw = new Form($"\"{version.Hash}\"", default, version.Size, raw);
        Gzip = new Form($"\"{version.Hash}-gzip\"", "gzip", gzip.LongLength, gzip);
    }

    public PriceListVersion Version { get; }

    /// <summary>True when everything in it was taken off sale because the stock data are too old.</summary>
    public bool IsStopped { get; private init; }

    public DateTimeOffset LastModifiedAt { get; }

    public StringValues LastModified { get; }

    /// <summary>As it is. Its bytes are null when it is too large to be kept unpacked.</summary>
    public Form Raw { get; }

    /// <summary>Gzipped.</summary>
    public Form Gzip { get; }

    public byte[] GzipBytes { get; }

    /// <summary>Unpacks a list and makes sure that it is whole.</summary>
    /// <exception cref="InvalidDataException">It is not.</exception>
    public static ServedList Of(PriceListVersion version, byte[] gzip, bool isStopped = false)
    {
        if (version.Size >= LargestRaw)
        {
            return new ServedList(version, gzip, null) { IsStopped = isStopped };
        }

        var raw = new byte[version.Size];
        using var unzipped = new GZipStream(new MemoryStream(gzip), CompressionMode.Decompress);
        var length = unzipped.ReadAtLeast(raw, raw.Length, throwOnEndOfStream: false);
        return length == raw.Length && unzipped.ReadByte() < 0 && length > 0
            ? new ServedList(version, gzip, raw) { IsStopped = isStopped }
            : throw new InvalidDataException(
                $"Price list {version.Version} of {version.Shop} should have {version.Size} bytes and has other ones."
            );
    }

    /// <summary>The same list with every offer off sale.</summary>
    public ServedList Stopped(DateTimeOffset at)
    {
        using var list = new GZipStream(new MemoryStream(GzipBytes), CompressionMode.Decompress);
        using var gzip = new MemoryStream();
        long size;
        using (var zip = new GZipStream(gzip, CompressionLevel.Fastest, leaveOpen: true))
        {
            using var counted = new CountingStream(zip);
            PriceListOffSale.Write(list, counted);
            size = counted.Written;
        }

        var version = Version with
        {
            Hash = $"{Version.Hash}-stopped",
            CreatedAt = at,
            OnSale = 0,
            Size = size,
            GzipSize = gzip.Length,
        };
        return Of(version, gzip.ToArray(), isStopped: true);
    }

    /// <summary>One way to send it.</summary>
    /// <param name="ETag">Differs from that of the other form: the bytes differ.</param>
    /// <param name="Encoding">The content coding, or none.</param>
    /// <param name="Length">Bytes.</param>
    /// <param name="Bytes">The bytes, when they are in memory.</param>
    internal sealed record Form(
        StringValues ETag,
        StringValues Encoding,
        long Length,
        byte[]? Bytes
    );
}
