using System.Text.Json;
using TimurApiConnect.IntegrationTests.Sandbox;

namespace TimurApiConnect.IntegrationTests.Month;

/// <summary>An order as the marketplace truly holds it.</summary>
internal sealed record TrueOrder(
    string Code,
    string State,
    string Status,
    DateTimeOffset CreatedAt,
    bool Express,
    bool Assembled,
    DateTimeOffset? HandedOverAt,
    string? CancellationReason,
    string? SecurityCode,
    long Total,
    IReadOnlyList<TrueLine> Lines,
    IReadOnlyList<string> Effects
)
{
    public bool IsOver => State == "ARCHIVE";

    /// <summary>Where it stands, what it costs, and its lines.</summary>
    public override string ToString() => Said(State, Status, Total, Lines);

    public static string Said(
        string state,
        string status,
        long total,
        IEnumerable<TrueLine> lines
    ) =>
        $"{state} {status}, {total} tenge, {string.Join(" + ", lines.Where(l => l.Quantity > 0).Select(l => $"{l.Quantity} of {l.Sku}").Order(StringComparer.Ordinal))}";

    /// <summary>Whether somebody has to pack it within the hour.</summary>
    public bool IsUrgent => Express && !Assembled && !IsOver;
}

/// <summary>A line of it.</summary>
internal sealed record TrueLine(string Sku, int Quantity)
{
    /// <summary>The shop's rules make the SKU of the article.</summary>
    public int Article => int.Parse(Sku, System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>
/// Watches from outside what the shop sells, and what the supplier had when Kaspi pulled the list: a sale beyond that is a broken promise.
/// </summary>
internal sealed class MarketWatch(SandboxServer sandbox)
{
    private readonly Dictionary<int, int> _atPull = [];
    private readonly Dictionary<int, int> _openAtPull = [];
    private readonly Dictionary<int, int> _soldSince = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>Sales beyond what the supplier had, in words.</summary>
    public List<string> Oversold { get; } = [];

    public int Pieces { get; private set; }

    public async Task<IReadOnlyList<TrueOrder>> OrdersAsync(int last) =>
        (await sandbox.GetAsync($"/control/kaspi/orders?last={last}"))
            .GetProperty("orders")
            .Deserialize<List<TrueOrder>>(JsonSerializerOptions.Web)!;

    /// <summary>Counts what was sold since the last pull.</summary>
    public void NoteSales(IReadOnlyList<TrueOrder> latest)
    {
        foreach (var order in latest.Where(o => _seen.Add(o.Code)))
        {
            foreach (var line in order.Lines)
            {
                Pieces += line.Quantity;
                var sold = _soldSince[line.Article] =
                    _soldSince.GetValueOrDefault(line.Article) + line.Quantity;
                var (had, open) = (
                    _atPull.GetValueOrDefault(line.Article),
                    _openAtPull.GetValueOrDefault(line.Article)
                );
                if (sold + open > had)
                {
                    Oversold.Add(
                        $"order {order.Code}: {sold} sold of {line.Article} since the pull, {open} open before, the supplier had {had}"
                    );
                }
            }
        }
    }

    /// <summary>Kaspi pulls; what is open and not bought yet comes out of the same shelf.</summary>
    public async Task PullAsync(IReadOnlyDictionary<int, int> open)
    {
        await sandbox.PullAsync();
        _soldSince.Clear();
        _openAtPull.Clear();
        foreach (var (article, pieces) in open)
        {
            _openAtPull[article] = pieces;
        }

        foreach (var good in await sandbox.GoodsAsync())
        {
            _atPull[good.Article] = StockOf(good);
        }
    }

    /// <summary>The truth behind <c>12</c>; of <c>"&gt;50"</c> nobody outside knows more than that.</summary>
    public static int StockOf(SandboxGood good) =>
        good.Quantity.ValueKind == JsonValueKind.Number ? good.Quantity.GetInt32()
        : good.Quantity.ValueKind == JsonValueKind.String
        && int.TryParse(
            good.Quantity.GetString()!.TrimStart('>'),
            System.Globalization.CultureInfo.InvariantCulture,
            out var more
        )
            ? more
        : 0;
}
