namespace TimurApiConnect.Core.Orders;

/// <summary>What a merchant can tell Kaspi about an order. Each takes effect for good: there is no undo and no trial system.</summary>
public abstract record OrderCommand
{
    private OrderCommand() { }

    /// <summary>Take the order on. Status must be <see cref="OrderStatus.ApprovedByBank"/>.</summary>
    public sealed record Accept : OrderCommand;

    /// <summary>Cancel all of it: before it is packed only.</summary>
    /// <param name="Reason">One of <see cref="CancellationReason.OfMerchants"/>.</param>
    /// <param name="Comment">For Kaspi, at most 1,000 characters.</param>
    public sealed record Cancel(CancellationReason Reason, string? Comment = null) : OrderCommand;

    /// <summary>Packed for Kaspi's courier; the waybill follows seconds later, a page for each place.</summary>
    /// <param name="Places">Parcels, from 1.</param>
    public sealed record Assemble(int Places) : OrderCommand;

    /// <summary>The goods of a pre-order have arrived.</summary>
    public sealed record Arrived : OrderCommand;

    /// <summary>The goods that came back are here.</summary>
    public sealed record ArrivedBackward : OrderCommand;

    /// <summary>Send the buyer the code that completes the order. Only when the goods are handed over (Kaspi's contract).</summary>
    public sealed record SendCode : OrderCommand;

    /// <summary>Complete with the code that the buyer reads out: own pick-up and own delivery only.</summary>
    /// <param name="Code">Four digits. A secret of the buyer.</param>
    public sealed record Complete(string Code) : OrderCommand
    {
        /// <summary>Without the code.</summary>
        public override string ToString() => "Complete { Code = *** }";
    }

    /// <summary>Leave so many of a line, or none of it.</summary>
    /// <param name="LineId">The line.</param>
    /// <param name="Remaining">How many stay.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="Notes">For Kaspi.</param>
    public sealed record ReduceLine(
        string LineId,
        int Remaining,
        CancellationReason Reason,
        string? Notes = null
    ) : OrderCommand;

    /// <summary>Reduce several lines at once, or goods by weight.</summary>
    /// <param name="Lines">What stays of each.</param>
    public sealed record ReduceLines(IReadOnlyList<RemainingLine> Lines) : OrderCommand;

    /// <summary>The IMEI codes of a line's smartphones.</summary>
    /// <param name="LineId">The line.</param>
    /// <param name="Devices">One or two codes for each device.</param>
    public sealed record SetImei(string LineId, IReadOnlyList<IReadOnlyList<string>> Devices)
        : OrderCommand;
}

/// <summary>What stays of a line.</summary>
/// <param name="LineId">The line.</param>
/// <param name="Quantity">How many stay.</param>
/// <param name="Grams">For goods by weight: how much stays.</param>
/// <param name="Reason">Why.</param>
/// <param name="Notes">For Kaspi.</param>
public sealed record RemainingLine(
    string LineId,
    int Quantity,
    int? Grams,
    CancellationReason Reason,
    string? Notes = null
);
