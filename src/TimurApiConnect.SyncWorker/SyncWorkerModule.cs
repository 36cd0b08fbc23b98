using Microsoft.Extensions.Options;
using TimurApiConnect.AlStyle;
using TimurApiConnect.Kaspi;
using TimurApiConnect.Storage;
using TimurApiConnect.Storage.Shops;
using TimurApiConnect.SyncWorker.Diagnostics;
using TimurApiConnect.SyncWorker.Publishing;
using TimurApiConnect.SyncWorker.Runs;
using TimurApiConnect.SyncWorker.Schedules;
using TimurApiConnect.SyncWorker.Suppliers;
using TimurApiConnect.SyncWorker.Vendors;

namespace TimurApiConnect.SyncWorker;

/// <summary>Everything that the worker is made of.</summary>
internal static class SyncWorkerModule
{
    public static void AddSyncWorker(this IHostApplicationBuilder builder)
    {
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
        services.AddSingleton<Doctor>();
        services.AddSingleton<SupplierAccounts>();
        services.AddSingleton<CatalogueReading>();
        services.AddSingleton<Publisher>();
        services.AddSingleton<ShopRun>();
        // In this order: the schema first, then who may work, then the work.
        services.AddHostedService<DatabaseStart>();
        services.AddHostedService<DoctorLoop>();
        services.AddHostedService<TokenChecks>();
        services.AddHostedService<Scheduler>();
        services.AddHostedService<RunLoop>();
        services.AddHealthChecks().AddCheck<RunLoopHealth>("runs");
        services.AddSingleton<RunLoopHealth>();
    }
}
