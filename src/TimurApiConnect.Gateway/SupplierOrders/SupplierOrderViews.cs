using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.Storage.Journal;
using TimurApiConnect.Storage.SupplierOrders;

namespace TimurApiConnect.Gateway.SupplierOrders;

/// <summary>An order at the supplier.</summary>
/// <param name="Id">Its number here.</param>
/// <param name="Account">The supplier account.</param>
/// <param name="OurNumber">Our number, sent along.</param>
/// <param name="State">How far it is.</param>
/// <param name="Total">Tenge.</param>
/// <param name="Articles">How many articles are on it.</param>
/// <param name="CreatedAt">When it was proposed.</param>
/// <param name="ChangedAt">When it last changed.</param>
/// <param name="ApprovedBy">Who approved it; <c>rule</c> for the rule.</param>
/// <param name="ApprovedAt">When.</param>
/// <param name="Number">The supplier's number.</param>
/// <param name="Status">The supplier's status.</param>
/// <param name="StatusText">The same in plain words.</param>
/// <param name="PlacedAt">When it was known to be placed.</param>
/// <param name="ShippedAt">When it was known to be shipped.</param>
/// <param name="MergedFrom">The number that it had before the supplier merged it into another one.</param>
/// <param name="Cancellation">That a person wants it cancelled at the supplier, and what became of that.</param>
/// <param name="Difference">What the supplier has taken otherwise than it was sent.</param>
/// <param name="FailureCode">Why it waits or is parked, a stable code.</param>
/// <param name="Failure">The same in a sentence, with the next move.</param>
/// <param name="Notices">What a person should know of it, in sentences.</param>
internal sealed record SupplierOrderView(
    long Id,
    string Account,
    string OurNumber,
    SupplierOrderState State,
    long Total,
    int Articles,
    DateTimeOffset CreatedAt,
    DateTimeOffset ChangedAt,
    string? ApprovedBy,
    DateTimeOffset? ApprovedAt,
    string? Number,
    string? Status,
    string? StatusText,
    DateTimeOffset? PlacedAt,
    DateTimeOffset? ShippedAt,
    string? MergedFrom,
    Cancellation? Cancellation,
    string? Difference,
    string? FailureCode,
    string? Failure,
    IReadOnlyList<string> Notices
)
{
    public static SupplierOrderView Of(StoredSupplierOrder order, IEnumerable<string> notices) =>
        new(
            order.Id,
            order.Account,
            order.OurNumber,
            order.State,
            order.Total,
            order.Lines.Count,
            order.CreatedAt,
            order.ChangedAt,
            order.ApprovedBy,
            order.ApprovedAt,
            order.Number,
            order.Status?.Text,
            order.Status?.Meaning,
            order.PlacedAt,
            order.ShippedAt,
            order.MergedFrom,
            order.Cancellation,
            order.Difference,
            order.FailureCode,
            order.Failure,
            [.. notices]
        );
}

/// <summary>An order at the supplier as the order at Kaspi shows it that it serves: nothing of what the merchant pays.</summary>
/// <param name="Id">Its number here.</param>
/// <param name="State">How far it is.</param>
/// <param name="Number">The supplier's number.</param>
/// <param name="Status">The supplier's status.</param>
/// <param name="StatusText">The same in plain words.</param>
/// <param name="CreatedAt">When it was proposed.</param>
/// <param name="PlacedAt">When it was known to be placed.</param>
/// <param name="ShippedAt">When it was known to be shipped.</param>
/// <param name="FailureCode">Why it waits or is parked, a stable code.</param>
internal sealed record ServingOrderView(
    long Id,
    SupplierOrderState State,
    string? Number,
    string? Status,
    string? StatusText,
    DateTimeOffset CreatedAt,
    DateTimeOffset? PlacedAt,
    DateTimeOffset? ShippedAt,
    string? FailureCode
)
{
    public static ServingOrderView Of(StoredSupplierOrder order) =>
        new(
            order.Id,
            order.State,
            order.Number,
            order.Status?.Text,
            order.Status?.Meaning,
            order.CreatedAt,
            order.PlacedAt,
            order.ShippedAt,
            order.FailureCode
        );
}

/// <summary>A page of orders, the newest first.</summary>
/// <param name="Orders">The orders.</param>
/// <param name="Total">How many there are in all.</param>
internal sealed record SupplierOrderPage(IReadOnlyList<SupplierOrderView> Orders, int Total);

/// <summary>An order with its lines and its history.</summary>
/// <param name="Order">The order.</param>
/// <param name="Lines">Its lines, by article.</param>
/// <param name="History">What happened to it, the oldest first.</param>
internal sealed record SupplierOrderDetails(
    SupplierOrderView Order,
    IReadOnlyList<StoredSupplierLine> Lines,
    IReadOnlyList<SupplierOrderHistoryEntry> History
)
{
    public static SupplierOrderDetails Of(
        StoredSupplierOrder order,
        IEnumerable<string> notices,
        IEnumerable<JournalEntry> history
    ) =>
        new(
            SupplierOrderView.Of(order, notices),
            order.Lines,
            [.. history.Select(e => new SupplierOrderHistoryEntry(e.At, e.Who, e.What, e.Detail))]
        );
}

/// <summary>Something that happened to an order.</summary>
/// <param name="At">When.</param>
/// <param name="Who">Who did it.</param>
/// <param name="What">A short phrase.</param>
/// <param name="Detail">One sentence.</param>
internal sealed record SupplierOrderHistoryEntry(
    DateTimeOffset At,
    string Who,
    string What,
    string Detail
);
