using System.Text.Json;

namespace TimurApiConnect.Kaspi.Orders;

/// <summary>A product: Kaspi's own card, or the shop's.</summary>
/// <param name="Id">Kaspi's id for addresses.</param>
/// <param name="Code">Kaspi's product code, or the shop's SKU.</param>
/// <param name="Name">Its name.</param>
/// <param name="Manufacturer">Who makes it, where Kaspi says so.</param>
/// <param name="Category">The title of its category, for Kaspi's cards.</param>
public sealed record Product(
    string Id,
    string Code,
    string? Name,
    string? Manufacturer,
    string? Category
)
{
    // {"type":"masterproducts","id":"MTAwMDAx","attributes":{"code":"100001","name":"…","manufacturer":"…","category":"…"},…}
    internal static (Product? Value, string? Missing) Read(JsonElement row)
    {
        var a = row.Object("attributes") ?? default;
        return row.Text("id") is not { } id ? (null, "id")
            : a.Text("code") is not { } code ? (null, "code")
            : (
                new Product(
                    id,
                    code,
                    a.Text("name"),
                    a.Text("manufacturer"),
                    a.Text("category") ?? (a.Object("category") ?? default).Text("title")
                ),
                null
            );
    }
}

/// <summary>A point of the shop that ships orders.</summary>
/// <param name="Id">Kaspi's id for addresses.</param>
/// <param name="Name">As the price list names it: <c>PP1</c>.</param>
/// <param name="Address">Where it is.</param>
public sealed record PointOfService(string Id, string? Name, string? Address)
{
    // {"type":"pointofservices","id":"MzAwMDAwMDFfUFAx","attributes":{"displayName":"PP1","address":{"formattedAddress":"Алматы, …",…}},…}
    internal static (PointOfService? Value, string? Missing) Read(JsonElement row)
    {
        var a = row.Object("attributes") ?? default;
        return row.Text("id") is not { } id
            ? (null, "id")
            : (
                new PointOfService(
                    id,
                    a.Text("displayName"),
                    (a.Object("address") ?? default).Text("formattedAddress")
                ),
                null
            );
    }
}

/// <summary>A city, as price lists name it.</summary>
/// <param name="Id">Kaspi's id for addresses.</param>
/// <param name="Code">The code: 750000000 is Almaty.</param>
/// <param name="Name">Its name.</param>
/// <param name="IsActive">Whether Kaspi sells there.</param>
public sealed record KaspiCity(string Id, string Code, string? Name, bool IsActive)
{
    // {"type":"cities","id":"NzUwMDAwMDAw","attributes":{"code":"750000000","name":"Алматы","active":true}}
    internal static (KaspiCity? Value, string? Missing) Read(JsonElement row)
    {
        var a = row.Object("attributes") ?? default;
        return row.Text("id") is not { } id ? (null, "id")
            : a.Text("code") is not { } code ? (null, "code")
            : (new KaspiCity(id, code, a.Text("name"), a.Flag("active")), null);
    }
}
