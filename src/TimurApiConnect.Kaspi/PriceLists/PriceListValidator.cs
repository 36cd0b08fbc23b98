using System.Globalization;
using System.Xml;
using TimurApiConnect.Core.Assortment;

namespace TimurApiConnect.Kaspi.PriceLists;

/// <summary>A breach of Kaspi's schema or guide.</summary>
/// <param name="Sku">Which offer; empty when the document itself is meant.</param>
/// <param name="Field">Which element or attribute, for example <c>availability@stockCount</c>.</param>
/// <param name="Rule">Which rule, a stable name: <c>unique</c>, <c>range</c>, <c>order</c>, <c>missing</c>, <c>unknown</c>, <c>text</c>.</param>
/// <param name="Message">What is wrong, in plain words.</param>
public sealed record PriceListViolation(string Sku, string Field, string Rule, string Message);

/// <summary>
/// Reads a price list as Kaspi would and says what it would not like. The public schema knows neither <c>preOrder</c> nor
/// <c>stockCount</c>, which the guide documents, so a plain XSD check would refuse every real list: this is schema plus guide, streaming.
/// </summary>
public static class PriceListValidator
{
    private const string Namespace = "kaspiShopping";
    private const int MaxReported = 1_000;
    private static readonly string[] ChildOrder =
    [
        "model",
        "brand",
        "availabilities",
        "deliveryOptions",
        "price",
        "cityprices",
    ];

    /// <summary>All breaches, at most a thousand; an empty list means that the document is right.</summary>
    public static IReadOnlyList<PriceListViolation> Validate(Stream xml)
    {
        var state = new State();
        try
        {
            using var reader = XmlReader.Create(
                xml,
                new XmlReaderSettings
                {
                    // Nobody's list may make this machine read files or addresses.
                    DtdProcessing = DtdProcessing.Prohibit,
                    XmlResolver = null,
                    IgnoreComments = true,
                    IgnoreWhitespace = true,
                }
            );
            state.Read(reader);
        }
        catch (XmlException e)
        {
            state.Add(
                "",
                "document",
                "well-formed",
                $"Line {e.LineNumber}, position {e.LinePosition}: {e.Message}"
            );
        }

        return state.Violations;
    }

    private sealed class State
    {
        private readonly HashSet<string> _skus = new(StringComparer.Ordinal);
        private string _sku = "";

        public List<PriceListViolation> Violations { get; } = [];

        public void Add(string sku, string field, string rule, string message)
        {
            if (Violations.Count < MaxReported)
            {
                Violations.Add(new PriceListViolation(sku, field, rule, message));
            }
        }

        public void Read(XmlReader reader)
        {
            reader.MoveToContent();
            if (reader.LocalName != "kaspi_catalog" || reader.NamespaceURI != Namespace)
            {
                Add(
                    "",
                    "kaspi_catalog",
                    "missing",
                    $"The root is {{{reader.NamespaceURI}}}{reader.LocalName}; {{{Namespace}}}kaspi_catalog is wanted."
                );
                return;
            }

            Demand(
                reader.GetAttribute("date") is { Length: > 0 },
                "kaspi_catalog@date",
                "missing",
                "The date is missing."
            );
            var order = new List<string>();
            foreach (var child in Children(reader))
            {
                order.Add(child);
                switch (child)
                {
                    case "offers":
                        ReadOffers(reader);
                        break;
                    case "company" or "merchantid":
                        Demand(
                            reader.ReadElementContentAsString().Trim().Length > 0,
                            child,
                            "missing",
                            "It is empty."
                        );
                        break;
                    default:
                        Add("", child, "unknown", "The schema has no such element.");
                        reader.Skip();
                        break;
                }
            }

            Demand(
                order.SequenceEqual(["company", "merchantid", "offers"], StringComparer.Ordinal),
                "kaspi_catalog",
                "order",
                $"The children are {string.Join(", ", order)}; company, merchantid, offers are wanted."
            );
            Demand(
                _skus.Count > 0,
                "offers",
                "missing",
                "There is no offer; the schema wants at least one."
            );
        }

        private void ReadOffers(XmlReader reader)
        {
            foreach (var child in Children(reader))
            {
                if (child != "offer")
                {
                    Add("", $"offers/{child}", "unknown", "Only offers may stand here.");
                    reader.Skip();
                    continue;
                }

                _sku = reader.GetAttribute("sku") ?? "";
                Demand(_sku.Length > 0, "offer@sku", "missing", "The SKU is missing.");
                Demand(
                    _sku.Length == 0 || SkuScheme.IsValid(System.Text.Encoding.UTF8.GetBytes(_sku)),
                    "offer@sku",
                    "range",
                    "A SKU has at most 20 characters: Latin letters, digits, underscore."
                );
                Demand(_skus.Add(_sku), "offer@sku", "unique", "The SKU stands in the list twice.");
                ReadOffer(reader);
                _sku = "";
            }
        }

        private void ReadOffer(XmlReader reader)
        {
            var (last, seen) = (-1, new HashSet<string>(StringComparer.Ordinal));
            foreach (var child in Children(reader))
            {
                var place = Array.IndexOf(ChildOrder, child);
                Demand(place >= 0, child, "unknown", "The schema has no such element in an offer.");
                Demand(
                    place < 0 || place > last,
                    child,
                    "order",
                    $"It stands out of order or twice; the order is {string.Join(", ", ChildOrder)}."
                );
                last = Math.Max(last, place);
                seen.Add(child);
                switch (child)
                {
                    case "model" or "brand":
                        Demand(
                            reader.ReadElementContentAsString().Trim().Length > 0,
                            child,
                            "text",
                            "It is empty."
                        );
                        break;
                    case "availabilities":
                        ReadAvailabilities(reader);
                        break;
                    case "price":
                        ReadPrice(reader, child);
                        break;
                    case "cityprices":
                        ReadCityPrices(reader);
                        break;
                    default:
                        reader.Skip();
                        break;
                }
            }

            Demand(seen.Contains("model"), "model", "missing", "The model is missing.");
            Demand(
                seen.Contains("price") != seen.Contains("cityprices"),
                "price",
                "missing",
                "Exactly one of price and cityprices is wanted."
            );
        }

        private void ReadAvailabilities(XmlReader reader)
        {
            var stores = new HashSet<string>(StringComparer.Ordinal);
            foreach (var child in Children(reader))
            {
                if (child != "availability")
                {
                    Add(_sku, child, "unknown", "Only availability may stand here.");
                    reader.Skip();
                    continue;
                }

                var (available, store) = (
                    reader.GetAttribute("available"),
                    reader.GetAttribute("storeId")
                );
                Demand(
                    available is "yes" or "no",
                    "availability@available",
                    "range",
                    $"It is \"{available}\"; yes or no is wanted."
                );
                Demand(
                    store is { Length: > 0 },
                    "availability@storeId",
                    "missing",
                    "The point's name is missing."
                );
                Demand(
                    stores.Add(store ?? ""),
                    "availability@storeId",
                    "unique",
                    $"The point {store} stands here twice."
                );
                Number(reader.GetAttribute("preOrder"), "availability@preOrder", 0, 30);
                Number(
                    reader.GetAttribute("stockCount"),
                    "availability@stockCount",
                    0,
                    int.MaxValue
                );
                reader.Skip();
            }

            Demand(stores.Count > 0, "availability", "missing", "No point is named.");
        }

        private void ReadCityPrices(XmlReader reader)
        {
            var cities = new HashSet<string>(StringComparer.Ordinal);
            foreach (var child in Children(reader))
            {
                Demand(child == "cityprice", child, "unknown", "Only cityprice may stand here.");
                Demand(
                    cities.Add(reader.GetAttribute("cityId") ?? ""),
                    "cityprice@cityId",
                    "unique",
                    "A city stands here twice."
                );
                Demand(
                    reader.GetAttribute("cityId") is { Length: > 0 },
                    "cityprice@cityId",
                    "missing",
                    "The city is missing."
                );
                ReadPrice(reader, "cityprice");
            }

            Demand(cities.Count > 0, "cityprices", "missing", "No city is named.");
        }

        private void ReadPrice(XmlReader reader, string field) =>
            Demand(
                reader.ReadElementContentAsString() is var text
                    && long.TryParse(
                        text,
                        NumberStyles.None,
                        CultureInfo.InvariantCulture,
                        out var price
                    )
                    && price > 0,
                field,
                "range",
                $"\"{text}\" is no price; a whole number of tenge above 0 without separators is wanted."
            );

        private void Number(string? text, string field, int least, int most) =>
            Demand(
                text is null
                    || (
                        int.TryParse(
                            text,
                            NumberStyles.None,
                            CultureInfo.InvariantCulture,
                            out var number
                        )
                        && number >= least
                        && number <= most
                    ),
                field,
                "range",
                $"\"{text}\" is out of range; {least} to {most} is wanted."
            );

        private void Demand(bool holds, string field, string rule, string message)
        {
            if (!holds)
            {
                Add(_sku, field, rule, message);
            }
        }

        /// <summary>The element's children by name; each must be consumed by the caller before the next is asked for.</summary>
        private IEnumerable<string> Children(XmlReader reader)
        {
            if (reader.IsEmptyElement)
            {
                reader.Read();
                yield break;
            }

            reader.Read();
            while (reader.NodeType is not XmlNodeType.EndElement)
            {
                if (reader.NodeType == XmlNodeType.Element)
                {
                    Demand(
                        reader.NamespaceURI == Namespace,
                        reader.LocalName,
                        "unknown",
                        $"It is outside the namespace {Namespace}."
                    );
                    yield return reader.LocalName;
                }
                else if (!reader.Read())
                {
                    yield break;
                }
            }

            reader.Read();
        }
    }
}
