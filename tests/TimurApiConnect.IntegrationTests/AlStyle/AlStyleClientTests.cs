using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Testing;
using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.Failures;
using TimurApiConnect.IntegrationTests.Sandbox;
using TimurApiConnect.IntegrationTests.Servers;
using TimurApiConnect.IntegrationTests.Storage;
using TimurApiConnect.Storage.Vendors;
using Xunit;

namespace TimurApiConnect.IntegrationTests.AlStyle;

/// <summary>The connector against the sandbox, over real sockets and with a real Redis.</summary>
public class AlStyleClientTests
{
    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    private static async Task<string> RedisAsync() =>
        (await RedisServer.SharedAsync()).ConnectionString;

    private static async Task<CatalogueBuilder> CrawlAsync(ISupplier supplier)
    {
        var (crawl, at) = (new CatalogueBuilder(), new CrawlProgress(0, 1));
        while (at.Received < at.Total)
        {
            var page = await supplier.ReadCataloguePageAsync("main", crawl, at.Received, Stopping);
            Assert.True(page.Worked, page.Failure?.ToString());
            at = page.Value;
        }

        return crawl;
    }

    private static async Task<JsonElement> CountsAsync(SandboxServer sandbox) =>
        (await sandbox.RequestsAsync("al-style", 1)).GetProperty("counts");

    private static async Task<long> CountAsync(SandboxServer sandbox, int status) =>
        (await CountsAsync(sandbox))
            .EnumerateArray()
            .Where(c => c.GetProperty("status").GetInt32() == status)
            .Sum(c => c.GetProperty("count").GetInt64());

    [Theory]
    [InlineData(
        "AlStyle:ArrayWrap=double",
        "AlStyle:BrandShape=text",
        "AlStyle:QuantityPriceWrap=bare"
    )]
    [InlineData(
        "AlStyle:ArrayWrap=single",
        "AlStyle:BrandShape=object",
        "AlStyle:QuantityPriceWrap=data"
    )]
    public async Task The_whole_catalogue_is_read_as_the_supplier_has_it_in_all_its_shapes(
        params string[] shapes
    )
    {
        await using var sandbox = await SandboxServer.StartAsync(["AlStyle:Goods=1300", .. shapes]);
        await using var under = SupplierUnderTest.Start(await RedisAsync(), sandbox);

        var crawl = await CrawlAsync(under.Supplier);
        var stock = (await under.Supplier.ReadStockAsync("main", Stopping)).Value!;
        var truth = (await sandbox.GoodsAsync(0, 1000))
            .Concat(await sandbox.GoodsAsync(1000, 1000))
            .ToList();

        Assert.Equal(
            (1300, 0, 0, 0),
            (crawl.Goods.Count, crawl.Doubled, crawl.Rejected, crawl.Unreadable)
        );
        Assert.Equal(1300, stock.Lines.Count);
        var snapshot = crawl.Finish(CategoryTree.Empty, Snapshot.Empty(), DateTimeOffset.UnixEpoch);
        for (var i = 0; i < truth.Count; i++)
        {
            ref readonly var good = ref snapshot.Goods[i];
            Assert.Equal(
                (truth[i].Article, truth[i].Brand.Trim()),
                (good.Article, snapshot.Brands.NameOf(good.Brand))
            );
            Assert.Equal(truth[i].Quantity.ToString(), good.Quantity.ToString());
            Assert.Equal(good.Quantity, stock.Lines[i].Quantity);
            Assert.Equal(
                (good.DealerPrice, good.RetailPrice),
                (stock.Lines[i].DealerPrice, stock.Lines[i].RetailPrice)
            );
        }

        // The cap of 250 was kept: six pages, not two.
        Assert.Equal(
            6,
            (await CountsAsync(sandbox))
                .EnumerateArray()
                .Single(c => c.GetProperty("path").GetString() == "/api/elements-pagination")
                .GetProperty("count")
                .GetInt32()
        );
    }

    [Fact]
    public async Task Categories_brands_date_and_single_goods_are_read()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        await using var under = SupplierUnderTest.Start(await RedisAsync(), sandbox);
        var articles = (await sandbox.GoodsAsync(0, 3)).Select(g => g.Article).ToArray();
        var crawl = new CatalogueBuilder();

        Assert.True(
            (await under.Supplier.ReadCategoriesAsync("main", Stopping)).Value!.All.Count > 10
        );
        Assert.True((await under.Supplier.ReadBrandsAsync("main", Stopping)).Value!.Count > 10);
        Assert.Contains(
            "date",
            (await under.Supplier.ReadFreshnessAsync("main", Stopping)).Value!,
            StringComparison.Ordinal
        );
        Assert.Equal(
            3,
            (await under.Supplier.ReadGoodsAsync("main", crawl, articles, Stopping)).Value
        );
        Assert.All(articles, a => Assert.True(crawl.Has(a)));
    }

    [Fact]
    public async Task Several_processes_never_come_too_fast_together()
    {
        await using var sandbox = await SandboxServer.StartAsync(
            "AlStyle:Interval=00:00:00.150",
            "AlStyle:Goods=50"
        );
        var redis = await RedisAsync();
        await using var first = SupplierUnderTest.Start(
            redis,
            sandbox,
            "AlStyle:Interval=00:00:00.150",
            "AlStyle:Margin=00:00:00.020"
        );
        await using var second = SupplierUnderTest.Start(
            redis,
            sandbox,
            "AlStyle:Interval=00:00:00.150",
            "AlStyle:Margin=00:00:00.020"
        );
        await using var third = SupplierUnderTest.Start(
            redis,
            sandbox,
            "AlStyle:Interval=00:00:00.150",
            "AlStyle:Margin=00:00:00.020"
        );

        var calls = new[] { first, second, third }.SelectMany(u =>
            Enumerable
                .Range(0, 10)
                .Select(i =>
                    i % 2 == 0
                        ? Worked(u.Supplier.ReadStockAsync("main", Stopping))
                        : Worked(u.Supplier.ReadBrandsAsync("main", Stopping))
                )
        );

        Assert.All(await Task.WhenAll(calls), Assert.True);
        Assert.Equal((30L, 0L), (await CountAsync(sandbox, 200), await CountAsync(sandbox, 403)));

        static async Task<bool> Worked<T>(Task<Outcome<T>> call)
            where T : notnull => (await call).Worked;
    }

    [Fact]
    public async Task Urgent_requests_go_before_routine_ones_that_waited_longer()
    {
        await using var sandbox = await SandboxServer.StartAsync(
            "AlStyle:Interval=00:00:00.200",
            "AlStyle:Goods=50"
        );
        await using var under = SupplierUnderTest.Start(
            await RedisAsync(),
            sandbox,
            "AlStyle:Interval=00:00:00.200",
            "AlStyle:Margin=00:00:00.020"
        );
        await under.Supplier.ReadFreshnessAsync("main", Stopping);

        var routine = Enumerable
            .Range(0, 3)
            .Select(_ => under.Supplier.ReadBrandsAsync("main", Stopping))
            .ToList();
        var urgent = Enumerable
            .Range(0, 2)
            .Select(_ => under.Supplier.ReadStockAsync("main", Stopping))
            .ToList();
        await Task.WhenAll([.. routine, .. urgent]);

        Assert.Equal(
            ["date", "quantity-price", "quantity-price", "brands", "brands", "brands"],
            under.Noted.Select(n => n.Step)
        );
    }

    [Fact]
    public async Task With_Redis_away_the_limit_holds_and_work_goes_on_and_Redis_coming_back_is_noticed()
    {
        await using var sandbox = await SandboxServer.StartAsync(
            "AlStyle:Interval=00:00:00.150",
            "AlStyle:Goods=50"
        );
        await using var redis = await RedisServer.StartAsync();
        await using var under = SupplierUnderTest.Start(
            redis.ConnectionString,
            sandbox,
            "AlStyle:Interval=00:00:00.150",
            "AlStyle:Margin=00:00:00.020"
        );

        for (var i = 0; i < 12; i++)
        {
            Assert.True((await under.Supplier.ReadStockAsync("main", Stopping)).Worked);
            if (i == 3)
            {
                redis.Stop();
            }
            else if (i == 7)
            {
                await redis.StartAgainAsync();
            }
        }

        Assert.Equal((12L, 0L), (await CountAsync(sandbox, 200), await CountAsync(sandbox, 403)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_Redis_several_processes_keep_the_limit_through_the_database(
        bool postgres
    )
    {
        await using var sandbox = await SandboxServer.StartAsync(
            "AlStyle:Interval=00:00:00.100",
            "AlStyle:Goods=50"
        );
        await using var test = await TestDatabase.CreateAsync(postgres);
        TurnLeases Leases() =>
            new(new(test.Database, TimeProvider.System), NullLogger<TurnLeases>.Instance);
        string[] settings = ["AlStyle:Interval=00:00:00.100", "AlStyle:Margin=00:00:00.020"];
        var nobody = $"127.0.0.1:{ChildProcess.FreePort()}";
        await using var first = SupplierUnderTest.Start(nobody, sandbox, Leases(), settings);
        await using var second = SupplierUnderTest.Start(nobody, sandbox, Leases(), settings);
        var calls = new[] { first, second }.SelectMany(u =>
            Enumerable.Range(0, 7).Select(_ => u.Supplier.ReadBrandsAsync("main", Stopping))
        );
        Assert.All(await Task.WhenAll(calls), c => Assert.True(c.Worked));

        Assert.Equal((14L, 0L), (await CountAsync(sandbox, 200), await CountAsync(sandbox, 403)));
    }

    [Theory]
    [InlineData("status", FailureKind.ServerError, 3)]
    [InlineData("html", FailureKind.Unreadable, 3)]
    [InlineData("truncated", FailureKind.Unreadable, 3)]
    [InlineData("cut", FailureKind.BrokenOff, 3)]
    [InlineData("hang", FailureKind.ConnectedButSilent, 2)]
    public async Task A_failure_has_its_name_and_is_tried_again_as_often_as_makes_sense(
        string fault,
        FailureKind kind,
        int attempts
    )
    {
        await using var sandbox = await SandboxServer.StartAsync("AlStyle:Goods=50");
        await using var under = SupplierUnderTest.Start(
            await RedisAsync(),
            sandbox,
            "AlStyle:FirstByteLimit=00:00:00.400"
        );
        await sandbox.FailAlStyleAsync(fault, count: 20);

        var failure = (await under.Supplier.ReadBrandsAsync("main", Stopping)).Failure!;

        Assert.Equal((kind, "Al-Style", "brands"), (failure.Kind, failure.Vendor, failure.Step));
        Assert.Equal(
            Enumerable.Repeat<FailureKind?>(kind, attempts),
            under.Noted.Select(n => n.Failure?.Kind)
        );
        Assert.NotEmpty(failure.NextMove);

        await sandbox.PostAsync("/control/al-style/fail-next", new { clear = true });
        await sandbox.FailAlStyleAsync(fault, count: 1);
        Assert.True((await under.Supplier.ReadBrandsAsync("main", Stopping)).Worked);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task A_refused_token_is_told_from_the_limit_and_not_tried_again(int status)
    {
        await using var sandbox = await SandboxServer.StartAsync(
            $"AlStyle:BadTokenStatus={status}"
        );
        await using var under = SupplierUnderTest.Start(
            await RedisAsync(),
            sandbox,
            "AlStyle:Accounts:main:Token=another-token-of-the-right-shape0"
        );

        var failure = (await under.Supplier.ReadStockAsync("main", Stopping)).Failure!;

        Assert.Equal(FailureKind.TokenRefused, failure.Kind);
        Assert.Single(under.Noted);
        Assert.DoesNotContain("another-token", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_limit_is_named_its_pause_is_kept_and_the_call_succeeds_in_the_end()
    {
        await using var sandbox = await SandboxServer.StartAsync(
            "AlStyle:Interval=00:00:01",
            "AlStyle:Goods=50"
        );
        await using var under = SupplierUnderTest.Start(await RedisAsync(), sandbox);

        Assert.True((await under.Supplier.ReadBrandsAsync("main", Stopping)).Worked);
        Assert.True((await under.Supplier.ReadBrandsAsync("main", Stopping)).Worked);

        Assert.Equal(
            [null, FailureKind.OverTheLimit, null],
            under.Noted.Select(n => n.Failure?.Kind)
        );
    }

    [Fact]
    public async Task An_empty_stock_answer_is_unreadable_and_never_a_sell_out()
    {
        await using var sandbox = await SandboxServer.StartAsync("AlStyle:Goods=50");
        await using var under = SupplierUnderTest.Start(await RedisAsync(), sandbox);
        await sandbox.FailAlStyleAsync("emptyCatalogue", count: 20);

        var failure = (await under.Supplier.ReadStockAsync("main", Stopping)).Failure!;

        Assert.Equal(
            (FailureKind.Unreadable, "The answer names no good at all."),
            (failure.Kind, failure.Detail)
        );
    }

    [Fact]
    public async Task Stock_shapes_never_seen_before_refuse_the_answer_when_they_are_many()
    {
        await using var sandbox = await SandboxServer.StartAsync("AlStyle:Goods=50");
        await using var under = SupplierUnderTest.Start(await RedisAsync(), sandbox);
        var goods = await sandbox.GoodsAsync();
        await sandbox.SetGoodAsync(goods[0].Article, new { quantity = "много" });
        Assert.Equal(1, (await under.Supplier.ReadStockAsync("main", Stopping)).Value!.Unreadable);

        foreach (var good in goods.Take(10))
        {
            await sandbox.SetGoodAsync(good.Article, new { quantity = "много" });
        }

        Assert.Equal(
            FailureKind.Unreadable,
            (await under.Supplier.ReadStockAsync("main", Stopping)).Failure!.Kind
        );
    }

    [Fact]
    public async Task Hosts_that_are_not_there_are_named()
    {
        await using var nobody = SupplierUnderTest.Start(
            await RedisAsync(),
            new Uri($"http://127.0.0.1:{ChildProcess.FreePort()}/api/"),
            null,
            "AlStyle:Attempts=1"
        );
        Assert.Equal(
            FailureKind.CouldNotConnect,
            (await nobody.Supplier.ReadBrandsAsync("main", Stopping)).Failure!.Kind
        );

        await using var noName = SupplierUnderTest.Start(
            await RedisAsync(),
            new Uri("http://no-such-host.invalid/api/"),
            null,
            "AlStyle:Attempts=1"
        );
        Assert.Equal(
            FailureKind.CouldNotResolve,
            (await noName.Supplier.ReadBrandsAsync("main", Stopping)).Failure!.Kind
        );

        await using var sandbox = await SandboxServer.StartAsync();
        await using var tls = SupplierUnderTest.Start(
            await RedisAsync(),
            new Uri($"https://127.0.0.1:{sandbox.BaseAddress.Port}/api/"),
            null,
            "AlStyle:Attempts=1"
        );
        Assert.Equal(
            FailureKind.Tls,
            (await tls.Supplier.ReadBrandsAsync("main", Stopping)).Failure!.Kind
        );

        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var hang = SupplierUnderTest.Start(
            await RedisAsync(),
            new Uri($"http://{silent.LocalEndpoint}/api/"),
            null,
            "AlStyle:FirstByteLimit=00:00:00.300",
            "AlStyle:Attempts=1"
        );
        Assert.Equal(
            FailureKind.ConnectedButSilent,
            (await hang.Supplier.ReadBrandsAsync("main", Stopping)).Failure!.Kind
        );
    }

    [Fact]
    public async Task A_stop_ends_a_waiting_call_at_once()
    {
        await using var sandbox = await SandboxServer.StartAsync("AlStyle:Goods=50");
        await using var under = SupplierUnderTest.Start(await RedisAsync(), sandbox);
        await sandbox.FailAlStyleAsync("hang");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stopping);

        var call = under.Supplier.ReadBrandsAsync("main", stop.Token);
        await SandboxServer.UntilAsync(
            async () =>
                (await sandbox.StateAsync())
                    .GetProperty("alStyle")
                    .GetProperty("faultsWaiting")
                    .GetInt32() == 0,
            "the call hangs"
        );
        await stop.CancelAsync();

        Assert.Equal(
            FailureKind.Cancelled,
            (await call.WaitAsync(TimeSpan.FromSeconds(2), Stopping)).Failure!.Kind
        );
    }

    [Fact]
    public async Task The_token_reaches_no_log_no_span_and_no_failure()
    {
        await using var sandbox = await SandboxServer.StartAsync("AlStyle:Goods=50");
        var logs = new FakeLogCollector();
        var spans = new List<string>();
        using var listener = new ActivityListener
        {
            // The sandbox answers in this process too, and a test beside may have switched the masking of its addresses off.
            ShouldListenTo = source => source.Name != "Microsoft.AspNetCore",
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = a =>
            {
                lock (spans)
                {
                    spans.Add(
                        $"{a.OperationName} {a.DisplayName} {string.Join(' ', a.TagObjects.Select(t => $"{t.Key}={t.Value}"))}"
                    );
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using var under = SupplierUnderTest.Start(
            await RedisAsync(),
            new Uri(sandbox.BaseAddress, "api/"),
            logging =>
            {
                logging.SetMinimumLevel(LogLevel.Trace);
                logging.Services.AddSingleton(logs);
                logging.AddProvider(new FakeLoggerProvider(logs));
            },
            "AlStyle:FirstByteLimit=00:00:00.300"
        );
        var failures = new List<string>();
        foreach (var fault in new[] { "status", "html", "truncated", "cut", "hang" })
        {
            await sandbox.FailAlStyleAsync(fault, count: 3);
            failures.Add(
                (await under.Supplier.ReadStockAsync("main", Stopping)).Failure?.ToString() ?? ""
            );
            await sandbox.PostAsync("/control/al-style/fail-next", new { clear = true });
        }

        Assert.True((await under.Supplier.ReadStockAsync("main", Stopping)).Worked);

        var everything = logs.GetSnapshot()
            .Select(l => $"{l.Message} {l.Exception} {string.Join(' ', l.StructuredState ?? [])}")
            .Concat(spans.ToArray())
            .Concat(failures)
            .ToList();
        Assert.True(everything.Count > 30);
        Assert.Contains(everything, e => e.Contains("quantity-price", StringComparison.Ordinal));
        Assert.DoesNotContain(
            everything,
            e => e.Contains(SandboxServer.AlStyleToken, StringComparison.Ordinal)
        );
    }
}
