using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using TimurApiConnect.Core.Orders;
using TimurApiConnect.Core.Rules;
using TimurApiConnect.IntegrationTests.Storage;
using TimurApiConnect.Storage.Databases;
using TimurApiConnect.Storage.Notifications;
using TimurApiConnect.Storage.Orders;
using TimurApiConnect.Storage.Rules;
using TimurApiConnect.Storage.Runs;
using TimurApiConnect.SyncWorker;
using TimurApiConnect.SyncWorker.Orders;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Orders;

/// <summary>The policy as a worker has it, for two shops of one supplier account that sell one good; nothing else of the worker runs.</summary>
internal sealed class PolicyUnderTest : IAsyncDisposable, INotifier
{
    public const string First = "first";
    public const string Second = "second";
    private const int Article = 11;
    private const long Price = 20_000;
    private readonly TestDatabase _test;
    private readonly Microsoft.AspNetCore.Builder.WebApplication _worker;
    private readonly Dictionary<string, Lease> _leases = new(StringComparer.Ordinal);

    private PolicyUnderTest(TestDatabase test)
    {
        _test = test;
        _worker = SyncWorkerApp.Build(
            [
                "--ConnectionStrings:database=Data Source=:memory:",
                "--ConnectionStrings:cache=none",
                "--AlStyle:BaseUrl=http://127.0.0.1:1/",
                "--AlStyle:Accounts:main:Token=token-of-a-test-0000",
                $"--Shops:{First}:Name=First",
                $"--Shops:{First}:MerchantId=1",
                $"--Shops:{Second}:Name=Second",
                $"--Shops:{Second}:MerchantId=2",
            ],
            services =>
            {
                services.RemoveAll<Database>();
                services.AddSingleton(test.Database);
                services.RemoveAll<INotifier>();
                services.AddSingleton<INotifier>(this);
                services.AddLogging(logging => logging.ClearProviders());
            },
            Directory
                .CreateDirectory(Path.Combine(AppContext.BaseDirectory, "no-settings"))
                .FullName
        );
    }

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    public static async Task<PolicyUnderTest> StartAsync(
        bool postgres,
        int stock,
        string whenStockIsGone = "ask"
    )
    {
        var started = new PolicyUnderTest(await TestDatabase.CreateAsync(postgres));
        await started.ExecuteAsync(
            """
            INSERT INTO account (account, version, catalogue_at, stock_at) VALUES ('main', 1, @now, @now)
            """
        );
        await started.ExecuteAsync(
            """
            INSERT INTO good (account, article, name, part_number, brand, barcode, category, multiplicity, dealer_price, retail_price, rrp,
                quantity_kind, quantity, marks, changed_at)
            VALUES ('main', @article, 'Cable', '', '', '', 1, 1, 10000, 20000, 0, @exact, 0, 0, @now)
            """
        );
        await started.StockIsAsync(stock);
        foreach (var shop in new[] { First, Second })
        {
            await started.RulesAsync(whenStockIsGone, shop, 0);
            await started.ExecuteAsync(
                """
                INSERT INTO offer (shop, article, sku, state, reason, steps, preorder_days, stock, price, floor, assortment_rule, price_rule, commission_rule, stock_rule, rules_version, run, changed_at)
                VALUES (@shop, @article, 'A', 1, 0, 0, 0, 9, 20000, 90, 0, 0, 0, 0, 1, 1, 1)
                """,
                shop
            );
            started._leases[shop] = (
                await started
                    .Get<LeaseStore>()
                    .TryTakeAsync($"orders:{shop}", "test", TimeSpan.FromMinutes(5), Stopping)
            )!;
        }

        return started;
    }

    public T Get<T>()
        where T : notnull => _worker.Services.GetRequiredService<T>();

    /// <summary>The shop accepts automatically, and has this way when goods are gone.</summary>
    public async Task RulesAsync(string whenStockIsGone, string shop = First, int version = 1)
    {
        var rules = JsonNode.Parse(RulesDocument.Default)!;
        rules["orders"]!["accept"] = "automatic";
        rules["orders"]!["whenStockIsGone"] = whenStockIsGone;
        Assert.NotNull(
            await Get<RulesStore>().AddAsync(shop, version, rules.ToJsonString(), "test", Stopping)
        );
    }

    /// <summary>The supplier's figure is read.</summary>
    public Task StockIsAsync(int pieces) =>
        ExecuteAsync("UPDATE good SET quantity = @pieces WHERE article = @article", pieces: pieces);

    /// <summary>An order is stored that was placed so long ago.</summary>
    public Task BuysAsync(string shop, string code, int quantity, int secondsAgo) =>
        SaveAsync(
            shop,
            new Order(
                $"id{code}",
                code,
                OrderState.New,
                OrderStatus.ApprovedByBank,
                TimeProvider.System.GetUtcNow().AddSeconds(-secondsAgo),
                Price * quantity
            )
            {
                Lines = [new($"line{code}", 0, quantity, Price * quantity) { Sku = "A" }],
            }
        );

    /// <summary>Kaspi shows the order as accepted.</summary>
    public async Task AcceptedAsync(string shop, string code)
    {
        var stored = await Get<OrderQueries>().FindAsync(shop, code, Stopping);
        await SaveAsync(
            shop,
            stored!.Order with
            {
                State = OrderState.KaspiDelivery,
                Status = OrderStatus.Accepted,
            }
        );
    }

    /// <summary>The order's goods are on an order that the supplier has.</summary>
    public async Task OrderedAsync(string shop, string code, int pieces)
    {
        await ExecuteAsync(
            """
            INSERT INTO supplier_order (account, our_number, state, version, total, created_at, changed_at, next_at, tries)
            VALUES ('main', 'T-1', 'Placed', 1, 1, @now, @now, @now, 0)
            """
        );
        await ExecuteAsync(
            $"""
            INSERT INTO supplier_order_need (supplier_order, article, shop, code, number, quantity)
            SELECT id, @article, @shop, '{code}', 0, @pieces FROM supplier_order
            """,
            shop,
            pieces
        );
    }

    public Task SaveAsync(string shop, Order order) =>
        Get<OrderStore>()
            .SaveAsync(shop, [order], _leases[shop], TimeProvider.System.GetUtcNow(), Stopping);

    /// <summary>A look decides.</summary>
    public Task DecideAsync(string shop) =>
        Get<OrderPolicy>().DecideAsync(shop, _leases[shop], Stopping);

    /// <summary>What was decided: <c>accept: covered</c>.</summary>
    public async Task<string> DecisionAsync(string shop, string code) =>
        await Get<DecisionStore>().FindAsync(shop, code, Stopping) is { Decision: var decision }
            ? $"{decision.Outcome.ToString().ToLowerInvariant()}: {string.Join(' ', decision.Reasons.Select(r => r.Code))}"
            : "none";

    public async Task<int> CountAsync(string table)
    {
        await using var connection = await _test.Database.OpenAsync(Stopping);
        return await connection.ExecuteScalarAsync<int>($"SELECT COUNT(*) FROM {table}");
    }

    public async Task ExecuteAsync(string sql, string shop = "", int pieces = 0)
    {
        await using var connection = await _test.Database.OpenAsync(Stopping);
        await connection.ExecuteAsync(
            sql,
            new
            {
                shop,
                pieces,
                article = Article,
                exact = (long)TimurApiConnect.Core.Catalogue.QuantityKind.Exact,
                now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(),
            }
        );
    }

    // Nobody waits for a notification here.
    public Task PublishAsync(string topic) => Task.CompletedTask;

    public Task WaitAsync(string topic, TimeSpan limit, CancellationToken stopping) =>
        Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _worker.DisposeAsync();
        await _test.DisposeAsync();
    }
}
