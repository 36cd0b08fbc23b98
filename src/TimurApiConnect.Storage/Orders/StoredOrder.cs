using TimurApiConnect.Core.Orders;

namespace TimurApiConnect.Storage.Orders;

/// <summary>An order in the inbox. Times are UTC.</summary>
/// <param name="Order">As Kaspi showed it last.</param>
/// <param name="FirstSeenAt">When it was stored first.</param>
/// <param name="SeenAt">When Kaspi last showed it.</param>
/// <param name="ChangedAt">When something that matters last changed.</param>
public sealed record StoredOrder(
    Order Order,
    DateTimeOffset FirstSeenAt,
    DateTimeOffset SeenAt,
    DateTimeOffset ChangedAt
)
{
    /// <summary>Whether its lines are to be asked for: the answers left them out since the order came, or since its total changed.</summary>
    public bool LinesDue { get; init; }

    /// <summary>Whether it was accepted when it was first seen: Kaspi accepts for the shop, or a person was quicker than the look.</summary>
    public bool CameAccepted { get; init; }

    /// <summary>When what came back was first seen to be there; null while it is not.</summary>
    public DateTimeOffset? BackAt { get; init; }
}

/// <summary>A change of an order, as history keeps it.</summary>
/// <param name="At">When it was noticed, UTC.</param>
/// <param name="Change">What changed.</param>
public sealed record StoredChange(DateTimeOffset At, OrderChange Change);

/// <summary>A change of one of a shop's orders.</summary>
/// <param name="Id">Rises in the order in which changes become visible.</param>
/// <param name="Code">The order's number.</param>
/// <param name="Change">What changed, and when it was noticed.</param>
public sealed record StoredShopChange(long Id, string Code, StoredChange Change);

/// <summary>How reading a shop's orders goes. Times are UTC.</summary>
/// <param name="Shop">The shop's key.</param>
/// <param name="FirstAskedAt">When they were first asked for.</param>
/// <param name="AskedAt">When they were last asked for.</param>
/// <param name="ReadAt">When a look was last read to its end, all lists and orders that it asked for; null when never.</param>
/// <param name="ArchiveAt">When the last reading of the finished ones began that came to its end.</param>
/// <param name="ArchiveBegan">When the reading of the finished ones began that is under way, else the last.</param>
/// <param name="ArchiveNext">What is newer was read by it: the next window ends here; null when none is under way.</param>
/// <param name="OpenAt">When the last reading of the open ones began that came to its end.</param>
/// <param name="OpenBegan">When the reading of the open ones began that is under way, else the last.</param>
/// <param name="OpenNext">What is newer was read by it; null when none is under way.</param>
/// <param name="FailureCode">Why the last try failed; null when it did not.</param>
/// <param name="Failure">The same in a sentence.</param>
/// <param name="Unread">Orders that could not be read, in plain words; null when there are none.</param>
public sealed record OrderPoll(
    string Shop,
    DateTimeOffset FirstAskedAt,
    DateTimeOffset AskedAt,
    DateTimeOffset? ReadAt,
    DateTimeOffset? ArchiveAt,
    DateTimeOffset? ArchiveBegan,
    DateTimeOffset? ArchiveNext,
    DateTimeOffset? OpenAt,
    DateTimeOffset? OpenBegan,
    DateTimeOffset? OpenNext,
    string? FailureCode,
    string? Failure,
    string? Unread
);

/// <summary>Which orders are looked for.</summary>
public sealed record OrderFilter(string Shop)
{
    /// <summary>Only in this stage.</summary>
    public OrderStage? Stage { get; init; }

    /// <summary>Only those that are over, or only those that are not.</summary>
    public bool? IsOver { get; init; }

    /// <summary>Only in this status, in Kaspi's word.</summary>
    public string? Status { get; init; }

    /// <summary>Only those placed then or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only those placed earlier.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>A part of the number, of a line's SKU or of what Kaspi calls it, in small or capital letters.</summary>
    public string? Search { get; init; }

    /// <summary>Which page, from 0.</summary>
    public int Page { get; init; }

    /// <summary>Orders a page.</summary>
    public int Size { get; init; } = 50;
}
