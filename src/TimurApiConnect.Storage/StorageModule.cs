using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using StackExchange.Redis;
using TimurApiConnect.Core.Vendors;
using TimurApiConnect.Storage.Catalogue;
using TimurApiConnect.Storage.Databases;
using TimurApiConnect.Storage.Guard;
using TimurApiConnect.Storage.Journal;
using TimurApiConnect.Storage.Keys;
using TimurApiConnect.Storage.Notifications;
using TimurApiConnect.Storage.Offers;
using TimurApiConnect.Storage.Orders;
using TimurApiConnect.Storage.Owners;
using TimurApiConnect.Storage.PriceLists;
using TimurApiConnect.Storage.Processes;
using TimurApiConnect.Storage.Rules;
using TimurApiConnect.Storage.Runs;
using TimurApiConnect.Storage.SupplierOrders;
using TimurApiConnect.Storage.Vendors;

namespace TimurApiConnect.Storage;

/// <summary>Everything that keeps state.</summary>
public static class StorageModule
{
    /// <summary>Adds the database (<c>ConnectionStrings:database</c>), Redis (<c>ConnectionStrings:cache</c>) and the stores.</summary>
    public static TBuilder AddStorage<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        AddDatabase(builder);
        AddRedis(builder);
        services.AddSingleton<INotifier, RedisNotifier>();
        services.AddSingleton<GoodStore>();
        services.AddSingleton<AccountOrigins>();
        services.AddSingleton<OfferStore>();
        services.AddSingleton<OfferQueries>();
        services.AddSingleton<PriceListStore>();
        services.AddSingleton<PullStore>();
        services.AddSingleton<RulesStore>();
        services
            .AddOptionsWithValidateOnStart<RulesOptions>()
            .BindConfiguration(RulesOptions.Section);
        services.AddSingleton<IValidateOptions<RulesOptions>, RulesOptionsRules>();
        services.AddSingleton<SkuMappings>();
        services.AddSingleton<ShopRulesSource>();
        services.AddSingleton<RunStore>();
        services.AddSingleton<LeaseStore>();
        services.AddSingleton<ScheduleStore>();
        services.AddSingleton<SiloStore>();
        services.AddSingleton<WorkStore>();
        services.AddSingleton<IVendorMemory, VendorStore>();
        services.AddSingleton<VendorQueries>();
        services.AddSingleton<ITurnLeases, TurnLeases>();
        services.AddSingleton<DiagnosisStore>();
        services.AddSingleton<OrderStore>();
        services.AddSingleton<OrderOrigins>();
        services.AddSingleton<OrderQueries>();
        services.AddSingleton<OrderPollStore>();
        services.AddSingleton<UnreadStore>();
        services.AddSingleton<OrderImportStore>();
        services.AddSingleton<WaybillStore>();
        services.AddSingleton<OrderExport>();
        services.AddSingleton<CommandStore>();
        services.AddSingleton<CommandQueries>();
        services.AddSingleton<DecisionStore>();
        services.AddSingleton<ReservationStore>();
        services.AddSingleton<CancellationQueries>();
        services.AddSingleton<MeasureStore>();
        services.AddOptionsWithValidateOnStart<GuardOptions>().BindConfiguration("Guard");
        services.AddSingleton<IValidateOptions<GuardOptions>, GuardOptionsRules>();
        services.AddOptionsWithValidateOnStart<OrderOptions>().BindConfiguration("Orders");
        services.AddSingleton<IValidateOptions<OrderOptions>, OrderOptionsRules>();
        services.AddSingleton<SupplierOrderStore>();
        services.AddSingleton<SupplierOrderQueries>();
        services.AddSingleton<SupplyStore>();
        services.AddSingleton<SupplierAccountStore>();
        services.AddSingleton<JournalStore>();
        services.AddSingleton<KeyStore>();
        services.AddSingleton<ProcessStore>();
        services.AddHostedService<ProcessReport>();
        services
            .AddHealthChecks()
            .AddCheck<DatabaseHealth>("database")
            .AddCheck<RedisHealth>("cache");
        return builder;
    }

    private static void AddDatabase(IHostApplicationBuilder builder)
    {
        var connectionString = Required(builder.Configuration, "database");
        if (Database.IsPostgresql(connectionString))
        {
            // DatabaseHealth instead of its health check: it looks at SQLite too, and at the schema.
            builder.AddNpgsqlDataSource(
                "database",
                settings => settings.DisableHealthChecks = true
            );
        }

        builder.Services.AddSingleton(p => new Database(
            connectionString,
            p.GetService<NpgsqlDataSource>()
        ));
    }

    private static void AddRedis(IHostApplicationBuilder builder)
    {
        Required(builder.Configuration, "cache");
        builder.AddRedisClient(
            "cache",
            settings =>
            {
                // RedisHealth instead of its health check, which says unhealthy, and nothing about what follows.
                settings.DisableHealthChecks = true;
                // Made at the start: the thread that writes the spans takes the trace that it is made in for the parent of whatever has none.
                settings.DisableAutoActivation = false;
            },
            options =>
            {
                // Redis coordinates and speeds up; a start without it must work, and calls must fail at once instead of queueing.
                options.AbortOnConnectFail = false;
                options.BacklogPolicy = BacklogPolicy.FailFast;
                options.ConnectTimeout = 2_000;
                options.AsyncTimeout = 2_000;
                options.SyncTimeout = 2_000;
                options.ReconnectRetryPolicy = new LinearRetry(1_000);
                // While Redis is away it would log two errors a second; whoever misses Redis says so once.
                options.LoggerFactory = NullLoggerFactory.Instance;
            }
        );
    }

    private static string Required(IConfiguration configuration, string name) =>
        configuration.GetConnectionString(name)
        ?? throw new InvalidOperationException(
            $"ConnectionStrings:{name} is missing. Start through the AppHost (./run), or set the environment variable ConnectionStrings__{name}."
        );
}
