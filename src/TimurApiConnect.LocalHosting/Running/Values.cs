using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Running;

/// <summary>What there is to show of a resource that is no process: a parameter, a connection string, an external service.</summary>
internal sealed record Values(
    IReadOnlyDictionary<string, string> Facts,
    ImmutableArray<UrlSnapshot> Urls
)
{
    private const string ConnectionString = "resource.connectionString";

    public static async Task<Values> OfAsync(
        IResource resource,
        Secrets secrets,
        CancellationToken cancellationToken
    )
    {
        await secrets.CollectAsync(cancellationToken).ConfigureAwait(false);
        switch (resource)
        {
            case ExternalServiceResource service:
                var address = await service.AddressAsync(cancellationToken).ConfigureAwait(false);
                return Of(
                    "resource.source",
                    secrets.Hide(address.Host),
                    new UrlSnapshot(Name: null, secrets.Hide($"{address}"), IsInternal: false)
                );
            case ParameterResource parameter:
                var value = await parameter.GetValueAsync(cancellationToken).ConfigureAwait(false);
                return Of("Value", parameter.Secret ? Secrets.Mask : secrets.Hide(value ?? ""));
            case IResourceWithConnectionString connection:
                var text = await connection
                    .GetConnectionStringAsync(cancellationToken)
                    .ConfigureAwait(false);
                return Of(ConnectionString, secrets.Hide(text ?? ""));
            default:
                return new Values(ImmutableDictionary<string, string>.Empty, []);
        }
    }

    private static Values Of(string fact, string value, params ImmutableArray<UrlSnapshot> urls) =>
        new(ImmutableDictionary<string, string>.Empty.Add(fact, value), urls);
}
