using System.Xml;
using System.Xml.Linq;

namespace TimurApiConnect.Sandbox.Kaspi;

/// <summary>The document as a whole cannot be accepted. The old list stays.</summary>
internal sealed class PriceListException(string message) : Exception(message);

/// <summary>What was read: good offers, and what is wrong with the others.</summary>
internal sealed class PriceList
{
    public const int MaxProblemsKept = 500;

    public string Date { get; set; } = "";

    public string Company { get; set; } = "";

    public string MerchantId { get; set; } = "";

    public Dictionary<string, AcceptedOffer> Offers { get; } = new(StringComparer.Ordinal);

    /// <summary>In the file, but not accepted: not the same as not in the file.</summary>
    public HashSet<string> Rejected { get; } = new(StringComparer.Ordinal);

    public List<OfferProblem> Problems { get; } = [];

    public int OfferCount { get; set; }

    public int RejectedCount { get; set; }

    public int ProblemCount { get; set; }
}

/// <summary>Reads a price list as a stream, offer by offer: it may be far larger than memory should hold at once.</summary>
internal sealed class PriceListReader(KaspiSettings settings)
{
    public static readonly XNamespace Namespace = "kaspiShopping";

    private readonly PriceList _list = new();

    public async Task<PriceList> ReadAsync(Stream stream)
    {
        // No document type, no entities from anywhere: the list comes from outside.
        var options = new XmlReaderSettings
        {
            Async = true,
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            IgnoreComments = true,
            IgnoreWhitespace = true,
            IgnoreProcessingInstructions = true,
            MaxCharactersInDocument = settings.MaxBytes,
        };
        try
        {
            using var reader = XmlReader.Create(stream, options);
            await ReadDocumentAsync(reader);
        }
        catch (XmlException e)
        {
            throw new PriceListException(
                $"The document is not well-formed XML, or has what is not allowed: {e.Message}"
            );
        }

        return _list;
    }

    private async Task ReadDocumentAsync(XmlReader reader)
    {
        await reader.MoveToContentAsync();
        Expect(reader, "kaspi_catalog");
        _list.Date =
            reader.GetAttribute("date")
            ?? throw new PriceListException("kaspi_catalog has no attribute date.");
        await NextAsync(reader);
        Expect(reader, "company");
        _list.Company = await reader.ReadElementContentAsStringAsync();
        await reader.MoveToContentAsync();
        Expect(reader, "merchantid");
        _list.MerchantId = await reader.ReadElementContentAsStringAsync();
        if (
            settings.MerchantId.Length > 0
            && !string.Equals(_list.MerchantId, settings.MerchantId, StringComparison.Ordinal)
        )
        {
            throw new PriceListException(
                $"merchantid is '{_list.MerchantId}', but this cabinet belongs to '{settings.MerchantId}'."
            );
        }

        await reader.MoveToContentAsync();
        Expect(reader, "offers");
        await ReadOffersAsync(reader);
        await reader.MoveToContentAsync();
        if (reader.NodeType != XmlNodeType.EndElement)
        {
            throw new PriceListException(
                $"'{reader.LocalName}' stands after offers. Nothing may follow it."
            );
        }

        // To the end: a document that is cut off behind its last offer is not well-formed.
        while (await reader.ReadAsync()) { }

        if (_list.OfferCount == 0)
        {
            throw new PriceListException("The document has no offer. At least one is needed.");
        }

        if (_list.Offers.Count == 0)
        {
            throw new PriceListException($"None of the {_list.OfferCount} offers is valid.");
        }
    }

    private async Task ReadOffersAsync(XmlReader reader)
    {
        if (reader.IsEmptyElement)
        {
            await reader.ReadAsync();
            return;
        }

        await NextAsync(reader);
        while (reader.NodeType != XmlNodeType.EndElement)
        {
            Expect(reader, "offer");
            var line = ((IXmlLineInfo)reader).LineNumber;
            Take((XElement)await XNode.ReadFromAsync(reader, CancellationToken.None), line);
            await reader.MoveToContentAsync();
        }

        await reader.ReadAsync();
    }

    private void Take(XElement element, int line)
    {
        _list.OfferCount++;
        var check = new OfferCheck(element, line, settings.SkuExtraCharacters);
        var offer = check.Read();
        if (offer is not null && !_list.Offers.TryAdd(offer.Sku, offer))
        {
            check.Add(
                "sku",
                "unique",
                $"'{offer.Sku}' occurs more than once. The first one counts."
            );
            offer = null;
        }

        if (offer is not null)
        {
            return;
        }

        _list.RejectedCount++;
        _list.Rejected.Add(check.Sku);
        _list.ProblemCount += check.Problems.Count;
        _list.Problems.AddRange(
            check.Problems.Take(PriceList.MaxProblemsKept - _list.Problems.Count)
        );
    }

    private static async Task NextAsync(XmlReader reader)
    {
        await reader.ReadAsync();
        await reader.MoveToContentAsync();
    }

    private static void Expect(XmlReader reader, string name)
    {
        if (
            reader.NodeType != XmlNodeType.Element
            || reader.LocalName != name
            || reader.NamespaceURI != Namespace.NamespaceName
        )
        {
            throw new PriceListException(
                $"Expected the element '{name}' in the namespace '{Namespace.NamespaceName}', found {reader.NodeType} '{reader.LocalName}' in '{reader.NamespaceURI}'."
            );
        }
    }
}
