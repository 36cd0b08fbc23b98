using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection.Extensions;
using TimurApiConnect.Sandbox.AlStyle;
using TimurApiConnect.Sandbox.AlStyle.Ordering;
using TimurApiConnect.Sandbox.Control;
using TimurApiConnect.Sandbox.Faults;
using TimurApiConnect.Sandbox.Faults.Doors;
using TimurApiConnect.Sandbox.Kaspi;
using TimurApiConnect.Sandbox.Kaspi.Orders;
using TimurApiConnect.Sandbox.Requests;

namespace TimurApiConnect.Sandbox;

/// <summary>Puts the program together. Tests start it in their own process.</summary>
internal static class SandboxApp
{
    /// <summary>The program, ready to be run.</summary>
    /// <param name="args">Settings, as on the command line.</param>
    /// <param name="replace">Services that a test puts in place of others.</param>
    /// <param name="settingsFolder">Where appsettings.json lies: beside the program, from wherever that is started.</param>
    public static WebApplication Build(
        string[] args,
        Action<IServiceCollection>? replace = null,
        string? settingsFolder = null
    )
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions
            {
                Args = args,
                ContentRootPath = settingsFolder ?? AppContext.BaseDirectory,
            }
        );
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        var settings = SandboxSettings.Read(builder.Configuration);
        AddServices(builder.Services, settings);
        replace?.Invoke(builder.Services);

        var app = builder.Build();
        UseVendors(app);
        app.MapAlStyle();
        app.MapKaspi();
        app.MapControl();
        app.MapGet("/health", () => Results.Json(new { status = "Healthy" }));
        app.MapGet("/alive", () => Results.Json(new { status = "Healthy" }));
        app.UseFaults(settings);
        return app;
    }

    private static void AddServices(IServiceCollection services, SandboxSettings settings)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(new Live<AlStyleSettings>(settings.AlStyle));
        services.AddSingleton(new Live<KaspiSettings>(settings.Kaspi));
        services.AddSingleton<RequestLog>();
        services.AddSingleton<SimulatedAlStyle>();
        services.AddSingleton<SimulatedKaspi>();
        services.AddSingleton<FaultSides>();
        services.AddHostedService<FrontDoors>();

        services.AddSingleton<Catalogue>();
        services.AddSingleton<Market>();
        services.AddSingleton<RequestLimit>();
        services.AddSingleton<OrderDesk>();
        services.AddHostedService<MarketClock>();

        services.AddSingleton<Showcase>();
        services.AddSingleton<MarketTime>();
        services.AddSingleton<OrderBook>();
        services.AddHostedService<Buyers>();
        services.AddSingleton<PriceListPuller>();
        services.AddSingleton<PullSchedule>();
        services.AddHostedService(provider => provider.GetRequiredService<PullSchedule>());

        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
            json.SerializerOptions.Converters.Add(
                new JsonStringEnumConverter(JsonNamingPolicy.CamelCase)
            );
        });
    }

    /// <summary>For each vendor: write the request down, its own gate, then the faults.</summary>
    private static void UseVendors(WebApplication app)
    {
        var faults = app.Services.GetRequiredService<FaultSides>();
        app.UseWhen(
            context =>
                context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal)
                || context.Request.Path.StartsWithSegments("/cart-api", StringComparison.Ordinal),
            vendor =>
            {
                vendor.UseMiddleware<RequestLogMiddleware>("al-style");
                vendor.UseMiddleware<AlStyleGate>();
                vendor.UseMiddleware<FaultMiddleware>(faults.AlStyle, faults.AlStyle.Vendor!);
            }
        );
        app.UseWhen(
            context =>
                context.Request.Path.StartsWithSegments("/shop/api", StringComparison.Ordinal),
            vendor =>
            {
                vendor.UseMiddleware<RequestLogMiddleware>("kaspi");
                vendor.UseMiddleware<KaspiGate>();
                vendor.UseMiddleware<FaultMiddleware>(faults.Kaspi, faults.Kaspi.Vendor!);
            }
        );
    }
}
