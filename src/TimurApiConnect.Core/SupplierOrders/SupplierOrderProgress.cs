namespace TimurApiConnect.Core.SupplierOrders;

/// <summary>An order at the supplier on its way: what <see cref="SupplierOrderMachine"/> decides by. Times are UTC.</summary>
public abstract record SupplierOrderProgress
{
    // It was never sent, or the supplier has refused it, or it was looked for and is not there.
    private static readonly string[] ParkedBefore =
    [
        "basket-busy",
        "basket-differs",
        "not-added",
        "refused",
        "no-attorney",
        "attorney-expired",
        "no-delivery",
    ];

    /// <summary>How far it is.</summary>
    public required SupplierOrderState State { get; init; }

    /// <summary>Tenge: as approved, and once it is sent as the supplier's basket had it.</summary>
    public required long Total { get; init; }

    /// <summary>When the worker looks at it next.</summary>
    public required DateTimeOffset NextAt { get; init; }

    /// <summary>When it last changed.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Who approved it: a key's name, or <c>rule</c>.</summary>
    public string? ApprovedBy { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset? ApprovedAt { get; init; }

    /// <summary>Since when it does not get on.</summary>
    public DateTimeOffset? WaitingSince { get; init; }

    /// <summary>Since when somebody else's lines lie in the basket; null while none do.</summary>
    public DateTimeOffset? BusySince { get; init; }

    /// <summary>Since when the basket may hold its lines.</summary>
    public DateTimeOffset? FillingAt { get; init; }

    /// <summary>When it was last about to be sent.</summary>
    public DateTimeOffset? SubmitAt { get; init; }

    /// <summary>How often it was sent without a known outcome.</summary>
    public int Tries { get; init; }

    /// <summary>The supplier's number.</summary>
    public string? Number { get; init; }

    /// <summary>The supplier's status.</summary>
    public SupplierStatus? Status { get; init; }

    /// <summary>When it was known to be placed.</summary>
    public DateTimeOffset? PlacedAt { get; init; }

    /// <summary>When its lines at the supplier were compared with what was ordered.</summary>
    public DateTimeOffset? CheckedAt { get; init; }

    /// <summary>What the supplier has taken otherwise than it was sent, in a sentence; null while nothing is known to differ.</summary>
    public string? Difference { get; init; }

    /// <summary>When it was known to be shipped.</summary>
    public DateTimeOffset? ShippedAt { get; init; }

    /// <summary>The number that it had before the supplier merged it into another one.</summary>
    public string? MergedFrom { get; init; }

    /// <summary>That a person wanted it cancelled at the supplier; null when nobody did.</summary>
    public Cancellation? Cancellation { get; init; }

    /// <summary>The code of why it waits or is parked.</summary>
    public string? FailureCode { get; init; }

    /// <summary>Why, and the next move.</summary>
    public string? Failure { get; init; }

    /// <summary>Whether it was sent and has no known outcome: what lies in the basket may be what is sent again.</summary>
    public bool IsSent =>
        State == SupplierOrderState.Placing
        || this is { State: SupplierOrderState.Approved, Tries: > 0 };

    /// <summary>Whether it is parked and surely not at the supplier.</summary>
    public bool IsSurelyNotThere =>
        this is { State: SupplierOrderState.Parked, Tries: 0 }
        && ParkedBefore.Contains(FailureCode, StringComparer.Ordinal);

    /// <summary>Whether a person wants it cancelled and it is not known yet what came of it.</summary>
    public bool IsBeingCancelled => Cancellation is { EndedAt: null };
}

/// <summary>A person's wish that the supplier cancels an order.</summary>
/// <param name="By">Who.</param>
/// <param name="At">Since when.</param>
/// <param name="Reason">Why, in the person's words.</param>
/// <param name="SentAt">When the supplier was asked; null when not yet.</param>
/// <param name="EndedAt">When it was known what became of it; null while that is not known.</param>
public sealed record Cancellation(
    string By,
    DateTimeOffset At,
    string Reason,
    DateTimeOffset? SentAt = null,
    DateTimeOffset? EndedAt = null
);
