using System.Collections.Frozen;

namespace TimurApiConnect.Sandbox.AlStyle;

/// <summary>Which fields a good is answered with.</summary>
internal static class GoodFields
{
    private static readonly FrozenSet<string> Base = FrozenSet.Create(
        StringComparer.Ordinal,
        "article",
        "article_pn",
        "name",
        "full_name",
        "category",
        "sort",
        "price1",
        "price2",
        "quantity",
        "isnew",
        "quantityMarkdown",
        "priceMarkdown"
    );

    private static readonly FrozenSet<string> Additional = FrozenSet.Create(
        StringComparer.Ordinal,
        "description",
        "brand",
        "weight",
        "warranty",
        "images",
        "url",
        "barcode",
        "reducedprice",
        "expectedArrivalDate",
        "discountPrice",
        "discount",
        "certificates",
        "instructions",
        "reservationTime",
        "reservationDate",
        "defectDescription",
        "rrp",
        "warehouse",
        "warehouses",
        "marketplaceArticles",
        "tnved",
        "multiplicity",
        "dimensions"
    );

    private static readonly FrozenSet<string> OnlyElementInfo = FrozenSet.Create(
        StringComparer.Ordinal,
        "detailText",
        "properties"
    );

    public static IEnumerable<string> Known => Base.Concat(Additional).Concat(OnlyElementInfo);

    /// <summary>The additional fields asked for, or null when one is unknown: the supplier answers that with 500.</summary>
    public static IReadOnlyList<string>? Read(string? list, bool elementInfo)
    {
        var asked = (list ?? "").Split(
            ',',
            StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
        );
        var fields = new List<string>(asked.Length);
        foreach (var name in asked)
        {
            if (Additional.Contains(name) || (elementInfo && OnlyElementInfo.Contains(name)))
            {
                if (!fields.Contains(name, StringComparer.Ordinal))
                {
                    fields.Add(name);
                }
            }
            else if (!Base.Contains(name))
            {
                return null;
            }
        }

        return fields;
    }
}
