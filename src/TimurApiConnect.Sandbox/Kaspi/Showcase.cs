namespace TimurApiConnect.Sandbox.Kaspi;

/// <summary>An offer as buyers see it.</summary>
internal sealed record ShownOffer(
    AcceptedOffer Offer,
    bool OnSale,
    DateTimeOffset? OnSaleSince,
    DateTimeOffset? TakenOffAt,
    string? WhyOff,
    DateTimeOffset ChangedAt
);

/// <summary>What a price list changed.</summary>
internal sealed record Applied(int Added, int Changed, int TakenOff, int OnSale);

/// <summary>
/// What the shop sells. A new SKU is linked to a card at once; in the real cabinet a person does that by hand.
/// </summary>
internal sealed class Showcase
{
    public const string NotInTheList = "not in the price list";
    public const string NowhereAvailable = "no store has it";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, ShownOffer> _shown = new(StringComparer.Ordinal);

    /// <summary>Bought since the list last said how many there are.</summary>
    private readonly Dictionary<string, int> _bought = new(StringComparer.Ordinal);

    /// <summary>The SKUs in order, made when they are first asked for after a change.</summary>
    private string[]? _sorted;

    private string[]? _onSale;

    private string[] Sorted => _sorted ??= [.. _shown.Keys.Order(StringComparer.Ordinal)];

    public (int Known, int OnSale) Counts()
    {
        lock (_lock)
        {
            return (_shown.Count, _shown.Values.Count(s => s.OnSale));
        }
    }

    public ShownOffer? Find(string sku)
    {
        lock (_lock)
        {
            return _shown.GetValueOrDefault(sku);
        }
    }

    /// <summary>One of those on sale, drawn by a number; null when nothing is.</summary>
    public ShownOffer? Any(ulong drawn)
    {
        lock (_lock)
        {
            _onSale ??= [.. Sorted.Where(sku => _shown[sku].OnSale)];
            return _onSale.Length == 0 ? null : _shown[_onSale[drawn % (ulong)_onSale.Length]];
        }
    }

    /// <summary>How many of a SKU are left of what the list said; null when it said no number.</summary>
    public int? Left(ShownOffer shown)
    {
        lock (_lock)
        {
            return shown.Offer.Stores.First(s => s.Available).StockCount is { } count
                ? (int)Math.Max(0, count - _bought.GetValueOrDefault(shown.Offer.Sku))
                : null;
        }
    }

    /// <summary>Somebody has bought so many.</summary>
    public void Take(string sku, int quantity)
    {
        lock (_lock)
        {
            _bought[sku] = _bought.GetValueOrDefault(sku) + quantity;
        }
    }

    public (int Total, IReadOnlyList<ShownOffer> Page) Search(
        string? text,
        bool? onSale,
        int skip,
        int take
    )
    {
        lock (_lock)
        {
            var found = Sorted
                .Select(sku => _shown[sku])
                .Where(s => onSale is null || s.OnSale == onSale)
                .Where(s => string.IsNullOrWhiteSpace(text) || Matches(s.Offer, text.Trim()))
                .ToList();
            return (found.Count, [.. found.Skip(skip).Take(take)]);
        }
    }

    /// <summary>
    /// What is in the list is shown as it says; what is not goes off sale. An offer that is in the file but breaks a
    /// rule leaves its SKU as it was.
    /// </summary>
    public Applied Apply(PriceList list, DateTimeOffset now)
    {
        lock (_lock)
        {
            (_sorted, _onSale) = (null, null);
            _bought.Clear();
            int added = 0,
                changed = 0,
                takenOff = 0;
            foreach (var offer in list.Offers.Values)
            {
                var was = _shown.GetValueOrDefault(offer.Sku);
                if (was is not null && was.Offer.Says(offer) && was.OnSale == offer.IsForSale)
                {
                    continue;
                }

                added += was is null ? 1 : 0;
                changed += was is null ? 0 : 1;
                takenOff += was is { OnSale: true } && !offer.IsForSale ? 1 : 0;
                _shown[offer.Sku] = Show(was, offer, now);
            }

            foreach (var (sku, was) in _shown)
            {
                if (was.OnSale && !list.Offers.ContainsKey(sku) && !list.Rejected.Contains(sku))
                {
                    takenOff++;
                    _shown[sku] = Off(was, was.Offer, NotInTheList, now);
                }
            }

            return new(added, changed, takenOff, _shown.Values.Count(s => s.OnSale));
        }
    }

    public void Reset()
    {
        lock (_lock)
        {
            _shown.Clear();
            _bought.Clear();
            (_sorted, _onSale) = (null, null);
        }
    }

    private static ShownOffer Show(ShownOffer? was, AcceptedOffer offer, DateTimeOffset now) =>
        offer.IsForSale
            ? new(offer, true, was is { OnSale: true } ? was.OnSaleSince : now, null, null, now)
            : Off(was, offer, NowhereAvailable, now);

    private static ShownOffer Off(
        ShownOffer? was,
        AcceptedOffer offer,
        string why,
        DateTimeOffset now
    ) => new(offer, false, null, was is { OnSale: false } ? was.TakenOffAt : now, why, now);

    private static bool Matches(AcceptedOffer offer, string text) =>
        offer.Sku.Contains(text, StringComparison.OrdinalIgnoreCase)
        || offer.Model.Contains(text, StringComparison.OrdinalIgnoreCase)
        || (offer.Brand?.Contains(text, StringComparison.OrdinalIgnoreCase) ?? false);
}
