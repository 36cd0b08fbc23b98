using System.IO.Compression;
using UglyToad.PdfPig.Filters;
using UglyToad.PdfPig.Tokens;

namespace TimurApiConnect.Gateway.Documents.Child;

/// <summary>
/// Unpacks a document's streams, no more than the limit in all. Joining copies pages as they lie in the file; only the tables of objects have to be
/// read for that, and functions, which the library does not take empty. All else (what pages draw, fonts) is unpacked to see how large it is, and then
/// shown as empty: to look at a megabyte of it costs seconds and hundreds of megabytes.
/// </summary>
internal sealed class BoundedFilters(long most) : IFilterProvider
{
    private static readonly IFilterProvider Inner = DefaultFilterProvider.Instance;
    private long _unpacked;

    /// <summary>Whether everything is shown: of an encrypted document that tells whether it was decrypted rightly.</summary>
    public bool ShowsAll { get; set; }

    /// <inheritdoc/>
    public IReadOnlyList<IFilter> GetFilters(DictionaryToken dictionary) =>
        Bound(Inner.GetFilters(dictionary));

    /// <inheritdoc/>
    public IReadOnlyList<IFilter> GetNamedFilters(IReadOnlyList<NameToken> names) =>
        Bound(Inner.GetNamedFilters(names));

    /// <inheritdoc/>
    public IReadOnlyList<IFilter> GetAllFilters() => Bound(Inner.GetAllFilters());

    /// <summary>Throws when the limit was passed: the library swallows what filters throw in some places.</summary>
    /// <exception cref="PdfRefusedException">It was.</exception>
    public void Check()
    {
        if (_unpacked > most)
        {
            throw new PdfRefusedException(
                $"it unpacks to more than {most / 1024 / 1024} MB, which no waybill does"
            );
        }
    }

    private List<IFilter> Bound(IEnumerable<IFilter> filters) =>
        [.. filters.Select(filter => new Bounded(filter, this))];

    private void Take(long bytes)
    {
        _unpacked += bytes;
        Check();
    }

    // << /Type /ObjStm /Filter /FlateDecode … >>, << /Filter [/ASCII85Decode /FlateDecode] >>
    private bool Shows(DictionaryToken stream, int filter) =>
        ShowsAll
        || (stream.TryGet(NameToken.Type, out NameToken type) && type.Data is "XRef" or "ObjStm")
        || stream.ContainsKey(NameToken.FunctionType)
        // What goes on to the next filter.
        || (stream.TryGet(NameToken.Filter, out ArrayToken filters) && filter < filters.Length - 1);

    /// <summary>A filter of the library that is stopped at the limit.</summary>
    private sealed class Bounded(IFilter inner, BoundedFilters limit) : IFilter
    {
        // The library skips it too.
        private const int Header = 2;
        private const int Step = 64 * 1024;

        public bool IsSupported => inner.IsSupported;

        public Memory<byte> Decode(
            Memory<byte> input,
            DictionaryToken streamDictionary,
            IFilterProvider filterProvider,
            int filterIndex
        )
        {
            var shows = limit.Shows(streamDictionary, filterIndex);
            if (inner is FlateFilter)
            {
                // A thousandfold: it is counted before any of it is kept.
                Count(input);
                return shows ? Decode() : Memory<byte>.Empty;
            }

            var output = Decode();
            limit.Take(output.Length);
            return shows ? output : Memory<byte>.Empty;

            Memory<byte> Decode() =>
                inner.Decode(input, streamDictionary, filterProvider, filterIndex);
        }

        private void Count(Memory<byte> input)
        {
            if (input.Length <= Header)
            {
                return;
            }

            using var unpacked = new DeflateStream(
                new MemoryStream(input[Header..].ToArray(), writable: false),
                CompressionMode.Decompress
            );
            var buffer = new byte[Step];
            try
            {
                int read;
                while ((read = unpacked.Read(buffer)) > 0)
                {
                    limit.Take(read);
                }
            }
            catch (InvalidDataException)
            {
                // Broken from here on. The library decides what it makes of that; it unpacks no more than was counted.
            }
        }
    }
}
