namespace TimurApiConnect.Core.SupplierOrders;

/// <summary>How far a supplier order is on our side.</summary>
public enum SupplierOrderState
{
    /// <summary>Waits for a person.</summary>
    Proposed,

    /// <summary>Is placed as soon as the basket is free.</summary>
    Approved,

    /// <summary>It may have reached the supplier: that is looked up before anything else happens.</summary>
    Placing,

    /// <summary>The supplier has it and gave it a number.</summary>
    Placed,

    /// <summary>The goods have left the supplier.</summary>
    Shipped,

    /// <summary>Withdrawn before it was placed, or cancelled at the supplier; its lines may be proposed again.</summary>
    Cancelled,

    /// <summary>Cannot go on without a person.</summary>
    Parked,

    /// <summary>A person wants none of it; its lines are not proposed again.</summary>
    Dismissed,
}
