using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using TimurApiConnect.Core.Vendors;
using TimurApiConnect.Vendors.Outbound;

namespace TimurApiConnect.Vendors;

/// <summary>What connectors register with.</summary>
public static class VendorsModule
{
    /// <summary>Adds a vendor: its calls, and its HTTP client by its key. Wants <see cref="IVendorMemory"/>.</summary>
    public static IHttpClientBuilder AddVendor<TVendor, TOptions>(
        this IHostApplicationBuilder builder,
        VendorName name
    )
        where TVendor : class, IVendor
        where TOptions : VendorOptions
    {
        var services = builder.Services;
        services.AddSingleton<TVendor>();
        services.AddSingleton<IVendor>(p => p.GetRequiredService<TVendor>());
        services.TryAddSingleton(typeof(LastGood<>));
        services.TryAddSingleton<VendorStates>();
        services.TryAddSingleton<VendorCalls>();
        services.AddOptionsWithValidateOnStart<OutboundOptions>().BindConfiguration("Outbound");
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<OutboundOptions>, OutboundOptionsRules>()
        );
        // The shared retries know nothing of turns, breakers and budgets, so these clients have none of them: VendorCalls keeps its own limits.
#pragma warning disable EXTEXP0001 // RemoveAllResilienceHandlers is marked experimental; there is no other way to opt out.
        return services
            .AddHttpClient(name.Key, http => http.Timeout = Timeout.InfiniteTimeSpan)
            .RemoveAllResilienceHandlers()
#pragma warning restore EXTEXP0001
            // At the level Trace its entries hold every header as it is, the token too. What a call came to, VendorCalls says.
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(p => new Connections(() => Create<TOptions>(p)));
    }

    private static SocketsHttpHandler Create<TOptions>(IServiceProvider services)
        where TOptions : VendorOptions
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = services.GetRequiredService<LastGood<TOptions>>().Value.ConnectLimit,
            ConnectCallback = Dialling.ConnectAsync,
            AutomaticDecompression = DecompressionMethods.All,
            // A redirect would carry the token to wherever it points.
            AllowAutoRedirect = false,
            UseCookies = false,
            // Our trace ids are nothing to a vendor; fewer unusual headers, fewer surprises with its firewall.
            ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        if (services.GetRequiredService<IOptions<OutboundOptions>>().Value.WebProxy is { } proxy)
        {
            handler.Proxy = proxy;
        }

        return handler;
    }
}
