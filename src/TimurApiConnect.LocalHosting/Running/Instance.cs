using System.Security.Cryptography;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Running;

/// <summary>One process of a resource. There are several when the resource has replicas.</summary>
internal sealed class Instance
{
    public Instance(IResource resource, int index, int count)
    {
        Resource = resource;
        Index = index;
        Suffix = RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyz23456789", 8);
        Id = count == 1 ? resource.Name : $"{resource.Name}-{Suffix}";
        Label = count == 1 ? resource.Name : $"{resource.Name}/{index + 1}";
    }

    public IResource Resource { get; }
    public int Index { get; }

    /// <summary>What tells this process from another one of the resource, and from the last run's.</summary>
    public string Suffix { get; }

    /// <summary>The key in the notification service.</summary>
    public string Id { get; }

    /// <summary>What stands before its lines on the console.</summary>
    public string Label { get; }

    public ChildProcess? Process { get; set; }

    /// <summary>Whether its end is wanted, so that it is no failure.</summary>
    public bool IsStopping { get; set; }
}

/// <summary>A value that differs from one process of a resource to the next.</summary>
internal interface IInstanceValue
{
    string For(IResource resource, Instance? instance);
}

/// <summary>The addresses that a process is to listen on.</summary>
internal sealed class InstanceUrls : IInstanceValue
{
    public string For(IResource resource, Instance? instance) =>
        string.Join(
            ';',
            resource
                .Annotations.OfType<EndpointAnnotation>()
                .Where(e => e.UriScheme is "http" or "https")
                .Select(e => $"{e.UriScheme}://{e.TargetHost}:{Port(e, instance)}")
        );

    private static int Port(EndpointAnnotation endpoint, Instance? instance) =>
        endpoint.ReplicaPorts.Count > 0
            ? endpoint.ReplicaPorts[instance?.Index ?? 0]
            : endpoint.Port ?? 0;
}

/// <summary>The attribute that tells telemetry of one process from that of another.</summary>
internal sealed class InstanceAttributes : IInstanceValue
{
    public string For(IResource resource, Instance? instance) =>
        $"service.instance.id={instance?.Suffix ?? "0"}";
}
