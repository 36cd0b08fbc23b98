using System.Globalization;
using TimurApiConnect.Core.Assortment;
using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.Pricing;
using TimurApiConnect.Core.Rules;
using TimurApiConnect.Core.Stock;

namespace TimurApiConnect.Core.Offers;

/// <summary>Tells a decision in words, in the order in which it was made, up to the step that ended it.</summary>
internal sealed class ExplanationSteps(ShopRules rules, Snapshot snapshot)
{
    private static readonly NumberFormatInfo Spaced = new()
    {
        NumberGroupSeparator = " ",
        NumberDecimalSeparator = ".",
    };

    private readonly List<ExplanationStep> _steps = [];

    public IReadOnlyList<ExplanationStep> Tell(in Good good, in Offer offer)
    {
        Assortment(good, offer);
        Sku(offer);
        if (offer.PriceRule >= 0 && offer.CommissionRule >= 0)
        {
            Price(good, offer);
        }

        if (offer.StockRule >= 0)
        {
            Stock(good, offer, rules.Stock[offer.StockRule]);
        }

        if (offer.IsOnSale)
        {
            Preorder(good, offer);
            Points(offer);
            Cities(good, offer);
        }

        Decision(offer);
        return _steps;
    }

    private void Add(string topic, string? rule, string text, long? value = null) =>
        _steps.Add(new ExplanationStep(topic, rule, text, value));

    private void Assortment(in Good good, in Offer offer)
    {
        var rule = offer.AssortmentRule < 0 ? null : rules.Assortment[offer.AssortmentRule];
        var text = offer.Reason switch
        {
            Reason.Gone or Reason.NoName or Reason.MarkedDown or Reason.PriceOnRequest =>
                ReasonText.Of(offer.Reason),
            _ when rule is null => "No assortment rule names it, so it is sold.",
            _ => rule.Sell ? "The rule says: sell." : "The rule says: do not sell.",
        };
        Add("assortment", rule?.Name, text);
        if (offer.Reason == Reason.PriceOnRequest)
        {
            Add(
                "price",
                null,
                $"Dealer price {Money(good.DealerPrice)}, retail price {Money(good.RetailPrice)}; 0 and 1 stand for \"ask us\"."
            );
        }
    }

    private void Sku(in Offer offer)
    {
        var from = rules.Sku switch
        {
            SkuSource.PartNumber => "The manufacturer's part number",
            SkuSource.Mapping => $"By the mapping file {rules.SkuMappingFile}",
            _ => "The supplier's code",
        };
        var text = offer.Reason switch
        {
            Reason.NoSku or Reason.SkuInvalid or Reason.SkuCollision =>
                $"{from}: \"{offer.Sku}\". {ReasonText.Of(offer.Reason)}",
            _ => $"{from}: {offer.Sku}.",
        };
        Add("sku", null, text);
    }

    private void Price(in Good good, in Offer offer)
    {
        var (rule, commission) = (
            rules.Prices[offer.PriceRule],
            rules.Commissions[offer.CommissionRule]
        );
        var marked = rule.Apply(good);
        Add("price", rule.Name, MarkUp(rule, good), marked);

        var rounded = rules.Rounding.Apply(marked);
        Add("rounding", null, Rounded(marked, rounded), rounded);

        var limited = rules.Rrp.Apply(rounded, good.Rrp);
        Add("rrp", null, Limited(good, rounded, limited), limited);

        Add("floor", commission.Name, FloorParts(good, commission, offer.Floor), offer.Floor);
        FinalPrice(good, commission, limited, offer);
    }

    private static string MarkUp(PriceRule rule, in Good good)
    {
        var (name, start) =
            rule.Base == PriceBase.Dealer
                ? ("Dealer price", good.DealerPrice)
                : ("Retail price", good.RetailPrice);
        var percent = rule.Percent.AddUpTo(start);
        var text =
            $"{name} {Money(start)} {Signed(rule.Percent.Value < 0)} {Percent(rule.Percent)} = {Money(percent)}";
        return rule.Tenge == 0
            ? $"{text}."
            : $"{text}, {Signed(rule.Tenge < 0)} {Money(Math.Abs(rule.Tenge))} = {Money(percent + rule.Tenge)}.";
    }

    private string Rounded(long before, long after)
    {
        var rounding = rules.Rounding;
        var direction = rounding.Mode switch
        {
            RoundingMode.Up => "Up",
            RoundingMode.Down => "Down",
            _ => "To the nearest",
        };
        var ending = rounding.Ending == 0 ? "" : $", ending in {Money(rounding.Ending)}";
        return $"{direction}, step {Money(rounding.Step)}{ending}: {Moved(before, after)}.";
    }

    private string Limited(in Good good, long before, long after)
    {
        if (rules.Rrp is { Least: null, Most: null })
        {
            return "The rules set no limits by recommended price.";
        }

        if (good.Rrp <= 1)
        {
            return "The supplier recommends no price, so the limits do not matter.";
        }

        var least = rules.Rrp.Least is { } low
            ? $"at least {Percent(low)} ({Money(low.UpOf(good.Rrp))})"
            : null;
        var most = rules.Rrp.Most is { } high
            ? $"at most {Percent(high)} ({Money(rules.Rrp.Highest(good.Rrp))})"
            : null;
        var limits = string.Join(" and ", new[] { least, most }.OfType<string>());
        return $"Of the recommended price {Money(good.Rrp)} {limits}: {Moved(before, after)}.";
    }

    private string FloorParts(in Good good, CommissionRule commission, long lowest)
    {
        var floor = rules.Floor;
        var margin = floor.Margin(good.DealerPrice);
        var parts =
            $"Cost {Money(good.DealerPrice)} + least margin {Money(margin)} (the larger of {Percent(floor.MinMargin)} and {Money(floor.MinMarginTenge)})";
        if (lowest == long.MaxValue)
        {
            return $"{parts}: no price covers it.";
        }

        var delivery = floor.DeliveryAt(lowest);
        var keeps =
            lowest
                * (BasisPoints.Whole - commission.Percent.Value - floor.Tax.Value)
                / (decimal)BasisPoints.Whole
            - delivery;
        return $"{parts} = {Money(good.DealerPrice + margin)} must remain. {Money(lowest)} is the lowest price that does it: − commission {Percent(commission.Percent)} − tax {Percent(floor.Tax)} − delivery {Money(delivery)} leaves {keeps.ToString("#,0.##", Spaced)}.";
    }

    private void FinalPrice(in Good good, CommissionRule commission, long limited, in Offer offer)
    {
        var text = offer.Reason switch
        {
            Reason.FloorAboveRrp =>
                $"The lowest price that covers everything, {Money(rules.Floor.LowestFrom(limited, good.DealerPrice, commission.Percent))}, is above the highest allowed, {Money(Math.Min(rules.Rrp.Highest(good.Rrp), PriceReading.Largest))}.",
            _ when offer.Steps.HasFlag(PriceSteps.RaisedToFloor) =>
                $"{Money(limited)} does not cover everything and is raised to {Money(offer.Price)}.",
            _ => $"{Money(limited)} covers everything and stays.",
        };
        Add("final price", null, text, offer.Price);
    }

    private void Stock(in Good good, in Offer offer, StockRule rule)
    {
        var bound = good.Quantity.LowerBound;
        var said = $"The supplier says {good.Quantity}";
        var reserved =
            offer.Reserved > 0 ? $" − reserved by open orders {Money(offer.Reserved)}" : "";
        var guard =
            offer.GuardBuffer > 0 ? $" − cancellation guard {Money(offer.GuardBuffer)}" : "";
        var offered = rule.Apply(
            good.Quantity,
            good.Multiplicity,
            offer.Reserved,
            offer.GuardBuffer
        );
        string text;
        if (!good.Quantity.IsKnown)
        {
            text = $"{said}, which was not understood: nothing is promised.";
        }
        else if ((long)bound - offer.Reserved <= rule.EndWhen)
        {
            text =
                $"{said}, so at least {Money(bound)}{reserved}; the rule stops selling at {Money(rule.EndWhen)}.";
        }
        else if (good.Multiplicity > 1 && rule.Multiplicity == MultiplicityMode.Skip)
        {
            text =
                $"{said}, but sells in multiples of {good.Multiplicity}, and the rule leaves such goods out.";
        }
        else
        {
            var left = Math.Max(0, (long)bound - offer.Reserved - rule.Buffer - offer.GuardBuffer);
            text =
                $"{said} → {Money(bound)}{reserved} − buffer {Money(rule.Buffer)}{guard} = {Money(left)}, cap {Money(rule.Cap)}"
                + (
                    good.Multiplicity > 1 && rule.Multiplicity == MultiplicityMode.RoundDown
                        ? $", in multiples of {good.Multiplicity}"
                        : ""
                )
                + $": {Money(offered)}.";
        }

        Add("stock", rule.Name, text, offered);
    }

    private void Preorder(in Good good, in Offer offer)
    {
        var position = new RuleList<PreOrderRule>(rules.PreOrder, snapshot).FirstFor(good);
        Add(
            "preorder",
            position < 0 ? null : rules.PreOrder[position].Name,
            position < 0
                ? "No preorder rule applies: handed over without waiting."
                : $"{offer.PreOrderDays} days before hand-over.",
            offer.PreOrderDays
        );
    }

    private void Points(in Offer offer)
    {
        var parts = new int[rules.Points.Count];
        StockDivision.Divide(offer.Stock, [.. rules.Points], parts);
        var text = string.Join(
            ", ",
            rules.Points.Select(
                (p, i) => $"{p.StoreId} {(p.Available ? Money(parts[i]) : "does not sell")}"
            )
        );
        Add("points", null, $"{text}.", offer.Stock);
    }

    private void Cities(in Good good, in Offer offer)
    {
        var (price, cost, commission) = (offer.Price, good.DealerPrice, offer.CommissionRule);
        foreach (var city in rules.Cities)
        {
            var there = CityPrices.PriceIn(rules, city, price, cost, commission);
            var text =
                city.Adjust.Value == 0
                    ? $"{city.Id}: {Money(there)}, the base price"
                    : $"{city.Id}: {Money(price)} {Signed(city.Adjust.Value < 0)} {Percent(city.Adjust)}, rounded and not under the floor: {Money(there)}";
            Add(
                "cities",
                null,
                city.PreOrderDays > 0 ? $"{text}; {city.PreOrderDays} more days." : $"{text}.",
                there
            );
        }
    }

    private void Decision(in Offer offer) =>
        Add(
            "decision",
            null,
            offer.State switch
            {
                OfferState.OnSale => $"On sale: {Money(offer.Stock)} at {Money(offer.Price)}.",
                OfferState.OffSale => $"Listed as not available. {ReasonText.Of(offer.Reason)}",
                _ => $"Not offered. {ReasonText.Of(offer.Reason)}",
            }
        );

    private static string Moved(long before, long after) =>
        before == after ? $"{Money(before)} stays" : $"{Money(before)} → {Money(after)}";

    private static string Signed(bool negative) => negative ? "−" : "+";

    private static string Percent(BasisPoints percent) =>
        new BasisPoints(Math.Abs(percent.Value)).ToString();

    private static string Money(long tenge) => tenge.ToString("#,0", Spaced);
}
