using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using TimurApiConnect.Core.Vendors;
using TimurApiConnect.Kaspi.Orders;
using TimurApiConnect.Vendors;

namespace TimurApiConnect.Kaspi;

/// <summary>The marketplace connector.</summary>
public static class KaspiModule
{
    /// <summary>Adds Kaspi; settings in section <c>Kaspi</c> and the shops' tokens. Wants <see cref="IVendorMemory"/> and <see cref="ISecretMask"/>.</summary>
    public static TBuilder AddKaspi<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        var services = builder.Services;
        services.AddOptionsWithValidateOnStart<KaspiOptions>().BindConfiguration("Kaspi");
        services.AddSingleton<IConfigureOptions<KaspiOptions>, ShopTokens>();
        services.AddSingleton<IValidateOptions<KaspiOptions>, KaspiOptionsRules>();
        builder.AddVendor<KaspiVendor, KaspiOptions>(VendorName.Kaspi);
        services.AddSingleton(p => new KaspiOrders(
            p.GetRequiredService<VendorCalls>(),
            p.GetRequiredService<KaspiVendor>()
        ));
        return builder;
    }
}
