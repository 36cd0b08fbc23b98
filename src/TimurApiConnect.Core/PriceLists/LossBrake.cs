using TimurApiConnect.Core.Offers;

namespace TimurApiConnect.Core.PriceLists;

/// <summary>Why a list was not published.</summary>
/// <param name="Code">Stable: <c>too-many-lost</c> or <c>nothing-on-sale</c>.</param>
/// <param name="OnSaleBefore">Offers on sale in the published list.</param>
/// <param name="OnSaleAfter">Offers on sale in the list that was held.</param>
/// <param name="Lost">Offers that would go off sale.</param>
/// <param name="Text">What happened and what to do, in plain words.</param>
public sealed record Hold(string Code, int OnSaleBefore, int OnSaleAfter, int Lost, string Text);

/// <summary>
/// Holds a list that loses too much at once. A supplier's half answer looks just like a sell-out; 3,700 runs of a script in the field
/// published 249 goods of 15,065 for 21 months and nobody was told. What open orders and the cancellation guard take off sale is no loss: holding
/// that list would sell on what is sold.
/// </summary>
/// <param name="MaxLostPercent">More than this share of the offers on sale is held.</param>
public sealed record LossBrake(int MaxLostPercent)
{
    /// <summary>The reason to hold, or null to publish.</summary>
    /// <param name="changes">What would change.</param>
    /// <param name="lossAccepted">A person has said that the loss is right; an empty list is held all the same.</param>
    /// <param name="standing">The hold that stands; null when none does. What was taken off a held list since it began is lost too, until it is back.</param>
    public Hold? Check(ChangeSet changes, bool lossAccepted, Hold? standing = null)
    {
        var before = Math.Max(standing?.OnSaleBefore ?? 0, changes.OnSaleBefore);
        var lost =
            changes.Withdrawn
            - changes.WithdrawnOnPurpose
            + Math.Max(0, before - changes.OnSaleBefore - changes.Returned);
        if (changes.OnSaleAfter + changes.KeptBack == 0)
        {
            return new Hold(
                "nothing-on-sale",
                before,
                0,
                lost,
                "The new list has nothing for sale, so it is not published. Look at GET /api/offers for the reasons: rules that exclude everything, or a supplier answer without stock."
            );
        }

        return !lossAccepted && (long)lost * 100 > (long)before * MaxLostPercent
            ? new Hold(
                "too-many-lost",
                before,
                changes.OnSaleAfter,
                lost,
                $"The new list would take {lost} of {before} offers off sale, more than {MaxLostPercent} %. The published list stays. If the loss is real, start a run that accepts it: POST /api/sync with \"acceptLoss\": true."
            )
            : null;
    }
}
