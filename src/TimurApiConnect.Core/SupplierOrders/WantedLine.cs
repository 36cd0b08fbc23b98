using TimurApiConnect.Core.Catalogue;

namespace TimurApiConnect.Core.SupplierOrders;

/// <summary>A line of an accepted order whose goods are on no supplier order yet.</summary>
/// <param name="Shop">The shop.</param>
/// <param name="Code">The order's number at Kaspi.</param>
/// <param name="Number">The line's place in it.</param>
/// <param name="Article">The supplier's code.</param>
/// <param name="Quantity">Pieces.</param>
/// <param name="IsAgain">It was on a supplier order that the supplier cancelled.</param>
public sealed record WantedLine(
    string Shop,
    string Code,
    int Number,
    int Article,
    int Quantity,
    bool IsAgain
);

/// <summary>What the supplier last said of a good.</summary>
/// <param name="Article">The supplier's code.</param>
/// <param name="Name">The supplier's name for it.</param>
/// <param name="Price">What we pay for one, tenge.</param>
/// <param name="Multiplicity">Sold in multiples of this.</param>
/// <param name="Stock">The stock figure.</param>
/// <param name="IsGone">No longer listed.</param>
public sealed record SupplyGood(
    int Article,
    string Name,
    long Price,
    int Multiplicity,
    Quantity Stock,
    bool IsGone
);
