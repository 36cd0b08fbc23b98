using System.Collections.Concurrent;
using System.Text.Json;
using System.Web;
using TimurApiConnect.Core.Orders;
using TimurApiConnect.IntegrationTests.Vendors;
using TimurApiConnect.Kaspi.Orders;

namespace TimurApiConnect.IntegrationTests.Orders;

/// <summary>An order of a list.</summary>
internal sealed record ListedOrder(string Code, OrderState State, DateTimeOffset CreatedAt)
{
    public OrderStatus Status { get; init; } = OrderStatus.Accepted;
}

/// <summary>Kaspi's lists of orders with what a test puts into them, for lists that fail or change while they are read.</summary>
internal sealed class ScriptedKaspi : IAsyncDisposable
{
    private const int PerPage = 100;
    private readonly RawServer _server;
    private readonly KaspiUnderTest _kaspi;
    private readonly Lock _lock = new();
    private List<ListedOrder> _orders = [];

    private ScriptedKaspi()
    {
        _server = RawServer.Tells(Answer);
        _kaspi = KaspiUnderTest.Start(_server.Address(), "Kaspi:Attempts=1");
    }

    public KaspiOrders Orders => _kaspi.Orders;

    /// <summary>What was asked for: <c>PICKUP 0</c>, the list and the page; or an order's number.</summary>
    public ConcurrentQueue<string> Asked { get; } = [];

    /// <summary>A status other than 200 for a list.</summary>
    public Func<string, string?> Fails { get; set; } = _ => null;

    /// <summary>Happens after a page was answered.</summary>
    public Action<string> Then { get; set; } = _ => { };

    /// <summary>How many pages Kaspi counts, whatever there is.</summary>
    public int? Pages { get; set; }

    public static ScriptedKaspi Start() => new();

    /// <summary>Changes what the lists hold.</summary>
    public void Change(Func<List<ListedOrder>, IEnumerable<ListedOrder>> change)
    {
        lock (_lock)
        {
            _orders = [.. change(_orders)];
        }
    }

    private (string Status, string Body) Answer(string line)
    {
        if (line.Contains("/entries", StringComparison.Ordinal))
        {
            return ("200 OK", """{"data":[]}""");
        }

        var query = HttpUtility.ParseQueryString(line.Split(' ')[1].Split('?')[^1]);
        List<ListedOrder> orders;
        lock (_lock)
        {
            orders = _orders;
        }

        if (query["filter[orders][code]"] is { } code)
        {
            Asked.Enqueue(code);
            return ("200 OK", Page([.. orders.Where(o => o.Code == code)], 0));
        }

        var (state, page) = (query["filter[orders][state]"]!, int.Parse(query["page[number]"]!));
        var asked = $"{state} {page}";
        Asked.Enqueue(asked);
        if (Fails(state) is { } status)
        {
            return (status, "{}");
        }

        var found = orders
            .Where(o =>
                o.State.Text == state
                && o.CreatedAt.ToUnixTimeMilliseconds()
                    >= long.Parse(query["filter[orders][creationDate][$ge]"]!)
                && o.CreatedAt.ToUnixTimeMilliseconds()
                    <= long.Parse(query["filter[orders][creationDate][$le]"]!)
            )
            .OrderByDescending(o => o.CreatedAt)
            .ToList();
        Then(asked);
        return ("200 OK", Page(found, page));
    }

    private string Page(List<ListedOrder> found, int page) =>
        JsonSerializer.Serialize(
            new
            {
                data = found
                    .Skip(page * PerPage)
                    .Take(PerPage)
                    .Select(o => new
                    {
                        type = "orders",
                        id = $"id{o.Code}",
                        attributes = new
                        {
                            code = o.Code,
                            totalPrice = 1000.0,
                            state = o.State.Text,
                            status = o.Status.Text,
                            creationDate = o.CreatedAt.ToUnixTimeMilliseconds(),
                        },
                    }),
                meta = new
                {
                    pageCount = Pages ?? (found.Count + PerPage - 1) / PerPage,
                    totalCount = found.Count,
                },
            }
        );

    public async ValueTask DisposeAsync()
    {
        await _kaspi.DisposeAsync();
        await _server.DisposeAsync();
    }
}
