using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;

namespace Microsoft.Extensions.Hosting;

/// <summary>
/// How every <see cref="HttpClient"/> of the factory behaves: calls between services. Vendors are called another way, see
/// docs/decisions/ADR-009-vendor-calls.md.
/// </summary>
public static class HttpDefaultsExtensions
{
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(100);

    /// <summary>Resolves the names of services, limits every call in time, and retries reads.</summary>
    public static TBuilder AddHttpDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.Services.AddServiceDiscovery();
        builder.Services.ConfigureHttpClientDefaults(http =>
        {
            // Anything but a read may have taken effect although its answer was lost.
            http.AddStandardResilienceHandler(options =>
                options.Retry.DisableForUnsafeHttpMethods()
            );
            // The handler ends with the headers and takes the client's own clock away, and a body may trickle for ever.
            http.ConfigureHttpClient(client => client.Timeout = LongestAnswer);
            http.AddServiceDiscovery();
        });
        return builder;
    }
}
