using TimurApiConnect.Core.SupplierOrders;

namespace TimurApiConnect.Tests.SupplierOrders;

/// <summary>An order at the supplier as the machine knows it.</summary>
internal sealed record ASupplierOrder : SupplierOrderProgress
{
    public static DateTimeOffset Now { get; } = new(2026, 11, 25, 9, 5, 0, TimeSpan.Zero);

    /// <summary>One in this state, as it comes there by itself.</summary>
    public static ASupplierOrder In(SupplierOrderState state)
    {
        var order = new ASupplierOrder
        {
            State = state,
            Total = 200,
            NextAt = Now,
            ChangedAt = Now,
        };
        return state switch
        {
            SupplierOrderState.Placing => order with { Tries = 1, SubmitAt = Now },
            SupplierOrderState.Placed or SupplierOrderState.Shipped => order with
            {
                Tries = 1,
                SubmitAt = Now,
                Number = "77",
            },
            SupplierOrderState.Parked => order with { FailureCode = "basket-differs" },
            _ => order,
        };
    }
}
