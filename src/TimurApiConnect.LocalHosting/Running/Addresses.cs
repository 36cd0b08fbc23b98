using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Running;

/// <summary>Where the processes of a resource listen.</summary>
internal static class Addresses
{
    /// <summary>Decides the ports of all endpoints, and names the processes that will listen on them.</summary>
    public static Instance[] Allocate(IResource resource, bool random)
    {
        var count = resource.Annotations.OfType<ReplicaAnnotation>().LastOrDefault()?.Replicas ?? 1;
        foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
        {
            var wanted = endpoint.TargetPort ?? endpoint.Port;
            var isFixed = wanted is not null && !random && count == 1;
            endpoint.ReplicaPorts =
            [
                .. Enumerable.Range(0, count).Select(_ => isFixed ? wanted!.Value : Ports.Free()),
            ];
            endpoint.AllocatedEndpoint = new AllocatedEndpoint(
                endpoint,
                endpoint.TargetHost,
                endpoint.ReplicaPorts[0]
            );
        }

        return [.. Enumerable.Range(0, count).Select(i => new Instance(resource, i, count))];
    }

    public static void ThrowIfTaken(Instance instance)
    {
        foreach (var endpoint in instance.Resource.Annotations.OfType<EndpointAnnotation>())
        {
            var port = endpoint.ReplicaPorts[instance.Index];
            if (Ports.IsTaken(port))
            {
                var owner = Ports.Owner(port) is { } process ? $" by {process}" : "";
                var change = endpoint.FromLaunchProfile
                    ? "change applicationUrl in its Properties/launchSettings.json"
                    : "give it another port in the AppHost's settings";
                throw new DistributedApplicationException(
                    $"Port {port} is taken{owner}. Stop that, or {change}."
                );
            }
        }
    }

    /// <summary>Says of a process whether it listens, or was stopped on purpose.</summary>
    public static void Mark(Instance instance, bool stopped)
    {
        foreach (var endpoint in instance.Resource.Annotations.OfType<EndpointAnnotation>())
        {
            var port = endpoint.ReplicaPorts[instance.Index];
            if (stopped)
            {
                endpoint.Stopped[port] = true;
            }
            else
            {
                endpoint.Stopped.TryRemove(port, out _);
            }
        }
    }

    public static void AddPortVariables(
        IResource resource,
        Instance instance,
        Dictionary<string, string> environment
    )
    {
        foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
        {
            if (endpoint.PortVariable is { } name)
            {
                environment[name] = $"{endpoint.ReplicaPorts[instance.Index]}";
            }
        }
    }

    public static ImmutableArray<UrlSnapshot> Urls(IResource resource, Instance instance)
    {
        List<UrlSnapshot> urls = [];
        foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
        {
            var address =
                $"{endpoint.UriScheme}://{endpoint.TargetHost}:{endpoint.ReplicaPorts[instance.Index]}";
            var url = new ResourceUrlAnnotation
            {
                Url = address,
                Endpoint = new EndpointReference((IResourceWithEndpoints)resource, endpoint),
            };
            foreach (
                var change in resource
                    .Annotations.OfType<EndpointUrlAnnotation>()
                    .Where(u => u.EndpointName == endpoint.Name)
            )
            {
                change.Callback(url);
            }

            urls.Add(
                new UrlSnapshot(
                    endpoint.Name,
                    // A link may be given as a path.
                    url.Url.StartsWith('/')
                        ? address + url.Url
                        : url.Url,
                    url.DisplayLocation == UrlDisplayLocation.DetailsOnly
                )
                {
                    DisplayText = url.DisplayText,
                }
            );
        }

        return [.. urls];
    }
}
