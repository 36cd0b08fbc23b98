using Microsoft.Extensions.Options;
using Scalar.AspNetCore;
using TimurApiConnect.Core.Rules;
using TimurApiConnect.Gateway.Access;
using TimurApiConnect.Gateway.Api;
using TimurApiConnect.Gateway.Diagnostics;
using TimurApiConnect.Gateway.Documents;
using TimurApiConnect.Gateway.Guard;
using TimurApiConnect.Gateway.Monitoring;
using TimurApiConnect.Gateway.Offers;
using TimurApiConnect.Gateway.Orders;
using TimurApiConnect.Gateway.PriceLists;
using TimurApiConnect.Gateway.Rules;
using TimurApiConnect.Gateway.Runs;
using TimurApiConnect.Gateway.Status;
using TimurApiConnect.Gateway.SupplierOrders;
using TimurApiConnect.ServiceDefaults;
using TimurApiConnect.ServiceDefaults.Logs;
using TimurApiConnect.Storage;
using TimurApiConnect.Storage.Guard;
using TimurApiConnect.Storage.Orders;
using TimurApiConnect.Storage.Rules;
using TimurApiConnect.Storage.Shops;

namespace TimurApiConnect.Gateway;

/// <summary>Everything that the gateway is made of.</summary>
internal static class GatewayModule
{
    /// <summary>The sections that the gateway reads, and what reads them.</summary>
    public static IReadOnlyDictionary<string, Type> Settings { get; } =
        new Dictionary<string, Type>(StringComparer.Ordinal)
        {
            [AccessOptions.Section] = typeof(AccessOptions),
            [RulesOptions.Section] = typeof(RulesOptions),
            ["Diagnostics"] = typeof(DiagnosticsOptions),
            ["StockAge"] = typeof(StockAgeOptions),
            ["Shops"] = typeof(Dictionary<string, ShopOptions>),
            ["Orders"] = typeof(OrderOptions),
            ["Guard"] = typeof(GuardOptions),
            ["LogFile"] = typeof(LogFileOptions),
        };

    public static void AddGateway(this WebApplicationBuilder builder)
    {
        KnownSettings.Check(builder.Configuration, Settings);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // The rules of a shop are by far the largest thing that anybody sends.
            kestrel.Limits.MaxRequestBodySize = RulesDocument.Largest;
            kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
            kestrel.Limits.MaxRequestHeaderCount = 64;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        });
        builder.AddShops().AddStorage();
        var services = builder.Services;
        services.AddApi();
        services.AddAccess();
        services.AddSingleton<StaleLists>();
        services.AddSingleton<PriceListCache>();
        services.AddSingleton<PullLog>();
        services.AddSingleton<FeedAbsence>();
        services.AddSingleton<PriceListFeed>();
        services.AddSingleton<OfferExplainer>();
        services.AddSingleton<SyncStart>();
        services.AddSingleton<GuardReader>();
        services.AddSingleton<OfferCounts>();
        services.AddSingleton<ForeignOrders>();
        services.AddSingleton<OrderDetailReader>();
        services.AddSingleton<WaybillFinder>();
        services.AddSingleton<WaybillPrinter>();
        services.AddSingleton<PdfLimits>();
        services.AddSingleton<PdfJoin>();
        services.AddSingleton<OrderAttention>();
        services.AddSingleton<SupplierOrderAttention>();
        services.AddSingleton<SupplierOrderNotices>();
        services.AddSingleton<SupplierOrderDesk>();
        services.AddSingleton<StatusReader>();
        services
            .AddOptionsWithValidateOnStart<DiagnosticsOptions>()
            .BindConfiguration("Diagnostics");
        services.AddSingleton<IValidateOptions<DiagnosticsOptions>, DiagnosticsOptionsRules>();
        services.AddSingleton<DoctorCall>();
        // In this order: the schema first, then who reads it.
        services.AddHostedService<SchemaStart>();
        services.AddHostedService<FirstKey>();
        services.AddHostedService(p => p.GetRequiredService<KeyRing>());
        services.AddHostedService(p => p.GetRequiredService<PriceListCache>());
        services.AddHostedService<PromiseMetrics>();
        services.AddHostedService(p => p.GetRequiredService<PullLog>());
    }

    public static void MapGateway(this WebApplication app)
    {
        // Price lists leave the pipeline here (they are short-circuited): nothing that follows may slow them.
        app.UseTrustedProxies();
        app.UseRouting();
        app.UseApi();
        app.UseMiddleware<AccessGate>();

        app.MapPriceListFeed();
        var api = app.MapGroup("/api").WithApiProblems();
        api.MapStatus();
        api.MapShops();
        api.MapRules();
        api.MapRuns();
        api.MapRunEvents();
        api.MapOffers();
        var orders = api.MapGroup("").RefusingForeignOrders();
        orders.MapOrders();
        orders.MapOrderImport();
        orders.MapGuard();
        orders.MapCommands();
        orders.MapWaybills();
        orders.MapOrderExport();
        orders.MapOrderEvents();
        api.MapSupplierOrders();
        api.MapPriceLists();
        api.MapJournal();
        api.MapKeys();
        api.MapDiagnostics();

        app.MapOpenApi("/openapi/v1.json").AllowAnonymous();
        app.MapScalarApiReference("/docs", (docs, context) => docs.WithoutOutsideHelp(context))
            .AllowAnonymous();
        app.MapGet("/", () => TypedResults.Redirect("/docs"))
            .ExcludeFromDescription()
            .AllowAnonymous();
    }
}
