namespace TimurApiConnect.Core.SupplierOrders;

/// <summary>Who decides that an order is placed.</summary>
public enum OrderingMode
{
    /// <summary>Nothing is proposed.</summary>
    Off,

    /// <summary>A person approves each order.</summary>
    Ask,

    /// <summary>Orders up to a total are approved by the rule.</summary>
    Automatic,
}

/// <summary>Whether a proposal is approved by the rule, or waits for a person.</summary>
public static class Approval
{
    /// <summary>Why a person has to approve it; null when the rule does.</summary>
    public static string? AsksBecause(Proposal proposal, OrderingMode mode, long largest) =>
        mode != OrderingMode.Automatic ? "Every order is approved by a person (mode ask)."
        : proposal.HasProblem ? "A line will probably not work."
        : proposal.IsAgain ? "The supplier has cancelled an order with these lines before."
        : proposal.Total > largest
            ? "Its total is above the largest one that the rule approves (SupplierOrders:LargestAutomatic)."
        : null;
}
