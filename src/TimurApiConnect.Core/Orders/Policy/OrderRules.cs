namespace TimurApiConnect.Core.Orders.Policy;

/// <summary>Who accepts new orders.</summary>
public enum AcceptMode
{
    /// <summary>A person; the policy says what it thinks. The default: accepting cannot be undone.</summary>
    Ask,

    /// <summary>The policy accepts what is covered and asks a person about the rest.</summary>
    Automatic,
}

/// <summary>What becomes of an order whose goods are not there.</summary>
public enum GoneMode
{
    /// <summary>A person decides; the options are shown with their costs.</summary>
    Ask,

    /// <summary>Its lines are reduced to what is there.</summary>
    Reduce,

    /// <summary>It is cancelled.</summary>
    Cancel,

    /// <summary>It waits for the goods until a person or Kaspi's deadline ends it.</summary>
    Wait,
}

/// <summary>A shop's rules for orders: section <c>orders</c> of the document.</summary>
/// <param name="Accept">Who accepts.</param>
/// <param name="MaxTotal">Orders above this total are never accepted automatically, tenge.</param>
/// <param name="WhenStockIsGone">What becomes of an order whose goods are not there.</param>
/// <param name="Calendar">The shop's working time.</param>
public sealed record OrderRules(
    AcceptMode Accept,
    long MaxTotal,
    GoneMode WhenStockIsGone,
    WorkingCalendar Calendar
);
