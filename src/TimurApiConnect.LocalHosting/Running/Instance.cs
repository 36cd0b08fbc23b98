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
        IsOneOfSeveral = count > 1;
        Suffix = RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyz23456789", 8);

        // The dashboard finds the telemetry of a process by this: the service's name and its instance.
        Id = resource is ProjectResource or ExecutableResource
            ? $"{resource.Name}-{Suffix}"
            : resource.Name;
        Label = count == 1 ? resource.Name : $"{resource.Name}/{index + 1}";
    }

    public IResource Resource { get; }

    public bool IsOneOfSeveral { get; }
    public int Index { get; }

    /// <summary>What tells this process from another one of the resource, and from the last run's.</summary>
    public string Suffix { get; }

    /// <summary>The key in the notification service.</summary>
    public string Id { get; }

    /// <summary>What stands before its lines on the console.</summary>
    public string Label { get; }

    public ChildProcess? Process { get; set; }

    /// <summary>Whether it is alive.</summary>
    public bool IsRunning => Process is { Exited.IsCompleted: false };

    /// <summary>Ends when the end of the process has been reported.</summary>
    public Task Ended { get; set; } = Task.CompletedTask;

    /// <summary>The start, from its first wait to the running process.</summary>
    public Task Starting { get; set; } = Task.CompletedTask;

    /// <summary>Set when somebody does not want to wait for what it depends on.</summary>
    public TaskCompletionSource StartNow { get; set; } = New();

    /// <summary>One command at a time.</summary>
    public SemaphoreSlim Gate { get; } = new(1, 1);

    public static TaskCompletionSource New() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);

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
