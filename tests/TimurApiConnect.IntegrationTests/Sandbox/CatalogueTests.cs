using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Sandbox;

public class CatalogueTests
{
    [Fact]
    public async Task The_catalogue_is_as_ugly_as_the_measured_one()
    {
        await using var sandbox = await SandboxServer.StartAsync("AlStyle:Goods=15000");
        var goods = await AllAsync(sandbox);
        Assert.Equal(15000, goods.Count);
        Assert.Equal(goods.Select(g => g.Article).Distinct().Order(), goods.Select(g => g.Article));

        Near(0.26, goods, g => g.Quantity.ToString() == "0", 0.02);
        Near(0.25, goods, g => g.Quantity.ToString().StartsWith('>'), 0.02);
        Near(0.018, goods, g => g.Price2.GetInt32() <= 1, 0.005);
        var onRequest = goods.Where(g => g.Price2.GetInt32() <= 1).ToList();
        Near(0.5, onRequest, g => g.Quantity.ToString() != "0", 0.12);
        Assert.Single(goods, g => g.Price2.GetInt32() == 59_000_000);
        Assert.InRange(
            goods
                .Where(g => g.Quantity.ToString().StartsWith('>'))
                .Select(g => g.Quantity.ToString())
                .Distinct(StringComparer.Ordinal)
                .Count(),
            45,
            60
        );

        Near(0.024, goods, g => g.PartNumber.Length == 0, 0.006);
        Near(0.046, goods, g => g.PartNumber.Length > 20, 0.008);
        Near(0.09, goods, g => g.PartNumber.Any(c => c is >= 'А' and <= 'я'), 0.012);
        Near(0.12, goods, g => g.PartNumber.Contains(' '), 0.02);
        Assert.Equal(30, goods.Max(g => g.PartNumber.Length));
        Assert.All("/._+(#,&\u00a0", c => Assert.Contains(goods, g => g.PartNumber.Contains(c)));

        var shared = goods
            .Where(g => g.PartNumber.Length > 0)
            .GroupBy(g => g.PartNumber, StringComparer.Ordinal)
            .Where(g => g.Count() > 1)
            .ToList();
        Assert.InRange(shared.Count, 220, 380);
        Assert.InRange(shared.Max(g => g.Count()), 5, 12);
        Assert.InRange(
            goods.Select(g => g.Brand).Distinct(StringComparer.Ordinal).Count(),
            200,
            213
        );
        Assert.Contains(goods, g => g.Name.Contains('<'));
        Assert.Contains(goods, g => g.Name.Contains('&'));

        var priced = goods.Where(g => g.Price2.GetInt32() is > 1 and < 59_000_000).ToList();
        Assert.All(
            priced,
            g => Assert.InRange((double)g.Price1.GetInt32() / g.Price2.GetInt32(), 0.6, 0.93)
        );
        Assert.InRange(priced.Min(g => g.Price2.GetInt32()), 100, 400);
        Assert.InRange(priced.Max(g => g.Price2.GetInt32()), 1_000_000, 2_000_000);
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_catalogue_and_a_small_one_is_the_beginning_of_a_large_one()
    {
        await using var first = await SandboxServer.StartAsync("AlStyle:Goods=300");
        await using var larger = await SandboxServer.StartAsync("AlStyle:Goods=900");
        await using var other = await SandboxServer.StartAsync(
            "AlStyle:Goods=300",
            "AlStyle:Seed=2"
        );
        const string query = "elements?limit=250&additional_fields=brand,barcode,weight,rrp";
        var text = (await first.AlStyleAsync(query)).GetRawText();
        Assert.Equal(text, (await larger.AlStyleAsync(query)).GetRawText());
        Assert.False(text == (await other.AlStyleAsync(query)).GetRawText());
    }

    [Fact]
    public async Task Reset_brings_everything_back()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var before = (await sandbox.AlStyleAsync("quantity-price")).GetRawText();
        await sandbox.ChangeAsync(stock: 50, price: 20);
        await sandbox.VanishAsync(10);
        await sandbox.SetGoodAsync(
            (await sandbox.GoodsAsync(take: 1))[0].Article,
            new { quantity = "abc" }
        );
        Assert.False(before == (await sandbox.AlStyleAsync("quantity-price")).GetRawText());
        await sandbox.ResetAsync();
        Assert.Equal(before, (await sandbox.AlStyleAsync("quantity-price")).GetRawText());
    }

    [Fact]
    public async Task Changes_on_demand_are_exactly_as_many_as_asked_and_visible()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var before = await sandbox.AlStyleAsync("quantity-price");
        var answer = await sandbox.ChangeAsync(stock: 30, price: 10);
        Assert.Equal(40, answer.GetProperty("count").GetInt32());
        var after = await sandbox.AlStyleAsync("quantity-price");
        foreach (var change in answer.GetProperty("changes").EnumerateArray())
        {
            Assert.False(
                change.GetProperty("was").GetString() == change.GetProperty("now").GetString()
            );
        }

        var moved = before
            .EnumerateObject()
            .Count(g => g.Value.GetRawText() != after.GetProperty(g.Name).GetRawText());
        Assert.InRange(moved, 25, 40);
    }

    [Fact]
    public async Task Goods_vanish_and_come_back()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var goods = await sandbox.GoodsAsync(take: 5);
        await sandbox.VanishAsync([goods[1].Article, goods[3].Article]);
        var left = await sandbox.AlStyleAsync("quantity");
        Assert.Equal(598, left.EnumerateObject().Count());
        Assert.False(left.TryGetProperty($"{goods[1].Article}", out _));
        Assert.Equal(
            0,
            (
                await sandbox.AlStyleAsync($"element-info?article={goods[1].Article}")
            ).GetArrayLength()
        );
        await sandbox.VanishAsync(10);
        await sandbox.VanishAsync(12, back: true);
        Assert.Equal(600, (await sandbox.AlStyleAsync("quantity")).EnumerateObject().Count());
    }

    [Fact]
    public async Task The_clock_moves_stock_by_day_and_hardly_at_night()
    {
        // Tuesday 2026-01-06, 10:00 in Almaty.
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 6, 5, 0, 0, TimeSpan.Zero));
        await using var sandbox = await SandboxServer.StartAsync(
            time,
            "AlStyle:Goods=7000",
            "AlStyle:Speed=3600"
        );
        var byDay = await PassAsync(sandbox, time, hours: 8);
        var evening = await PassAsync(sandbox, time, hours: 3);
        var night = await PassAsync(sandbox, time, hours: 8);

        // 7000 goods, 0.053 changes a day, 2.69 times the average in office hours: about 330 in 8 hours, and a tenth as many prices.
        Assert.InRange(byDay, 250, 500);
        Assert.InRange(night, 1, 60);
        Assert.True(evening < byDay);

        await sandbox.SetAlStyleAsync(new { speed = 0 });
        Assert.Equal(0, await PassAsync(sandbox, time, hours: 3));
    }

    private static async Task<long> PassAsync(
        SandboxServer sandbox,
        FakeTimeProvider time,
        int hours
    )
    {
        var before = await ClockAsync(sandbox);
        var stopped =
            (await sandbox.StateAsync())
                .GetProperty("alStyle")
                .GetProperty("settings")
                .GetProperty("speed")
                .GetDouble() == 0;
        for (var hour = 1; hour <= hours; hour++)
        {
            // One second a step: at this speed, an hour.
            time.Advance(TimeSpan.FromSeconds(1));
            if (!stopped)
            {
                var due = before.Now.AddHours(hour);
                await SandboxServer.UntilAsync(
                    async () => (await ClockAsync(sandbox)).Now >= due,
                    "the clock's tick"
                );
            }
        }

        return (await ClockAsync(sandbox)).Changes - before.Changes;
    }

    private static async Task<(DateTimeOffset Now, long Changes)> ClockAsync(SandboxServer sandbox)
    {
        var state = (await sandbox.StateAsync()).GetProperty("alStyle");
        return (
            state.GetProperty("now").GetDateTimeOffset(),
            state.GetProperty("changes").GetInt64()
        );
    }

    private static async Task<List<SandboxGood>> AllAsync(SandboxServer sandbox)
    {
        var goods = new List<SandboxGood>();
        while (await sandbox.GoodsAsync(goods.Count) is { Count: > 0 } page)
        {
            goods.AddRange(page);
        }

        return goods;
    }

    private static void Near(
        double share,
        List<SandboxGood> goods,
        Func<SandboxGood, bool> which,
        double within
    ) => Assert.InRange((double)goods.Count(which) / goods.Count, share - within, share + within);
}
