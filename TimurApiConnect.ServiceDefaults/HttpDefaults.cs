using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Polly;
using TimurApiConnect.ServiceDefaults;
using TimurApiConnect.ServiceDefaults.Secrets;

namespace Microsoft.Extensions.Hosting;

/// <summary>How every <see cref="HttpClient"/> of the product behaves, unless it opts out.</summary>
public static class HttpDefaultsExtensions
{
    /// <summary>
    /// Names the product in every request, limits every call in time, retries what is safe to send again, and resolves
    /// service names. A vendor client with a pipeline of its own calls <c>RemoveAllResilienceHandlers()</c> first and sets
    /// its own <see cref="HttpClient.Timeout"/>; the headers stay.
    /// </summary>
    public static TBuilder AddHttpDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder
            .Services.AddOptions<HttpLimits>()
            .BindConfiguration(HttpLimits.Section)
            .ValidateOnStart();
        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<HttpLimits>, HttpLimitsValidation>()
        );
        builder.Services.TryAddTransient<ProductHeadersHandler>();
        builder.Services.TryAddSingleton<SecretValues>();
        builder.Services.TryAddTransient<MaskedAnswers>();
        builder.Services.AddServiceDiscovery();
        builder.Services.ConfigureHttpClientDefaults(http =>
        {
            http.UseSocketsHttpHandler(
                (handler, services) =>
                {
                    handler.ConnectTimeout = Limits(services).Connect;
                    // A connection that lives for ever never learns that a host has moved.
                    handler.PooledConnectionLifetime = TimeSpan.FromMinutes(5);
                }
            );
            http.AddHttpMessageHandler<ProductHeadersHandler>();
            http.AddHttpMessageHandler<MaskedAnswers>();
            http.AddStandardResilienceHandler().Configure(Configure);
            // After the line above, which would leave the client without any clock of its own.
            http.ConfigureHttpClient((services, client) => client.Timeout = Limits(services).Whole);
            http.AddServiceDiscovery();
        });
        return builder;
    }

    private static HttpLimits Limits(IServiceProvider services) =>
        services.GetRequiredService<IOptions<HttpLimits>>().Value;

    private static void Configure(HttpStandardResilienceOptions options, IServiceProvider services)
    {
        HttpLimits limits;
        try
        {
            limits = Limits(services);
        }
        catch (OptionsValidationException)
        {
            // The limits report this themselves, when the host starts: once is enough.
            return;
        }

        options.AttemptTimeout.Timeout = limits.Attempt;
        options.TotalRequestTimeout.Timeout = limits.Total;

        // The breaker refuses a window that could not hold two slow attempts.
        if (options.CircuitBreaker.SamplingDuration < limits.Attempt * 2)
        {
            options.CircuitBreaker.SamplingDuration = limits.Attempt * 2;
        }

        options.Retry.MaxRetryAttempts = 2;
        options.Retry.Delay = TimeSpan.FromMilliseconds(500);
        var worthRetrying = options.Retry.ShouldHandle;

        // Anything but a read may have taken effect although its answer was lost.
        options.Retry.ShouldHandle = args =>
            IsRead(args.Context.GetRequestMessage())
                ? worthRetrying(args)
                : ValueTask.FromResult(false);
    }

    private static bool IsRead(HttpRequestMessage? request) =>
        request is not null
        && (request.Method == HttpMethod.Get || request.Method == HttpMethod.Head);
}
