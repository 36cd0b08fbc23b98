using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using TimurApiConnect.AlStyle.Limits;
using TimurApiConnect.AlStyle.Ordering;
using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.Core.Vendors;
using TimurApiConnect.Vendors;

namespace TimurApiConnect.AlStyle;

/// <summary>The supplier connector.</summary>
public static class AlStyleModule
{
    /// <summary>Adds <see cref="ISupplier"/> for Al-Style; settings in section <c>AlStyle</c>. Wants Redis, <see cref="IVendorMemory"/> and <see cref="ISecretMask"/>.</summary>
    public static TBuilder AddAlStyle<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        var services = builder.Services;
        services.AddOptionsWithValidateOnStart<AlStyleOptions>().BindConfiguration("AlStyle");
        services.AddSingleton<IValidateOptions<AlStyleOptions>, AlStyleOptionsRules>();
        services.AddSingleton<RequestSlots>();
        services.AddSingleton<AlStyleCalls>();
        services.AddSingleton<ISupplier, AlStyleClient>();
        services.AddSingleton<ISupplierOrdering, AlStyleOrdering>();
        builder.AddVendor<AlStyleVendor, AlStyleOptions>(
            VendorName.AlStyle,
            p => new AlStyleTokens(p.GetRequiredService<LastGood<AlStyleOptions>>())
        );
        return builder;
    }
}
