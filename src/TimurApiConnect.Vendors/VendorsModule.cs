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
    /// <summary>Adds a vendor and its HTTP client. Wants <see cref="IVendorMemory"/> and <see cref="ISecretMask"/>.</summary>
    /// <param name="builder">The service.</param>
    /// <param name="name">The vendor.</param>
    /// <param name="last">Makes a handler that changes requests as the last thing before the wire.</param>
    public static void AddVendor<TVendor, TOptions>(
        this IHostApplicationBuilder builder,
        VendorName name,
        Func<IServiceProvider, DelegatingHandler>? last = null
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
        services.AddSingleton(p => new VendorClient(
            name,
            () =>
            {
                var wire = new Connections(() => Create<TOptions>(p));
                if (last?.Invoke(p) is not { } handler)
                {
                    return wire;
                }

                handler.InnerHandler = wire;
                return handler;
            }
        ));
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
            // A connection that lives for ever never learns that a host has moved.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        if (services.GetRequiredService<IOptions<OutboundOptions>>().Value.WebProxy is { } proxy)
        {
            handler.Proxy = proxy;
        }

        return handler;
    }
}
