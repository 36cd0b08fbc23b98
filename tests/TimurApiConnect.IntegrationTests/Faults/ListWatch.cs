using System.Xml.Linq;
using TimurApiConnect.IntegrationTests.Sync;
using TimurApiConnect.Kaspi.PriceLists;

namespace TimurApiConnect.IntegrationTests.Faults;

/// <summary>
/// Asks for the served price list all the time, as Kaspi would at the worst moment: each answer must be a whole, right list with the offers
/// of the first one, but for those that are said to change.
/// </summary>
internal sealed class ListWatch : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(80);
    private static readonly XNamespace Kaspi = "kaspiShopping";
    private readonly Product _product;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _watching;
    private readonly Dictionary<string, string> _first;
    private volatile Dictionary<string, string> _now;
    private volatile string? _changing;
    private volatile string? _trouble;

    private ListWatch(Product product, Dictionary<string, string> first)
    {
        (_product, _first, _now) = (product, first, first);
        _watching = WatchAsync();
    }

    /// <summary>Begins with the list that is served now.</summary>
    public static async Task<ListWatch> StartAsync(Product product) =>
        new(
            product,
            await ReadAsync(product, CancellationToken.None)
                ?? throw new InvalidOperationException("There is no first list to watch.")
        );

    /// <summary>The first thing that was wrong; null when nothing was.</summary>
    public string? Trouble => _trouble;

    /// <summary>How often the list was asked for.</summary>
    public int Asked { get; private set; }

    /// <summary>The offer as it is served now.</summary>
    public string? Offer(string sku) => _now.GetValueOrDefault(sku);

    /// <summary>From now on this offer may differ.</summary>
    public void Expect(string sku) => _changing = sku;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        _stop.Dispose();
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(Every);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                try
                {
                    Asked++;
                    if (await ReadAsync(_product, _stop.Token) is { } offers)
                    {
                        Compare(offers);
                        _now = offers;
                    }
                    else
                    {
                        _trouble ??= "there was no list to serve";
                    }
                }
                catch (Exception e) when (e is HttpRequestException or InvalidDataException)
                {
                    _trouble ??= e.Message;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The cell is over.
        }
    }

    private void Compare(Dictionary<string, string> offers)
    {
        foreach (var (sku, was) in _first)
        {
            var now = offers.GetValueOrDefault(sku);
            if (now != was && sku != _changing)
            {
                _trouble ??= $"offer {sku} was {was} and is {now ?? "gone"}";
            }
        }

        if (offers.Keys.FirstOrDefault(sku => !_first.ContainsKey(sku)) is { } added)
        {
            _trouble ??= $"offer {added} came from nowhere";
        }
    }

    /// <summary>SKU → price and stock; null when there is no list yet.</summary>
    private static async Task<Dictionary<string, string>?> ReadAsync(
        Product product,
        CancellationToken stopping
    )
    {
        using var answer = await product.Gateway.Http.GetAsync("/feeds/demo/kaspi.xml", stopping);
        if (!answer.IsSuccessStatusCode)
        {
            return null;
        }

        var bytes = await answer.Content.ReadAsByteArrayAsync(stopping);
        return PriceListValidator.Validate(new MemoryStream(bytes)) is [var first, ..]
            ? throw new InvalidDataException($"the list breaks Kaspi's rules: {first}")
            : XDocument
                .Load(new MemoryStream(bytes))
                .Descendants(Kaspi + "offer")
                .ToDictionary(
                    o => (string)o.Attribute("sku")!,
                    o =>
                        $"{(long)o.Element(Kaspi + "price")!} tenge, {o.Descendants(Kaspi + "availability").Sum(a => (int)a.Attribute("stockCount")!)} in stock",
                    StringComparer.Ordinal
                );
    }
}
