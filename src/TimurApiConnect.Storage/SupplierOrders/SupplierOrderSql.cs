using TimurApiConnect.Core.SupplierOrders;

namespace TimurApiConnect.Storage.SupplierOrders;

/// <summary>States as they are stored, for conditions that name several.</summary>
internal static class SupplierOrderSql
{
    /// <summary>The supplier has it, or may have it.</summary>
    public static string AtSupplier { get; } =
        Of(SupplierOrderState.Placing, SupplierOrderState.Placed, SupplierOrderState.Shipped);

    /// <summary>A person has it, or had.</summary>
    public static string GivenToPerson { get; } =
        Of(SupplierOrderState.Parked, SupplierOrderState.Dismissed);

    /// <summary>Under way, and not known to be at the supplier.</summary>
    public static string NotSettled { get; } =
        Of(SupplierOrderState.Proposed, SupplierOrderState.Approved, SupplierOrderState.Placing);

    private static string Of(params SupplierOrderState[] states) =>
        string.Join(", ", states.Select(s => $"'{s}'"));
}
