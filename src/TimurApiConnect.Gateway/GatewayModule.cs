using Microsoft.Extensions.Options;
using Scalar.AspNetCore;
using TimurApiConnect.Gateway.Api;
using TimurApiConnect.Gateway.Diagnostics;
using TimurApiConnect.Gateway.Monitoring;
using TimurApiConnect.Gateway.Offers;
using TimurApiConnect.Gateway.PriceLists;
using TimurApiConnect.Gateway.Rules;
using TimurApiConnect.Gateway.Runs;
using TimurApiConnect.Gateway.Status;
using TimurApiConnect.ServiceDefaults;
using TimurApiConnect.ServiceDefaults.Logs;
using TimurApiConnect.Storage;
using TimurApiConnect.Storage.Shops;

namespace TimurApiConnect.Gateway;

/// <summary>Everything that the gateway is made of.</summary>
internal static class GatewayModule
{
    // The rules of a shop are by far the largest thing that anybody sends.
    private const long LargestBody = 8 * 1024 * 1024;

    /// <summary>The sections that the gateway reads, and what reads them.</summary>
    public static IReadOnlyDictionary<string, Type> Settings { get; } =
        new Dictionary<string, Type>(StringComparer.Ordinal)
        {
            ["Diagnostics"] = typeof(DiagnosticsOptions),
            ["StockAge"] = typeof(StockAgeOptions),
            ["Shops"] = typeof(Dictionary<string, ShopOptions>),
            ["LogFile"] = typeof(LogFileOptions),
        };

    public static void AddGateway(this WebApplicationBuilder builder)
    {
        KnownSettings.Check(builder.Configuration, Settings);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
        });
        builder.AddShops().AddStorage();
        var services = builder.Services;
        services.AddApi();
        services.AddSingleton<StaleLists>();
        services.AddSingleton<PriceListCache>();
        services.AddSingleton<PullLog>();
        services.AddSingleton<FeedAbsence>();
        services.AddSingleton<PriceListFeed>();
        services.AddSingleton<OfferExplainer>();
        services.AddSingleton<SyncStart>();
        services.AddSingleton<OfferCounts>();
        services.AddSingleton<StatusReader>();
        services
            .AddOptionsWithValidateOnStart<DiagnosticsOptions>()
            .BindConfiguration("Diagnostics");
        services.AddSingleton<IValidateOptions<DiagnosticsOptions>, DiagnosticsOptionsRules>();
        services.AddSingleton<DoctorCall>();
        // In this order: the schema first, then who reads it.
        services.AddHostedService<DatabaseStart>();
        services.AddHostedService(p => p.GetRequiredService<PriceListCache>());
        services.AddHostedService<PromiseMetrics>();
        services.AddHostedService(p => p.GetRequiredService<PullLog>());
    }

    public static void MapGateway(this WebApplication app)
    {
        // Price lists leave the pipeline here (they are short-circuited): nothing that follows may slow them.
        app.UseRouting();
        app.UseApi();

        app.MapPriceListFeed();
        var api = app.MapGroup("/api").WithApiProblems();
        api.MapStatus();
        api.MapShops();
        api.MapRules();
        api.MapRuns();
        api.MapRunEvents();
        api.MapOffers();
        api.MapPriceLists();
        api.MapJournal();
        api.MapDiagnostics();

        app.MapOpenApi();
        app.MapScalarApiReference("/docs", docs => docs.WithoutOutsideHelp());
        app.MapGet("/", () => TypedResults.Redirect("/docs")).ExcludeFromDescription();
    }
}
