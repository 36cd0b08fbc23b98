using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using TimurApiConnect.ServiceDefaults.Secrets;

namespace Microsoft.Extensions.Hosting;

/// <summary>No secret on the console.</summary>
public static class MaskedConsoleExtensions
{
    /// <summary>Puts a mask over every formatter of the console, and over the scopes of all log providers.</summary>
    public static TBuilder MaskConsole<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        var services = builder.Services;
        SecretValues.Add(services);
        services.TryAddSingleton<IExternalScopeProvider, MaskedScopes>();
        for (var i = 0; i < services.Count; i++)
        {
            if (
                services[i] is { ServiceType: var service, ImplementationType: { } formatter }
                && service == typeof(ConsoleFormatter)
            )
            {
                services[i] = ServiceDescriptor.Singleton<ConsoleFormatter>(p => new MaskedConsole(
                    (ConsoleFormatter)ActivatorUtilities.CreateInstance(p, formatter),
                    p.GetRequiredService<SecretValues>()
                ));
            }
        }

        return builder;
    }
}
