using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Running;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting;

/// <summary>A service that somebody else runs.</summary>
public sealed class ExternalServiceResource : Resource
{
    /// <summary>At that address.</summary>
    public ExternalServiceResource(string name, Uri uri)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(uri);
        if (Fault(uri.OriginalString) is { } fault)
        {
            throw new ArgumentException(fault, nameof(uri));
        }

        Uri = uri;
    }

    /// <summary>At the address that a parameter gives.</summary>
    public ExternalServiceResource(string name, ParameterResource urlParameter)
        : base(name) => UrlParameter = urlParameter;

    /// <summary>The address, where it is known in the model.</summary>
    public Uri? Uri { get; }

    /// <summary>The parameter that gives the address, where it does.</summary>
    public ParameterResource? UrlParameter { get; }

    internal static string? Fault(string? url) =>
        url is null || !System.Uri.TryCreate(url, UriKind.Absolute, out var uri)
            ? "The URL for the external service must be an absolute URI."
        : uri.Fragment.Length > 0 ? "The URI cannot contain a fragment."
        : uri.Query.Length > 0 ? "The URI cannot contain a query string."
        : null;

    internal async Task<Uri> AddressAsync(CancellationToken cancellationToken)
    {
        if (Uri is not null)
        {
            return Uri;
        }

        var value = await UrlParameter!.GetValueAsync(cancellationToken).ConfigureAwait(false);
        return Fault(value) is { } fault
            ? throw new DistributedApplicationException(
                $"The value for URL parameter '{UrlParameter.Name}' is invalid: {fault}"
            )
            : new Uri(value!);
    }
}

/// <summary>Adds services that somebody else runs.</summary>
public static class ExternalServiceBuilderExtensions
{
    /// <summary>Adds the service at that address.</summary>
    public static IResourceBuilder<ExternalServiceResource> AddExternalService(
        this IDistributedApplicationBuilder builder,
        string name,
        string url
    )
    {
        ArgumentNullException.ThrowIfNull(url);
        return ExternalServiceResource.Fault(url) is { } fault
            ? throw new ArgumentException(
                $"The external service URL '{url}' is invalid: {fault}",
                nameof(url)
            )
            : builder.AddExternalService(name, new Uri(url));
    }

    /// <summary>Adds the service at that address.</summary>
    public static IResourceBuilder<ExternalServiceResource> AddExternalService(
        this IDistributedApplicationBuilder builder,
        string name,
        Uri uri
    ) => builder.AddResource(new ExternalServiceResource(name, uri));

    /// <summary>Adds the service at the address that a parameter gives.</summary>
    public static IResourceBuilder<ExternalServiceResource> AddExternalService(
        this IDistributedApplicationBuilder builder,
        string name,
        IResourceBuilder<ParameterResource> urlParameter
    )
    {
        ArgumentNullException.ThrowIfNull(urlParameter);
        return builder.AddResource(new ExternalServiceResource(name, urlParameter.Resource));
    }

    /// <summary>Takes the answer to a GET as the service's health.</summary>
    public static IResourceBuilder<ExternalServiceResource> WithHttpHealthCheck(
        this IResourceBuilder<ExternalServiceResource> builder,
        string? path = null,
        int? statusCode = null
    )
    {
        if (path is not null && !Uri.IsWellFormedUriString(path, UriKind.Relative))
        {
            throw new ArgumentException(
                $"The path '{path}' is not a valid relative URL.",
                nameof(path)
            );
        }

        var service = builder.Resource;
        if (service.Uri is { } uri && uri.Scheme is not "http" and not "https")
        {
            throw new ArgumentException(
                $"The URL '{uri}' for external service '{service.Name}' cannot be used for HTTP health checks because it has a non-HTTP scheme.",
                nameof(builder)
            );
        }

        var status = statusCode ?? 200;
        var key = $"{service.Name}_external{(path is null ? "" : $"_{path}")}_{status}_check";
        builder
            .ApplicationBuilder.Services.AddHealthChecks()
            .Add(
                new HealthCheckRegistration(
                    key,
                    services => new HttpHealthCheck(
                        services.GetRequiredService<IHttpClientFactory>(),
                        async cancellation =>
                            [await service.AddressAsync(cancellation).ConfigureAwait(false)],
                        path,
                        status
                    ),
                    failureStatus: null,
                    tags: null,
                    timeout: TimeSpan.FromSeconds(10)
                )
            );
        return builder.WithHealthCheck(key);
    }
}
