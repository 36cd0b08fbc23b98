using System.Text.Json;
using TimurApiConnect.IntegrationTests.Sync;
using TimurApiConnect.Sandbox.AlStyle;

namespace TimurApiConnect.IntegrationTests.Month;

/// <summary>
/// The person behind the shop, who only uses the API: decides what the product asks, fetches goods at the supplier, packs, hands over, takes back.
/// </summary>
internal sealed class Shopkeeper(Product product, int seed)
{
    private Dice _dice = new((ulong)(uint)seed + 77);
    private readonly HashSet<string> _fetched = new(StringComparer.Ordinal);
    private readonly HashSet<string> _wanted = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> _comes = new(StringComparer.Ordinal);

    public int Decided { get; private set; }

    /// <summary>Why it was asked, and how often.</summary>
    public SortedDictionary<string, int> Reasons { get; } = new(StringComparer.Ordinal);

    public int CancelledForStock { get; private set; }

    public int Asked { get; private set; }

    /// <summary>Pieces of orders that are open and not fetched at the supplier yet, by article.</summary>
    public Dictionary<int, int> Open(IEnumerable<TrueOrder> orders) =>
        orders
            .Where(o => !o.IsOver && o.HandedOverAt is null && !_fetched.Contains(o.Code))
            .SelectMany(o => o.Lines)
            .GroupBy(l => l.Article)
            .ToDictionary(g => g.Key, g => g.Sum(l => l.Quantity));

    public async Task WorkAsync(IReadOnlyDictionary<string, TrueOrder> truth)
    {
        foreach (var code in await CodesAsync("new"))
        {
            // What the product has not decided by itself after a step waits for a person.
            if (await WaitsForPersonAsync(code) && truth.TryGetValue(code, out var order))
            {
                Decided++;
                if (await HasAsync(order))
                {
                    await CommandAsync(code, "accept", new { command = "accept" });
                }
                else
                {
                    await CancelAsync(code);
                }
            }
        }

        foreach (var code in await CodesAsync("toPack"))
        {
            if (truth.TryGetValue(code, out var order) && await FetchAsync(order))
            {
                await CommandAsync(code, "assemble", new { command = "assemble", places = 1 });
            }
        }

        foreach (var stage in new[] { "pickup", "ownDelivery" })
        {
            foreach (var code in await CodesAsync(stage))
            {
                if (
                    truth.TryGetValue(code, out var order)
                    && await FetchAsync(order)
                    && Comes(code)
                    && _dice.Chance(0.1)
                )
                {
                    if (order.SecurityCode is { } secret)
                    {
                        await CommandAsync(
                            code,
                            "complete",
                            new { command = "complete", code = secret }
                        );
                    }
                    else if (!await IsAskedAsync(code, "send-code"))
                    {
                        await CommandAsync(code, "send-code", new { command = "send-code" });
                    }
                }
            }
        }
    }

    /// <summary>Two of ten buyers never come for what they have ordered.</summary>
    private bool Comes(string code)
    {
        if (!_comes.TryGetValue(code, out var comes))
        {
            _comes[code] = comes = _dice.Chance(0.8);
        }

        return comes;
    }

    /// <summary>Whether the product has decided to ask; why is counted.</summary>
    private async Task<bool> WaitsForPersonAsync(string code)
    {
        var order = await product.Gateway.JsonAsync($"/api/orders/{code}");
        var decision = order.GetProperty("decision");
        if (
            decision.ValueKind == JsonValueKind.Null
            || decision.GetProperty("outcome").GetString() == "accept"
            || IsAtWork(order)
        )
        {
            return false;
        }

        foreach (var reason in decision.GetProperty("reasons").EnumerateArray())
        {
            var word = reason.GetProperty("code").GetString()!;
            Reasons[word] = Reasons.GetValueOrDefault(word) + 1;
        }

        return true;
    }

    /// <summary>Whether the product is at it or has done it: a buyer who waits for one code is not sent a second.</summary>
    private async Task<bool> IsAskedAsync(string code, string command) =>
        IsAtWork(await product.Gateway.JsonAsync($"/api/orders/{code}"), command);

    private static bool IsAtWork(JsonElement order, string? command = null) =>
        order
            .GetProperty("commands")
            .EnumerateArray()
            .Any(c =>
                c.GetProperty("state").GetString() is "queued" or "sent" or "done"
                && (command is null || c.GetProperty("command").GetString() == command)
            );

    private async Task<bool> HasAsync(TrueOrder order)
    {
        foreach (var line in order.Lines)
        {
            if (MarketWatch.StockOf(await product.Sandbox.GoodAsync(line.Article)) < line.Quantity)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Buys the goods at the supplier's counter; when they are not there any more, the order is cancelled.</summary>
    private async Task<bool> FetchAsync(TrueOrder order)
    {
        if (_fetched.Contains(order.Code))
        {
            return true;
        }

        if (!await HasAsync(order))
        {
            await CancelAsync(order.Code);
            return false;
        }

        foreach (var line in order.Lines)
        {
            var good = await product.Sandbox.GoodAsync(line.Article);
            if (good.Quantity.ValueKind == JsonValueKind.Number)
            {
                await product.Sandbox.SetGoodAsync(
                    line.Article,
                    new { quantity = good.Quantity.GetInt32() - line.Quantity }
                );
            }
        }

        _fetched.Add(order.Code);
        return true;
    }

    private async Task CancelAsync(string code)
    {
        if (_wanted.Add($"{code} cancel"))
        {
            CancelledForStock++;
        }

        await CommandAsync(
            code,
            "cancel",
            new { command = "cancel", reason = "MERCHANT_OUT_OF_STOCK" }
        );
    }

    private async Task CommandAsync(string code, string name, object body)
    {
        Asked += _wanted.Add($"{code} {name}") ? 1 : 0;
        using var answer = await product.Gateway.SendAsync(
            HttpMethod.Post,
            $"/api/orders/{code}/commands",
            JsonSerializer.Serialize(body)
        );
        var text = await answer.Content.ReadAsStringAsync();
        // 409: the order has moved on since it was looked at, which the API says.
        if ((int)answer.StatusCode is not (202 or 200 or 409))
        {
            throw new InvalidOperationException(
                $"{name} of {code}: {(int)answer.StatusCode} {text}"
            );
        }
    }

    private async Task<IReadOnlyList<string>> CodesAsync(string stage) =>
        [
            .. (await product.Gateway.JsonAsync($"/api/orders?stage={stage}&size=500"))
                .GetProperty("orders")
                .EnumerateArray()
                .Select(o => o.GetProperty("code").GetString()!)
                .Order(StringComparer.Ordinal),
        ];
}
