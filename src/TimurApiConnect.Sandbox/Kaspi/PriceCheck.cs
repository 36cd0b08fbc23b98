using System.Globalization;
using System.Xml.Linq;

namespace TimurApiConnect.Sandbox.Kaspi;

/// <summary>Prices: whole tenge, digits only.</summary>
internal sealed class PriceCheck(OfferCheck offer)
{
    public static bool TryUnsigned(string text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number)
        && number <= uint.MaxValue;

    public long? Read(XElement element, string field)
    {
        if (element.HasElements)
        {
            offer.Add(field, "unknown", $"{field} holds elements. Write digits only.");
            return null;
        }

        var old = (string?)element.Attribute("oldprice");
        if (old is not null && !TryUnsigned(old, out _))
        {
            offer.Add("oldprice", "unsigned integer", $"oldprice is '{old}'. Write digits only.");
        }

        offer.Attributes(element, field, "oldprice", field == "cityprice" ? "cityId" : "oldprice");
        var text = element.Value.Trim();
        if (!TryUnsigned(text, out var price))
        {
            offer.Add(
                field,
                "unsigned integer",
                $"{field} is '{text}'. Write whole tenge, digits only."
            );
            return null;
        }

        if (price == 0)
        {
            offer.Add(
                field,
                "positive",
                $"{field} is 0. A good without a price must not be in the list."
            );
        }

        return price;
    }

    public List<CityPrice> ReadCities(XElement cityPrices)
    {
        var cities = new List<CityPrice>();
        foreach (var element in cityPrices.Elements())
        {
            if (element.Name != PriceListReader.Namespace + "cityprice")
            {
                offer.Add(
                    "cityprices",
                    "unknown",
                    $"Element '{element.Name.LocalName}' is not in the schema. Leave it out."
                );
                continue;
            }

            var city = (string?)element.Attribute("cityId") ?? "";
            if (string.IsNullOrWhiteSpace(city))
            {
                offer.Add("cityId", "required", "cityprice has no cityId, for example 750000000.");
            }

            cities.Add(new(city, Read(element, "cityprice") ?? 0));
        }

        if (cities.Count == 0)
        {
            offer.Add("cityprices", "required", "cityprices is empty.");
        }

        foreach (
            var twice in cities
                .GroupBy(c => c.CityId, StringComparer.Ordinal)
                .Where(g => g.Skip(1).Any())
        )
        {
            offer.Add("cityId", "unique", $"City '{twice.Key}' has more than one price.");
        }

        return cities;
    }
}
