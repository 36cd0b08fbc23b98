using TimurApiConnect.Core.SupplierOrders;

namespace TimurApiConnect.Gateway.SupplierOrders;

/// <summary>What a person decides about an order at the supplier.</summary>
internal enum SupplierOrderDecision
{
    /// <summary>It is to be placed.</summary>
    Approve,

    /// <summary>None of it is wanted.</summary>
    Dismiss,

    /// <summary>It is to go on from where it was parked.</summary>
    Retry,

    /// <summary>It is to be given up and proposed anew with today's prices.</summary>
    Renew,

    /// <summary>The supplier is to cancel it.</summary>
    Cancel,
}

/// <summary>A decision as the machine knows it.</summary>
internal static class SupplierOrderDecisions
{
    /// <summary>The event.</summary>
    public static SupplierOrderEvent ToEvent(
        this SupplierOrderDecision decision,
        string who,
        DateTimeOffset now,
        string reason
    ) =>
        decision switch
        {
            SupplierOrderDecision.Approve => new SupplierOrderEvent.Approved(who, now),
            SupplierOrderDecision.Dismiss => new SupplierOrderEvent.Dismissed(now),
            SupplierOrderDecision.Retry => new SupplierOrderEvent.Retried(now),
            SupplierOrderDecision.Renew => new SupplierOrderEvent.Renewed(now),
            _ => new SupplierOrderEvent.CancelAsked(who, reason, now),
        };
}
