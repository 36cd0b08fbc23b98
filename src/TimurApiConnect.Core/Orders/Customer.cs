namespace TimurApiConnect.Core.Orders;

/// <summary>Who bought. Personal data: shown to people who work on the order, never written to a log.</summary>
/// <param name="Id">Kaspi's id; it holds the phone number, so it is personal data too.</param>
/// <param name="FirstName">As the buyer wrote it.</param>
/// <param name="LastName">Often cut to its first letter.</param>
/// <param name="Phone">Digits; Kaspi masks it when the order is over, and then it is null here.</param>
public sealed record Customer(string? Id, string? FirstName, string? LastName, string? Phone)
{
    /// <summary>Nothing about the person.</summary>
    public override string ToString() => "customer";
}

/// <summary>Where an order goes. Personal data, as <see cref="Customer"/>; every part may be missing.</summary>
/// <param name="Text">The whole address as Kaspi words it.</param>
/// <param name="Town">The town: the one part that is nearly always there.</param>
/// <param name="Street">The street.</param>
/// <param name="House">The house's number.</param>
/// <param name="Apartment">The apartment.</param>
/// <param name="Latitude">Degrees.</param>
/// <param name="Longitude">Degrees.</param>
public sealed record DeliveryAddress(
    string? Text,
    string? Town,
    string? Street,
    string? House,
    string? Apartment,
    double? Latitude,
    double? Longitude
)
{
    /// <summary>Nothing about the person.</summary>
    public override string ToString() => "address";
}
