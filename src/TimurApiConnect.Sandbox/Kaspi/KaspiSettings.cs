using System.Net;
using TimurApiConnect.Sandbox.Faults.Doors;

namespace TimurApiConnect.Sandbox.Kaspi;

/// <summary>What the marketplace's side of the sandbox is like. All of it can be changed while it runs.</summary>
internal sealed record KaspiSettings
{
    private const string Everybody = "*";

    /// <summary>The value of <c>X-Auth-Token</c> that is accepted.</summary>
    public string Token { get; init; } = "c2FuZGJveC1rYXNwaS10b2tlbi0wMDAwMDAwMDAwMDA=";

    /// <summary>Where the price list is; empty means that nobody has entered it in the cabinet yet.</summary>
    public string PriceListUrl { get; init; } = "";

    public string Login { get; init; } = "";

    public string Password { get; init; } = "";

    /// <summary>When given, a price list of another merchant is not accepted.</summary>
    public string MerchantId { get; init; } = "";

    /// <summary>Whether lists are pulled by the clock; without it only "load now" pulls.</summary>
    public bool AutoPull { get; init; } = true;

    public TimeSpan PullEvery { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Until a first list is accepted: a person in the cabinet would press "load now" again.</summary>
    public TimeSpan RetryFirstPullEvery { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan PullTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The largest price list that is read, unpacked.</summary>
    public long MaxBytes { get; init; } = 2L * 1024 * 1024 * 1024;

    /// <summary>Characters of a SKU besides Latin letters and digits: the guide allows none, live cabinets show the underscore.</summary>
    public string SkuExtraCharacters { get; init; } = "_";

    /// <summary>How long a refused tool's connection is held without an answer.</summary>
    public TimeSpan HoldFor { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether a request without <c>User-Agent</c> is held too. Live clients without one get answers.</summary>
    public bool HoldMissingUserAgent { get; init; }

    /// <summary>
    /// Callers' addresses whose requests are held, or <c>*</c> for all: what a foreign address meets by some reports. Whether Kaspi does so is disputed.
    /// </summary>
    public IReadOnlyList<string> HoldAddresses { get; init; } = [];

    /// <summary>The port of the marketplace's front door, where whole connections can fail; 0 is any free one, none means no door.</summary>
    public int? Port { get; init; }

    /// <summary>Orders are accepted as they come: none is ever in the list of the new ones.</summary>
    public bool AutoAccept { get; init; }

    /// <summary>Kaspi's courier takes what is packed and delivers it, by the clock.</summary>
    public bool CourierComes { get; init; } = true;

    /// <summary>The filter by status is not looked at (field report).</summary>
    public bool IgnoreStatusFilter { get; init; } = true;

    /// <summary>A list of any state is without the finished ones (field reports contradict each other).</summary>
    public bool NoStateHidesArchive { get; init; }

    /// <summary>Lines name only Kaspi's product, not the shop's.</summary>
    public bool LinesWithoutOffer { get; init; }

    /// <summary>Orders come without their lines, which are to be asked for by themselves: older answers.</summary>
    public bool OrdersWithoutLines { get; init; }

    /// <summary>Packing without the order's number is answered "Order not found" (one field report).</summary>
    public bool AssembleNeedsCode { get; init; } = true;

    /// <summary>How long a waybill takes after packing.</summary>
    public TimeSpan WaybillAfter { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a change of a line takes.</summary>
    public TimeSpan LineChangeAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A line of which nothing is left is no longer shown. Not documented; both are possible.</summary>
    public bool DropsEmptyLines { get; init; }

    /// <summary>A pre-order stays marked as one after its goods have arrived (field report: flags lag behind).</summary>
    public bool PreOrderStays { get; init; }

    /// <summary>How many people buy in a day; 0: only those that are asked for.</summary>
    public double OrdersPerDay { get; init; }

    /// <summary>What they buy, and do then, follows from it.</summary>
    public int BuyersSeed { get; init; } = 1;

    /// <summary>
    /// What somebody bought is no longer shown until the next list says how many there are. Not documented; without it one piece could be bought a
    /// hundred times within the hour.
    /// </summary>
    public bool StockCountsDown { get; init; } = true;

    /// <summary>Whether the requests from an address are held.</summary>
    public bool Holds(IPAddress? address) =>
        HoldAddresses.Any(held =>
            held == Everybody
            || (
                address is not null
                && IPAddress.TryParse(held, out var ip)
                && ip.MapToIPv6().Equals(address.MapToIPv6())
            )
        );

    public IEnumerable<string> Problems()
    {
        if (OrdersPerDay is not (>= 0 and <= 1_000_000))
        {
            yield return $"OrdersPerDay '{OrdersPerDay}' is not 0 to 1000000.";
        }

        foreach (
            var (name, value) in new[]
            {
                ("WaybillAfter", WaybillAfter),
                ("LineChangeAfter", LineChangeAfter),
            }
        )
        {
            if (value < TimeSpan.Zero || value > TimeSpan.FromHours(1))
            {
                yield return $"{name} '{value}' is not between 00:00:00 and 01:00:00. The default is a few seconds.";
            }
        }

        if (string.IsNullOrWhiteSpace(Token))
        {
            yield return $"Token '{Token}' is empty. Give the text that the client sends as X-Auth-Token.";
        }

        if (
            PriceListUrl.Length > 0
            && !(
                Uri.TryCreate(PriceListUrl, UriKind.Absolute, out var url)
                && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
            )
        )
        {
            yield return $"PriceListUrl '{PriceListUrl}' is not an http or https address. Give one such as 'http://localhost:5080/price-list.xml', or leave it empty.";
        }

        if (PullEvery < TimeSpan.FromSeconds(1))
        {
            yield return $"PullEvery '{PullEvery}' is under 00:00:01. The marketplace's is 01:00:00.";
        }

        if (RetryFirstPullEvery < TimeSpan.FromMilliseconds(100))
        {
            yield return $"RetryFirstPullEvery '{RetryFirstPullEvery}' is under 00:00:00.1. The default is 00:00:05.";
        }

        if (PullTimeout <= TimeSpan.Zero || PullTimeout > TimeSpan.FromHours(1))
        {
            yield return $"PullTimeout '{PullTimeout}' is not between 0 and 01:00:00. The default is 00:01:00.";
        }

        if (HoldFor < TimeSpan.Zero || HoldFor > TimeSpan.FromHours(1))
        {
            yield return $"HoldFor '{HoldFor}' is not between 00:00:00 and 01:00:00. The default is 00:01:00.";
        }

        foreach (var address in HoldAddresses)
        {
            if (address != Everybody && !IPAddress.TryParse(address, out _))
            {
                yield return $"HoldAddresses '{address}' is no IP address and not '{Everybody}'. Give one such as '203.0.113.7'.";
            }
        }

        if (FrontDoor.PortProblem(Port) is { } port)
        {
            yield return port;
        }

        if (MaxBytes < 1)
        {
            yield return $"MaxBytes '{MaxBytes}' is under 1. The default is 2147483648.";
        }
    }
}
