using System.Text.RegularExpressions;
using TimurApiConnect.Sandbox.Faults.Doors;

namespace TimurApiConnect.Sandbox.AlStyle;

/// <summary>How <c>/elements</c> wraps its array: the supplier's documentation prints it twice, live code has met both.</summary>
internal enum ArrayWrap
{
    Double,
    Single,
}

/// <summary>The shape of the field <c>brand</c>: text in most clients, an object in one.</summary>
internal enum BrandShape
{
    Text,
    Object,
}

/// <summary>The shape of <c>/quantity-price</c>: a bare object in the documentation, <c>{data:{...}}</c> in one client.</summary>
internal enum QuantityPriceWrap
{
    Bare,
    Data,
}

/// <summary>What the supplier's side of the sandbox is like. Most of it can be changed while it runs.</summary>
internal sealed partial record AlStyleSettings
{
    public const int MaxGoods = 1_500_000;

    /// <summary>The access token that is accepted.</summary>
    public string Token { get; init; } = "sandbox-alstyle-token-0000000000";

    /// <summary>More tokens, each with a request window of its own.</summary>
    public IReadOnlyList<string> MoreTokens { get; init; } = [];

    /// <summary>One request per this time and token; zero switches the limit off.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(5);

    public int Goods { get; init; } = 7000;

    public int Seed { get; init; } = 1;

    /// <summary>How many sandbox seconds pass in one real second; zero stops the clock.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>401 or 403: nobody has written down which of them the supplier sends.</summary>
    public int BadTokenStatus { get; init; } = 403;

    public ArrayWrap ArrayWrap { get; init; }

    public BrandShape BrandShape { get; init; }

    public QuantityPriceWrap QuantityPriceWrap { get; init; }

    /// <summary>Whether <c>/orders</c> and <c>/order</c> repeat the caller's external_id: the documents do not say so.</summary>
    public bool OrdersShowExternalId { get; init; }

    /// <summary>Whether the list <c>index</c> holds every order, or only those that are neither finished, merged nor cancelled: nobody has written it down.</summary>
    public bool IndexHoldsAll { get; init; } = true;

    /// <summary>How many pieces of an article an order gets at most; the rest is left out of it. Zero: as many as are in the basket.</summary>
    public int MaxTaken { get; init; }

    /// <summary>Whether a new order is only reserved (R) at first, instead of awaiting payment (N).</summary>
    public bool OrdersStartReserved { get; init; }

    /// <summary>How long an order keeps a status, by the market's clock.</summary>
    public TimeSpan OrderStep { get; init; } = TimeSpan.FromHours(4);

    /// <summary>How long a new order's status is null, in real time.</summary>
    public TimeSpan NullStatusFor { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The port of the supplier's front door, where whole connections can fail; 0 is any free one, none means no door.</summary>
    public int? Port { get; init; }

    public bool Accepts(string? token) =>
        token is not null
        && (
            string.Equals(token, Token, StringComparison.Ordinal)
            || MoreTokens.Contains(token, StringComparer.Ordinal)
        );

    public IEnumerable<string> Problems()
    {
        foreach (var token in MoreTokens.Prepend(Token))
        {
            if (!TokenShape().IsMatch(token))
            {
                yield return $"Token '{token}' is not 32 characters of A-Z a-z 0-9 _ -. Give one such as 'sandbox-alstyle-token-0000000000'.";
            }
        }

        if (Interval < TimeSpan.Zero || Interval > TimeSpan.FromHours(1))
        {
            yield return $"Interval '{Interval}' is not between 00:00:00 and 01:00:00. The supplier's is 00:00:05.";
        }

        if (Goods is < 0 or > MaxGoods)
        {
            yield return $"Goods '{Goods}' is not between 0 and {MaxGoods}. The default is 7000.";
        }

        if (!(Speed >= 0 && Speed <= 1_000_000))
        {
            yield return $"Speed '{Speed}' is not between 0 and 1000000. 1 is real time, 60 is an hour a minute, 0 stops the clock.";
        }

        if (FrontDoor.PortProblem(Port) is { } port)
        {
            yield return port;
        }

        if (OrderStep <= TimeSpan.Zero || OrderStep > TimeSpan.FromDays(365))
        {
            yield return $"OrderStep '{OrderStep}' is not above 00:00:00 and up to 365 days. The default is 04:00:00.";
        }

        if (NullStatusFor < TimeSpan.Zero || NullStatusFor > TimeSpan.FromHours(1))
        {
            yield return $"NullStatusFor '{NullStatusFor}' is not between 00:00:00 and 01:00:00. The default is 00:00:02.";
        }

        if (MaxTaken < 0)
        {
            yield return $"MaxTaken '{MaxTaken}' is below 0. 0, the default, takes all.";
        }

        if (BadTokenStatus is not (401 or 403))
        {
            yield return $"BadTokenStatus '{BadTokenStatus}' is neither 401 nor 403. The default is 403.";
        }
    }

    [GeneratedRegex("^[A-Za-z0-9_-]{32}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex TokenShape();
}
