using TimurApiConnect.Core.Orders;
using TimurApiConnect.Core.Orders.Commands;
using TimurApiConnect.Storage.Orders;

namespace TimurApiConnect.SyncWorker.Orders;

/// <summary>An order that is to be decided, of any of the shops that sell from one shelf.</summary>
internal sealed record WaitingOrder(string Shop, Order Order, IReadOnlyList<ReservedLine> Lines)
{
    /// <summary>How far its acceptance is: asked for, sent, or done and not seen yet; null when it is not being accepted.</summary>
    public CommandState? Accepting { get; init; }

    /// <summary>Whether it came accepted: it was promised, and only its goods are in question.</summary>
    public bool CameAccepted { get; init; }

    /// <summary>Whether Kaspi may know already that it is accepted: then there is nothing more to decide.</summary>
    public bool IsAccepted => Accepting is CommandState.Sent or CommandState.Done;
}

/// <summary>
/// The orders to decide of all shops that sell from one supplier account's shelf, the earliest first: who ordered first has the first right to the last
/// piece, in whichever shop. What is being accepted, or came accepted, was promised and comes before all others, also those that were placed earlier and seen later. What
/// those before it reserve is not there for an order, what those after it want is.
/// </summary>
internal sealed class AllocationQueue
{
    private readonly Dictionary<int, int> _reserved;

    /// <summary>The queue before the first has its turn.</summary>
    /// <param name="waiting">The orders, in any order.</param>
    /// <param name="reserved">Pieces that all open orders reserve by article, these among them.</param>
    public AllocationQueue(
        IEnumerable<WaitingOrder> waiting,
        IReadOnlyDictionary<int, int> reserved
    )
    {
        Orders =
        [
            .. waiting
                .OrderBy(w => w.Accepting is null && !w.CameAccepted)
                .ThenBy(w => w.Order.CreatedAt)
                .ThenBy(w => w.Shop, StringComparer.Ordinal)
                .ThenBy(w => w.Order.Code, StringComparer.Ordinal),
        ];
        _reserved = new(reserved);
        foreach (var order in Orders)
        {
            Add(order, l => -l.Quantity);
        }
    }

    /// <summary>They, in their turn.</summary>
    public IReadOnlyList<WaitingOrder> Orders { get; }

    /// <summary>Pieces reserved against the order whose turn it is.</summary>
    public int ReservedOf(int article) => _reserved.GetValueOrDefault(article);

    /// <summary>An order has had its turn: it keeps so many pieces of each line from those behind it.</summary>
    public void Keep(WaitingOrder order, Func<ReservedLine, int> pieces) => Add(order, pieces);

    private void Add(WaitingOrder order, Func<ReservedLine, int> pieces)
    {
        foreach (var line in order.Lines.Where(l => l.Reserves && !l.Shipped))
        {
            _reserved[line.Article] = _reserved.GetValueOrDefault(line.Article) + pieces(line);
        }
    }
}
