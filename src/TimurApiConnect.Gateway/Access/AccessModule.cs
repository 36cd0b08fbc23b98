using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace TimurApiConnect.Gateway.Access;

/// <summary>Who may do what, and how often.</summary>
internal static class AccessModule
{
    public static void AddAccess(this IServiceCollection services)
    {
        services
            .AddOptionsWithValidateOnStart<AccessOptions>()
            .BindConfiguration(AccessOptions.Section);
        services.AddSingleton<IValidateOptions<AccessOptions>, AccessOptionsRules>();
        services.AddSingleton<KeyRing>();
        services.AddSingleton<RequestLimits>();
    }

    /// <summary>Takes the caller's address and scheme from the proxies that are trusted; without any, from nobody.</summary>
    public static void UseTrustedProxies(this WebApplication app)
    {
        var trusted = app
            .Configuration.GetSection(AccessOptions.Section)
            .Get<AccessOptions>()
            ?.Proxies.Select(p => IPAddress.TryParse(p, out var address) ? address : null)
            .OfType<IPAddress>()
            .ToArray();
        if (trusted is not { Length: > 0 })
        {
            return;
        }

        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in trusted)
        {
            options.KnownProxies.Add(proxy);
        }

        app.UseForwardedHeaders(options);
    }
}
