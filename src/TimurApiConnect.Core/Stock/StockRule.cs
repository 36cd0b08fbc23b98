using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.Rules;

namespace TimurApiConnect.Core.Stock;

/// <summary>What to do with goods that the supplier sells only in multiples.</summary>
public enum MultiplicityMode
{
    /// <summary>Publish whole multiples only. The default.</summary>
    RoundDown,

    /// <summary>Do not sell them: a buyer who takes one leaves the rest with the merchant.</summary>
    Skip,

    /// <summary>As if it were not said.</summary>
    Ignore,
}

/// <summary>How much of the supplier's stock is offered.</summary>
/// <param name="Name">Shown in explanations.</param>
/// <param name="When">To which goods it applies.</param>
/// <param name="Buffer">Kept back from the lower bound: others buy from the same shelf.</param>
/// <param name="Cap">Never more than this.</param>
/// <param name="EndWhen">Sold as long as the supplier has more than this.</param>
/// <param name="Multiplicity">How multiples are treated.</param>
public sealed record StockRule(
    string Name,
    When When,
    int Buffer,
    int Cap,
    int EndWhen,
    MultiplicityMode Multiplicity
) : IConditional
{
    /// <summary>How many are offered: never above the supplier's lower bound minus the buffer minus what is reserved.</summary>
    /// <param name="quantity">What the supplier says.</param>
    /// <param name="multiplicity">Sold in multiples of this.</param>
    /// <param name="reserved">Pieces that open orders reserve.</param>
    /// <param name="extraBuffer">Kept back on top of <see cref="Buffer"/>.</param>
    public int Apply(Quantity quantity, int multiplicity, int reserved = 0, int extraBuffer = 0)
    {
        // A long: orders of goods that ran out may hold more than there is.
        var free = (long)quantity.LowerBound - reserved;
        if (free <= EndWhen || (multiplicity > 1 && Multiplicity == MultiplicityMode.Skip))
        {
            return 0;
        }

        var offered = (int)Math.Clamp(free - Buffer - extraBuffer, 0, Cap);
        return multiplicity > 1 && Multiplicity == MultiplicityMode.RoundDown
            ? offered - (offered % multiplicity)
            : offered;
    }
}
