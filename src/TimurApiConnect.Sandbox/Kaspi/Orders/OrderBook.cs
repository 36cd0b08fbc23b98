namespace TimurApiConnect.Sandbox.Kaspi.Orders;

/// <summary>What somebody wants to buy.</summary>
internal sealed record Wish
{
    /// <summary>What; null for anything that is on sale.</summary>
    public string? Sku { get; init; }

    public int Quantity { get; init; } = 1;

    /// <summary>Whoever finds fewer than wanted takes another good, not fewer of this one.</summary>
    public bool NoFewer { get; init; }

    /// <summary>How many lines.</summary>
    public int Lines { get; init; } = 1;

    public DeliveryKind Delivery { get; init; } = DeliveryKind.Kaspi;

    public bool Express { get; init; }

    public bool PreOrder { get; init; }

    /// <summary>Months of a credit with papers to sign.</summary>
    public int? Credit { get; init; }

    public bool NeedsImei { get; init; }

    /// <summary>What each line weighs; null for goods by the piece.</summary>
    public int? Grams { get; init; }

    /// <summary>What its waybill will be like.</summary>
    public WaybillShape Waybill { get; init; }

    /// <summary>Ordered so long ago: for histories.</summary>
    public TimeSpan Ago { get; init; }
}

/// <summary>All orders of the shop. Whoever reads or changes one does so under the lock.</summary>
internal sealed class OrderBook(Showcase showcase, Live<KaspiSettings> live, MarketTime time)
{
    private const int FirstCode = 900_000_001;
    private const int Looks = 20;
    private static readonly string[] FirstNames = ["Айгуль", "Тимур", "Дана", "Ержан", "Ольга"];
    private static readonly string[] Towns = ["Алматы", "Астана", "Шымкент", "Караганда"];

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, MarketOrder> _orders = new(StringComparer.Ordinal);
    private AlStyle.Dice _dice = new(0xB0B);
    private int _placed;

    /// <summary>Looks at, or changes, the orders.</summary>
    public T With<T>(Func<IReadOnlyCollection<MarketOrder>, DateTimeOffset, T> work)
    {
        lock (_lock)
        {
            var now = time.Now;
            Deadlines.Pass(_orders.Values, live.Current, now);
            return work(_orders.Values, now);
        }
    }

    /// <summary>Does something with one order; null when there is none such.</summary>
    public T? With<T>(string code, Func<MarketOrder, DateTimeOffset, T> work)
        where T : class =>
        With((_, now) => _orders.TryGetValue(code, out var order) ? work(order, now) : null);

    /// <summary>Somebody buys; null when nothing that was asked for is on sale.</summary>
    public string? Place(Wish wish) =>
        With(
            (_, now) =>
            {
                if (Lines(wish) is not { Count: > 0 } lines)
                {
                    return null;
                }

                var number = FirstCode + _placed++;
                var created = now - wish.Ago;
                var order = new MarketOrder
                {
                    Code = $"{number}",
                    CreatedAt = created,
                    Delivery = wish.Delivery,
                    Lines = lines,
                    Express = wish.Express,
                    CreditMonths = wish.Credit,
                    SignatureRequired = wish.Credit is not null,
                    PreOrder = wish.PreOrder,
                    Waybill = wish.Waybill,
                    ReservedUntil = wish.PreOrder ? created + TimeSpan.FromDays(30) : null,
                    Buyer = new(
                        _dice.Pick<string>(FirstNames),
                        "И.",
                        $"70{_placed:00000000}",
                        _dice.Pick<string>(Towns)
                    ),
                };
                if (wish.Credit is null)
                {
                    OrderEvents.Approve(order, live.Current, created);
                }
                else
                {
                    order.State = "SIGN_REQUIRED";
                }

                _orders.Add(order.Code, order);
                return order.Code;
            }
        );

    public void Reset()
    {
        lock (_lock)
        {
            _orders.Clear();
            _placed = 0;
            _dice = new(0xB0B);
            time.Reset();
        }
    }

    private List<MarketLine> Lines(Wish wish)
    {
        var lines = new List<MarketLine>();
        // Whoever finds a good sold out takes another.
        for (var look = 0; lines.Count < wish.Lines && look < wish.Lines * Looks; look++)
        {
            var shown = wish.Sku is { } sku ? showcase.Find(sku) : showcase.Any(_dice.Next());
            // What is on sale can be bought, also when the supplier has just run out of it.
            if (
                shown is { OnSale: true }
                && !lines.Exists(l => l.Sku == shown.Offer.Sku)
                && Quantity(shown, wish.Quantity) is > 0 and var quantity
                && (quantity == wish.Quantity || !wish.NoFewer)
            )
            {
                showcase.Take(shown.Offer.Sku, quantity);
                lines.Add(
                    new MarketLine
                    {
                        Number = lines.Count,
                        Sku = shown.Offer.Sku,
                        Name = shown.Offer.Model,
                        Price = shown.Offer.Price ?? shown.Offer.CityPrices![0].Price,
                        StoreId = shown.Offer.Stores.First(s => s.Available).StoreId,
                        Quantity = quantity,
                        NeedsImei = wish.NeedsImei,
                        OrderedGrams = wish.Grams,
                        Grams = wish.Grams,
                    }
                );
            }
        }

        return lines;
    }

    /// <summary>Nobody can buy more than is shown.</summary>
    private int Quantity(ShownOffer shown, int wanted)
    {
        var left = live.Current.StockCountsDown
            ? showcase.Left(shown)
            : (int?)shown.Offer.Stores.First(s => s.Available).StockCount;
        return Math.Min(wanted, left ?? wanted);
    }
}
