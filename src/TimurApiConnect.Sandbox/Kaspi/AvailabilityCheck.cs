using System.Xml.Linq;

namespace TimurApiConnect.Sandbox.Kaspi;

/// <summary>The pick-up points of an offer.</summary>
internal sealed class AvailabilityCheck(OfferCheck offer)
{
    private const int MaxPreOrderDays = 30;

    public List<StoreStock> Read(XElement? availabilities)
    {
        var stores = new List<StoreStock>();
        foreach (var element in availabilities?.Elements() ?? [])
        {
            if (element.Name != PriceListReader.Namespace + "availability")
            {
                offer.Add(
                    "availabilities",
                    "unknown",
                    $"Element '{element.Name.LocalName}' is not in the schema. Leave it out."
                );
                continue;
            }

            stores.Add(ReadOne(element));
        }

        if (availabilities is not null && stores.Count == 0)
        {
            offer.Add(
                "availabilities",
                "required",
                "availabilities is empty. List every store, with available=\"no\" where there is nothing."
            );
        }

        foreach (
            var twice in stores
                .GroupBy(s => s.StoreId, StringComparer.Ordinal)
                .Where(g => g.Skip(1).Any())
        )
        {
            offer.Add("storeId", "unique", $"Store '{twice.Key}' is listed more than once.");
        }

        return stores;
    }

    private StoreStock ReadOne(XElement element)
    {
        offer.Attributes(element, "availability", "available", "storeId", "preOrder", "stockCount");
        var available = (string?)element.Attribute("available");
        if (available is not ("yes" or "no"))
        {
            offer.Add("available", "enum", $"available is '{available}'. Write yes or no.");
        }

        var store = (string?)element.Attribute("storeId") ?? "";
        if (string.IsNullOrWhiteSpace(store))
        {
            offer.Add(
                "storeId",
                "required",
                "availability has no storeId. Copy it from the cabinet, for example PP1."
            );
        }

        var preOrder = Number(element, "preOrder");
        if (preOrder > MaxPreOrderDays)
        {
            offer.Add(
                "preOrder",
                "range",
                $"preOrder is '{preOrder}'. It is 0 to {MaxPreOrderDays} days."
            );
        }

        return new(store, available == "yes", (int?)preOrder, Number(element, "stockCount"));
    }

    private long? Number(XElement element, string name)
    {
        if ((string?)element.Attribute(name) is not { } text)
        {
            return null;
        }

        if (PriceCheck.TryUnsigned(text, out var number))
        {
            return number;
        }

        offer.Add(name, "unsigned integer", $"{name} is '{text}'. Write digits only.");
        return null;
    }
}
