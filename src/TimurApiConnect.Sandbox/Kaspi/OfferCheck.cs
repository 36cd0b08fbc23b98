using System.Xml.Linq;

namespace TimurApiConnect.Sandbox.Kaspi;

/// <summary>
/// Reads one <c>offer</c> and checks it against the public schema of the price list, extended by preOrder and
/// stockCount, which the marketplace documents but its schema does not have.
/// </summary>
/// <remarks>
/// <code>
/// &lt;offer sku="ABC123"&gt;
///   &lt;model&gt;Title&lt;/model&gt;&lt;brand&gt;Brand&lt;/brand&gt;
///   &lt;availabilities&gt;&lt;availability available="yes" storeId="PP1" preOrder="3" stockCount="234"/&gt;&lt;/availabilities&gt;
///   &lt;price&gt;6418&lt;/price&gt;  or  &lt;cityprices&gt;&lt;cityprice cityId="750000000"&gt;193000&lt;/cityprice&gt;&lt;/cityprices&gt;
/// &lt;/offer&gt;
/// </code>
/// </remarks>
internal sealed class OfferCheck(XElement offer, int line, string skuExtraCharacters)
{
    public const int LongestSku = 20;

    // The schema's sequence; the last two are a choice.
    private static readonly string[] Order =
    [
        "model",
        "brand",
        "availabilities",
        "deliveryOptions",
        "price",
        "cityprices",
    ];

    private readonly List<OfferProblem> _problems = [];

    public string Sku { get; } = (string?)offer.Attribute("sku") ?? "";

    public IReadOnlyList<OfferProblem> Problems => _problems;

    /// <summary>The offer, or null when it breaks a rule.</summary>
    public AcceptedOffer? Read()
    {
        CheckSku();
        Attributes(offer, "offer", "sku", "rownumber");
        CheckChildren();
        var model = Child("model")?.Value.Trim() ?? "";
        if (Child("model") is not null && model.Length == 0)
        {
            Add("model", "required", "model is empty. Give the name of the good.");
        }

        var stores = new AvailabilityCheck(this).Read(Child("availabilities"));
        var prices = new PriceCheck(this);
        var price = Child("price") is { } one ? prices.Read(one, "price") : null;
        var cityPrices = Child("cityprices") is { } many ? prices.ReadCities(many) : null;
        return _problems.Count > 0
            ? null
            : new(Sku, model, Child("brand")?.Value.Trim(), price, cityPrices, stores);
    }

    public void Add(string field, string rule, string text) =>
        _problems.Add(new(Sku, line, field, rule, text));

    /// <summary>Complains about every attribute that is not one of these.</summary>
    public void Attributes(XElement element, string field, params ReadOnlySpan<string> known)
    {
        foreach (var attribute in element.Attributes())
        {
            if (!attribute.IsNamespaceDeclaration && !known.Contains(attribute.Name.LocalName))
            {
                Add(
                    field,
                    "unknown",
                    $"Attribute '{attribute.Name.LocalName}' is not in the schema. Leave it out."
                );
            }
        }
    }

    private XElement? Child(string name) => offer.Element(PriceListReader.Namespace + name);

    private void CheckSku()
    {
        if (Sku.Length == 0)
        {
            Add("sku", "required", "The offer has no sku.");
        }
        else if (Sku.Length > LongestSku)
        {
            Add("sku", "length", $"'{Sku}' has {Sku.Length} characters. The most is {LongestSku}.");
        }

        if (
            Sku.FirstOrDefault(c =>
                !char.IsAsciiLetterOrDigit(c) && !skuExtraCharacters.Contains(c)
            )
            is var wrong
                and not '\0'
        )
        {
            Add(
                "sku",
                "charset",
                $"'{Sku}' contains '{wrong}'. Only Latin letters and digits are allowed."
            );
        }
    }

    private void CheckChildren()
    {
        var place = 0;
        foreach (var child in offer.Elements())
        {
            var name = child.Name.LocalName;
            var at =
                child.Name.Namespace == PriceListReader.Namespace ? Array.IndexOf(Order, name) : -1;
            if (at < 0)
            {
                Add(name, "unknown", $"Element '{name}' is not in the schema. Leave it out.");
            }
            else if (at < place)
            {
                Add(
                    name,
                    "order",
                    $"'{name}' stands after '{Order[place]}'. The order is {string.Join(", ", Order)}."
                );
            }
            else if (
                offer.Elements(child.Name).Skip(1).Any()
                && child == offer.Elements(child.Name).Last()
            )
            {
                Add(name, "once", $"'{name}' occurs more than once.");
            }

            place = Math.Max(place, at);
        }

        if (Child("model") is null)
        {
            Add("model", "required", "The offer has no model.");
        }

        if (Child("price") is null == Child("cityprices") is null)
        {
            Add("price", "choice", "The offer needs either price or cityprices, and not both.");
        }
    }
}
