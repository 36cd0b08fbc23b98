using Microsoft.Extensions.Options;
using TimurApiConnect.AlStyle;
using TimurApiConnect.Kaspi;
using TimurApiConnect.ServiceDefaults;
using TimurApiConnect.ServiceDefaults.Logs;
using TimurApiConnect.Storage;
using TimurApiConnect.Storage.Guard;
using TimurApiConnect.Storage.Orders;
using TimurApiConnect.Storage.Rules;
using TimurApiConnect.Storage.Shops;
using TimurApiConnect.SyncWorker.Cluster;
using TimurApiConnect.SyncWorker.Diagnostics;
using TimurApiConnect.SyncWorker.Guard;
using TimurApiConnect.SyncWorker.Orders;
using TimurApiConnect.SyncWorker.Owners;
using TimurApiConnect.SyncWorker.Publishing;
using TimurApiConnect.SyncWorker.Runs;
using TimurApiConnect.SyncWorker.Schedules;
using TimurApiConnect.SyncWorker.SupplierOrders;
using TimurApiConnect.SyncWorker.Suppliers;
using TimurApiConnect.SyncWorker.Vendors;
using TimurApiConnect.Vendors.Outbound;

namespace TimurApiConnect.SyncWorker;

/// <summary>Everything that the worker is made of.</summary>
internal static class SyncWorkerModule
{
    /// <summary>The sections that the worker reads, and what reads them.</summary>
    public static IReadOnlyDictionary<string, Type> Settings { get; } =
        new Dictionary<string, Type>(StringComparer.Ordinal)
        {
            ["AlStyle"] = typeof(AlStyleOptions),
            ["Kaspi"] = typeof(KaspiOptions),
            ["Outbound"] = typeof(OutboundOptions),
            ["Tokens"] = typeof(TokenOptions),
            ["Doctor"] = typeof(DoctorOptions),
            ["Schedule"] = typeof(ScheduleOptions),
            ["Publish"] = typeof(PublishOptions),
            ["StockAge"] = typeof(StockAgeOptions),
            ["Shops"] = typeof(Dictionary<string, ShopOptions>),
            [RulesOptions.Section] = typeof(RulesOptions),
            ["Orders"] = typeof(OrderOptions),
            ["Guard"] = typeof(GuardOptions),
            ["SupplierOrders"] = typeof(SupplierOrderOptions),
            ["LogFile"] = typeof(LogFileOptions),
            ["Cluster"] = typeof(ClusterSettings),
        };

    public static void AddSyncWorker(this IHostApplicationBuilder builder)
    {
        KnownSettings.Check(builder.Configuration, Settings);
        builder.AddShops().AddStorage().AddAlStyle().AddKaspi();
        var services = builder.Services;
        services.AddOptionsWithValidateOnStart<ScheduleOptions>().BindConfiguration("Schedule");
        services.AddSingleton<IValidateOptions<ScheduleOptions>, ScheduleOptionsRules>();
        services.AddOptionsWithValidateOnStart<PublishOptions>().BindConfiguration("Publish");
        services.AddSingleton<IValidateOptions<PublishOptions>, PublishOptionsRules>();
        services.AddOptionsWithValidateOnStart<TokenOptions>().BindConfiguration("Tokens");
        services.AddSingleton<IValidateOptions<TokenOptions>, TokenOptionsRules>();
        services.AddOptionsWithValidateOnStart<DoctorOptions>().BindConfiguration("Doctor");
        services.AddSingleton<IValidateOptions<DoctorOptions>, DoctorOptionsRules>();
        services
            .AddOptionsWithValidateOnStart<SupplierOrderOptions>()
            .BindConfiguration("SupplierOrders");
        services.AddSingleton<IValidateOptions<SupplierOrderOptions>, SupplierOrderOptionsRules>();
        services.AddSingleton<SupplierOrderProposer>();
        services.AddSingleton<SupplierTermsReader>();
        services.AddSingleton<SupplierOrderLists>();
        services.AddSingleton<OwnBasket>();
        services.AddSingleton<BasketFiller>();
        services.AddSingleton<OrderSubmitter>();
        services.AddSingleton<SubmissionReconciler>();
        services.AddSingleton<StatusRecorder>();
        services.AddSingleton<StatusPoller>();
        services.AddSingleton<SupplierOrderCanceller>();
        services.AddSingleton<OrderVerifier>();
        services.AddSingleton<Doctor>();
        services.AddSingleton<LocalAccounts>();
        services.AddSingleton<CatalogueReading>();
        services.AddSingleton<OrderMerchants>();
        services.AddSingleton<OrderHistory>();
        services.AddSingleton<OrderSaving>();
        services.AddSingleton<OrderWindows>();
        services.AddSingleton<LatestOrders>();
        services.AddSingleton<OpenOrders>();
        services.AddSingleton<FinishedOrders>();
        services.AddSingleton<UnseenOrders>();
        services.AddSingleton<MissingLines>();
        services.AddSingleton<Waybills>();
        services.AddSingleton<StockClaimsSource>();
        services.AddSingleton<Publisher>();
        services.AddSingleton<DecideSlots>();
        services.AddSingleton<ShopRun>();
        services.AddSingleton<WarmMemory>();
        services.AddSingleton<RunExecutor>();
        services.AddSingleton<Timetables>();
        // In this order: the schema first, then who may work, then the work.
        services.AddHostedService<DatabaseStart>();
        services.AddHostedService<DoctorLoop>();
        services.AddHostedService<TokenChecks>();
        services.AddSingleton<CommandReading>();
        services.AddSingleton<CommandWork>();
        services.AddSingleton<AllocationLock>();
        services.AddSingleton<OrderPolicy>();
        services.AddSingleton<OrderInbox>();
        services.AddSingleton<OrderOutbox>();
        services.AddSingleton<CancellationReview>();
        services.AddSingleton<LookLoop>();
        services.AddSingleton<OwnerList>();
        services.AddSingleton<OwnerWorks>();
        services.AddSingleton<LocalOwners>();
        services.AddSingleton<Signals>();
        services.AddSingleton<IOwnedWork, AccountOwner>();
        services.AddSingleton<IOwnedWork, ShopOwner>();
        services.AddSingleton<IOwnedWork, ShopOrdersOwner>();
        services.AddSingleton<IOwnedWork, SupplierOrdersOwner>();
        builder.AddCluster();
        services.AddHostedService<WorkPoller>();
        services.AddHostedService<OwnerKeeper>();
        services.AddSingleton<OwnersHealth>();
        services.AddHealthChecks().AddCheck<OwnersHealth>("owners");
    }
}
