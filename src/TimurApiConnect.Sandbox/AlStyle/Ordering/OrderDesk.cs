namespace TimurApiConnect.Sandbox.AlStyle.Ordering;

/// <summary>
/// The baskets, one a token and shared by whoever uses it, and the orders. Statuses go on by the market's clock when somebody looks.
/// </summary>
internal sealed class OrderDesk(
    Catalogue catalogue,
    Market market,
    Live<AlStyleSettings> live,
    TimeProvider time
)
{
    private const long FirstOrder = 1_900_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<CartLine>> _baskets = new(StringComparer.Ordinal);
    private readonly List<SupplierOrder> _orders = [];
    private long _lastItem = 5000;
    private UserData _user = UserData.Usual(time);

    public UserData User
    {
        get
        {
            lock (_lock)
            {
                return _user;
            }
        }
        set
        {
            lock (_lock)
            {
                _user = value;
            }
        }
    }

    public IReadOnlyList<CartLine> Basket(string token)
    {
        lock (_lock)
        {
            return [.. Of(token)];
        }
    }

    /// <summary>Adds to what is there, rounded up to what the good is sold in. Null when there is no such good.</summary>
    public CartLine? Add(string token, int article, int quantity)
    {
        var index = catalogue.IndexOf(article);
        if (
            index < 0
            || catalogue.At(index) is not { Gone: false, Price1: > 1 } good
            || quantity < 1
        )
        {
            return null;
        }

        var step = Multiplicity(good);
        lock (_lock)
        {
            var basket = Of(token);
            var at = basket.FindIndex(l => l.Article == article);
            var wanted = quantity + (at < 0 ? 0 : basket[at].Quantity);
            wanted = (wanted + step - 1) / step * step;
            var line = new CartLine(
                at < 0 ? ++_lastItem : basket[at].ItemId,
                article,
                wanted,
                good.Price1,
                $"{article:x8}{token.Length:x2}"
            );
            if (at < 0)
            {
                basket.Add(line);
            }
            else
            {
                basket[at] = line;
            }

            return line;
        }
    }

    public CartLine? Remove(string token, long item)
    {
        lock (_lock)
        {
            var basket = Of(token);
            var line = basket.Find(l => l.ItemId == item);
            return line is not null && basket.Remove(line) ? line : null;
        }
    }

    public void Clear(string token)
    {
        lock (_lock)
        {
            Of(token).Clear();
        }
    }

    /// <summary>Makes an order of the basket and empties it, or says which article there is not enough of. Stock goes down.</summary>
    public (SupplierOrder? Order, int? Short) Submit(
        string token,
        Func<long, IReadOnlyList<CartLine>, SupplierOrder> make
    )
    {
        lock (_lock)
        {
            var basket = Of(token);
            foreach (var line in basket)
            {
                var left = StockOf(line.Article);
                if (left >= 0 && left < line.Quantity)
                {
                    return (null, line.Article);
                }
            }

            var most = live.Current.MaxTaken is > 0 and var limit ? limit : int.MaxValue;
            var order = make(
                FirstOrder + _orders.Count,
                [.. basket.Select(l => l with { Quantity = Math.Min(l.Quantity, most) })]
            );
            order.Status = live.Current.OrdersStartReserved ? "R" : "N";
            (order.StatusAt, order.MarketAt) = (order.PlacedAt, market.Now);
            Move(order.Lines, -1);
            _orders.Add(order);
            basket.Clear();
            return (order, null);
        }
    }

    /// <summary>The token's orders, the newest first, as they stand now. All tokens' without one.</summary>
    public IReadOnlyList<SupplierOrder> Orders(string? token)
    {
        lock (_lock)
        {
            var (now, step) = (market.Now, live.Current.OrderStep);
            foreach (var order in _orders)
            {
                while (order.MarketAt + step <= now && OrderStatuses.After(order) is { } next)
                {
                    Set(order, next);
                    order.MarketAt += step;
                }
            }

            return [.. _orders.Where(o => token is null || o.Token == token).Reverse()];
        }
    }

    public SupplierOrder? Find(long id, string? token = null) =>
        Orders(token).FirstOrDefault(o => o.Id == id);

    /// <summary>Moves an order by hand; a cancelled one gives its goods back.</summary>
    public void Move(SupplierOrder order, string status, long? mergedWith = null)
    {
        lock (_lock)
        {
            if (status == OrderStatuses.Cancelled && order.Status != OrderStatuses.Cancelled)
            {
                Move(order.Lines, +1);
            }

            Set(order, status);
            (order.MarketAt, order.MergedWith) = (market.Now, mergedWith ?? order.MergedWith);
        }
    }

    public int Multiplicity(ShelfGood good) =>
        catalogue.TryOverride(good, "multiplicity", out var raw) && raw.TryGetInt32(out var step)
            ? Math.Max(1, step)
            : Extras.Multiplicity(catalogue.Seed, good);

    public void Reset()
    {
        lock (_lock)
        {
            _baskets.Clear();
            _orders.Clear();
            _user = UserData.Usual(time);
        }
    }

    private void Set(SupplierOrder order, string status)
    {
        order.Status = status;
        order.StatusAt = time.GetUtcNow();
        order.PaidAt = status == "F" ? order.StatusAt : order.PaidAt;
    }

    private List<CartLine> Of(string token)
    {
        if (!_baskets.TryGetValue(token, out var basket))
        {
            _baskets[token] = basket = [];
        }

        return basket;
    }

    // Below zero is "more than": enough.
    private int StockOf(int article) =>
        catalogue.IndexOf(article) is >= 0 and var index
        && catalogue.At(index) is { Gone: false } good
            ? good.Quantity
            : 0;

    private void Move(IReadOnlyList<CartLine> lines, int sign)
    {
        foreach (var line in lines)
        {
            var index = catalogue.IndexOf(line.Article);
            if (index >= 0 && catalogue.At(index).Quantity >= 0)
            {
                catalogue.Change(
                    index,
                    (ref ShelfGood good) =>
                        good.Quantity = Math.Max(0, good.Quantity + (sign * line.Quantity))
                );
            }
        }
    }
}
