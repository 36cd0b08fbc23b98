using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using TimurApiConnect.AlStyle.Limits;
using TimurApiConnect.Core.Catalogue;

namespace TimurApiConnect.AlStyle;

/// <summary>The supplier connector.</summary>
public static class AlStyleModule
{
    /// <summary>Adds <see cref="ISupplier"/> for Al-Style; settings in section <c>AlStyle</c>. Wants Redis and vendor call notes.</summary>
    public static TBuilder AddAlStyle<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        var services = builder.Services;
        services.AddOptionsWithValidateOnStart<AlStyleOptions>().BindConfiguration("AlStyle");
        services.AddSingleton<IValidateOptions<AlStyleOptions>, AlStyleOptionsRules>();
        services.AddSingleton<RequestSlots>();
        services.AddTransient<AlStyleTokens>();
        services.AddTransient<ISupplier, AlStyleClient>();
        // The shared retries do not know the token's slot, so this client has none of them: AlStyleCalls keeps its own time limits and tries.
#pragma warning disable EXTEXP0001 // RemoveAllResilienceHandlers is marked experimental; there is no other way to opt out.
        services
            .AddHttpClient<AlStyleCalls>(http => http.Timeout = Timeout.InfiniteTimeSpan)
            .RemoveAllResilienceHandlers()
            .ConfigurePrimaryHttpMessageHandler(() =>
                new SocketsHttpHandler
                {
                    ConnectTimeout = TimeSpan.FromSeconds(10),
                    AutomaticDecompression = System.Net.DecompressionMethods.All,
                    // A redirect would carry the token to wherever it points.
                    AllowAutoRedirect = false,
                    // Our trace ids are nothing to the supplier; fewer unusual headers, fewer surprises with its firewall.
                    ActivityHeadersPropagator = null,
                    PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                }
            )
            .AddHttpMessageHandler<AlStyleTokens>();
#pragma warning restore EXTEXP0001
        return builder;
    }
}
