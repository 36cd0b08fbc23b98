using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.Storage.SupplierOrders;

namespace TimurApiConnect.Gateway.Status;

/// <summary>What is said of an order at the supplier that a person should look at. Pure: the same order gives the same sentence.</summary>
internal static class SupplierOrderSentences
{
    /// <summary>Of one that waits for a person.</summary>
    public static string Parked(StoredSupplierOrder order) =>
        $"Supplier order {order.Id} waits for a person ({order.FailureCode}). {order.Failure} POST /api/supplier-orders/{order.Id}/retry{(order.IsSurelyNotThere ? ", …/renew" : "")} or …/dismiss.";

    /// <summary>Of one that has not got on for long.</summary>
    public static string Waiting(StoredSupplierOrder order) =>
        order.State == SupplierOrderState.Placing
            ? $"Supplier order {order.Id} was sent, and since {order.WaitingSince?.UtcDateTime:yyyy-MM-dd HH:mm} UTC it cannot be seen whether the supplier has it ({order.FailureCode}). {order.Failure} No other order of the account is placed until then. Look for {order.OurNumber} in the supplier's portal, and see why the supplier's orders cannot be read: GET /api/status names it under vendors."
            : $"Supplier order {order.Id} could not be placed since {order.WaitingSince?.UtcDateTime:yyyy-MM-dd HH:mm} UTC ({order.FailureCode}); it is tried again and again. {order.Failure}";

    /// <summary>Of a placed or shipped one that was not taken as it was sent, not cancelled as wanted, or is not seen any more.</summary>
    public static IEnumerable<string> Troubles(StoredSupplierOrder order)
    {
        var mayBeCancelled = order is { State: SupplierOrderState.Placed, MergedFrom: null };
        if (order.Difference is { } difference)
        {
            yield return $"Supplier order {order.Id} differs from what was ordered. {difference} What is missing is not ordered again by itself and its stock stays reserved: order it in the supplier's portal{(mayBeCancelled ? $", or POST /api/supplier-orders/{order.Id}/cancel has the whole order cancelled, then all that is still wanted is proposed anew" : "")}.";
        }

        if (order.FailureCode?.StartsWith("cancel-", StringComparison.Ordinal) == true)
        {
            yield return $"Supplier order {order.Id} was not cancelled ({order.FailureCode}). {order.Failure}{(mayBeCancelled ? $" POST /api/supplier-orders/{order.Id}/cancel asks again." : "")}";
        }
        else if (order.FailureCode?.StartsWith("placed-", StringComparison.Ordinal) == true)
        {
            yield return $"Supplier order {order.Id} cannot be followed ({order.FailureCode}). {order.Failure} Look for {order.Number} in the supplier's portal; until it is seen again its goods stay reserved.";
        }
    }
}
