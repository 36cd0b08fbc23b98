namespace Aspire.Hosting.ApplicationModel;

/// <summary>What a probe is for.</summary>
public enum ProbeType
{
    /// <summary>Whether it has started.</summary>
    Startup = 0,

    /// <summary>Whether requests may come.</summary>
    Readiness = 1,

    /// <summary>Whether it must be started again.</summary>
    Liveness = 2,
}

/// <summary>A resource that a platform can probe.</summary>
public interface IResourceWithProbes : IResource;

/// <summary>A probe by HTTP.</summary>
internal sealed class EndpointProbeAnnotation(ProbeType type, string path) : IResourceAnnotation
{
    public ProbeType Type { get; } = type;

    public string Path { get; } = path;
}
