using TimurApiConnect.Core.Failures;

namespace TimurApiConnect.Core.SupplierOrders;

/// <summary>
/// Ordering at a supplier account. What has an effect is sent once and never again; after a failure of which the
/// effect is <see cref="Effect.Unknown"/> the supplier has to be read before anything is repeated.
/// </summary>
public interface ISupplierOrdering
{
    /// <summary>Powers of attorney and delivery methods.</summary>
    Task<Outcome<SupplierTerms>> ReadTermsAsync(string account, CancellationToken stopping);

    /// <summary>What lies in the basket, which everybody with the same token shares.</summary>
    Task<Outcome<Basket>> ReadBasketAsync(string account, CancellationToken stopping);

    /// <summary>Empties the basket. Has an effect.</summary>
    Task<Outcome<Done>> ClearBasketAsync(string account, CancellationToken stopping);

    /// <summary>Adds to what is in the basket. Has an effect.</summary>
    Task<Outcome<Done>> AddAsync(
        string account,
        IReadOnlyList<Pieces> pieces,
        CancellationToken stopping
    );

    /// <summary>Makes an order of the basket. Has an effect.</summary>
    Task<Outcome<PlacedOrder>> SubmitAsync(
        string account,
        Submission submission,
        CancellationToken stopping
    );

    /// <summary>A page of the orders placed in a span of days.</summary>
    Task<Outcome<OrdersPage>> ListAsync(
        string account,
        OrdersQuery query,
        CancellationToken stopping
    );

    /// <summary>One order with its lines.</summary>
    Task<Outcome<OrderReading>> ReadOrderAsync(
        string account,
        string number,
        CancellationToken stopping
    );

    /// <summary>Cancels an order. Has an effect.</summary>
    Task<Outcome<Done>> CancelAsync(string account, string number, CancellationToken stopping);
}

/// <summary>It was done; there is nothing else to say.</summary>
public readonly record struct Done;

/// <summary>So many of an article.</summary>
/// <param name="Article">The supplier's code.</param>
/// <param name="Quantity">How many.</param>
public readonly record struct Pieces(int Article, int Quantity);

/// <summary>The number that the supplier gave an order.</summary>
/// <param name="Number">As the supplier writes it.</param>
public sealed record PlacedOrder(string Number);

/// <summary>What an order needs beside the basket.</summary>
/// <param name="OurNumber">Our number, for finding it again.</param>
/// <param name="ShippingDate">The day on which the goods are wanted.</param>
/// <param name="Attorney">The power of attorney as the supplier sent it (JSON).</param>
/// <param name="Delivery">The delivery method as the supplier sent it (JSON).</param>
/// <param name="Within">After this it is not sent any more: whoever looks for it later must be sure that it is not still on its way.</param>
public sealed record Submission(
    string OurNumber,
    DateOnly ShippingDate,
    string Attorney,
    string Delivery,
    TimeSpan Within
);
