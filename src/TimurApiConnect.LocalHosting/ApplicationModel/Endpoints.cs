using System.Net.Sockets;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Where a resource listens.</summary>
public sealed class EndpointAnnotation : IResourceAnnotation
{
    private string? _name;
    private string? _transport;

    /// <summary>Describes an endpoint; what is not given is chosen at start.</summary>
    public EndpointAnnotation(
        ProtocolType protocol,
        string? uriScheme = null,
        string? transport = null,
        string? name = null,
        int? port = null,
        int? targetPort = null,
        bool? isExternal = null,
        bool? isProxied = null
    )
    {
        Protocol = protocol;
        UriScheme = uriScheme ?? (protocol == ProtocolType.Udp ? "udp" : "tcp");
        _transport = transport;
        _name = name;
        Port = port;
        TargetPort = targetPort;
        IsExternal = isExternal ?? false;
        IsProxied = isProxied ?? true;
    }

    /// <summary>The name, the scheme if not given.</summary>
    public string Name
    {
        get => _name ?? UriScheme;
        set => _name = value;
    }

    /// <summary>TCP or UDP.</summary>
    public ProtocolType Protocol { get; set; }

    /// <summary>The scheme of the address, such as <c>http</c>.</summary>
    public string UriScheme { get; set; }

    /// <summary>The transport, <c>http</c> for the schemes http and https.</summary>
    public string Transport
    {
        get => _transport ?? (UriScheme is "http" or "https" ? "http" : "tcp");
        set => _transport = value;
    }

    /// <summary>The port that others use; a free one if not given.</summary>
    public int? Port { get; set; }

    /// <summary>The port that the process listens on. Without a proxy in between it is the same as <see cref="Port"/>.</summary>
    public int? TargetPort { get; set; }

    /// <summary>The host that the process listens on.</summary>
    public string TargetHost { get; set; } = "localhost";

    /// <summary>Whether the endpoint is meant for the world.</summary>
    public bool IsExternal { get; set; }

    /// <summary>Whether Aspire would put a proxy before the process. Here nothing is ever put before it.</summary>
    public bool IsProxied { get; set; }

    /// <summary>The address, once it is decided.</summary>
    public AllocatedEndpoint? AllocatedEndpoint { get; set; }

    /// <summary>The ports of all replicas; the first is that of <see cref="AllocatedEndpoint"/>.</summary>
    internal IReadOnlyList<int> ReplicaPorts { get; set; } = [];

    /// <summary>The ports of replicas that were stopped on purpose: their silence is no illness.</summary>
    internal System.Collections.Concurrent.ConcurrentDictionary<int, bool> Stopped { get; } = [];

    /// <summary>The variable that tells the process its port.</summary>
    internal string? PortVariable { get; set; }

    internal bool FromLaunchProfile { get; set; }
}

/// <summary>The address that an endpoint has got.</summary>
public class AllocatedEndpoint(
    EndpointAnnotation endpoint,
    string address,
    int port,
    string? targetPortExpression = null
)
{
    /// <summary>The endpoint.</summary>
    public EndpointAnnotation Endpoint { get; } = endpoint;

    /// <summary>The host.</summary>
    public string Address { get; } = address;

    /// <summary>The port.</summary>
    public int Port { get; } = port;

    /// <summary>How the process's own port is written where it is not known yet.</summary>
    public string? TargetPortExpression { get; } = targetPortExpression;

    /// <summary>The scheme.</summary>
    public string UriScheme => Endpoint.UriScheme;

    /// <summary>Host and port.</summary>
    public string EndPointString => $"{Address}:{Port}";

    /// <summary>The whole address.</summary>
    public string UriString => $"{UriScheme}://{EndPointString}";
}

/// <summary>A part of an address.</summary>
public enum EndpointProperty
{
    /// <summary>All of it.</summary>
    Url = 0,

    /// <summary>The host.</summary>
    Host = 1,

    /// <summary>The host as an IPv4 address.</summary>
    IPV4Host = 2,

    /// <summary>The port that others use.</summary>
    Port = 3,

    /// <summary>The scheme.</summary>
    Scheme = 4,

    /// <summary>The port that the process listens on.</summary>
    TargetPort = 5,

    /// <summary>Host and port.</summary>
    HostAndPort = 6,
}

/// <summary>An endpoint of a resource, by name; its address is known once the application has started.</summary>
public sealed class EndpointReference : IExpressionValue, IValueWithReferences
{
    private EndpointAnnotation? _annotation;

    /// <summary>Refers to the endpoint of that name.</summary>
    public EndpointReference(IResourceWithEndpoints owner, string endpointName)
    {
        Resource = owner;
        EndpointName = endpointName;
    }

    /// <summary>Refers to that endpoint.</summary>
    public EndpointReference(IResourceWithEndpoints owner, EndpointAnnotation endpoint)
        : this(owner, endpoint.Name) => _annotation = endpoint;

    /// <summary>Whose endpoint it is.</summary>
    public IResourceWithEndpoints Resource { get; }

    /// <summary>The endpoint's name.</summary>
    public string EndpointName { get; }

    /// <summary>Whether the resource has such an endpoint.</summary>
    public bool Exists => Find() is not null;

    /// <summary>Whether the address is known.</summary>
    public bool IsAllocated => Find()?.AllocatedEndpoint is not null;

    /// <summary>The endpoint.</summary>
    public EndpointAnnotation EndpointAnnotation =>
        Find() ?? throw new InvalidOperationException(Missing());

    /// <summary>The scheme.</summary>
    public string Scheme => EndpointAnnotation.UriScheme;

    /// <summary>The host.</summary>
    public string Host => Allocated.Address;

    /// <summary>The port.</summary>
    public int Port => Allocated.Port;

    /// <summary>The port that the process listens on, if it is fixed.</summary>
    public int? TargetPort => EndpointAnnotation.TargetPort;

    /// <summary>The address.</summary>
    public string Url => Allocated.UriString;

    /// <summary>Whether the scheme is http.</summary>
    public bool IsHttp => string.Equals(Scheme, "http", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the scheme is https.</summary>
    public bool IsHttps => string.Equals(Scheme, "https", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc />
    public string ValueExpression => $"{{{Resource.Name}.bindings.{EndpointName}.url}}";

    IEnumerable<object> IValueWithReferences.References => [Resource];

    private AllocatedEndpoint Allocated =>
        EndpointAnnotation.AllocatedEndpoint
        ?? throw new InvalidOperationException(
            $"The endpoint `{EndpointName}` is not allocated for the resource `{Resource.Name}`."
        );

    /// <summary>A part of the address.</summary>
    public EndpointReferenceExpression Property(EndpointProperty property) => new(this, property);

    /// <inheritdoc />
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<string?>(Url);

    private string Missing()
    {
        var names = string.Join(
            ", ",
            Resource.Annotations.OfType<EndpointAnnotation>().Select(e => $"`{e.Name}`")
        );
        return $"The endpoint `{EndpointName}` is not defined for the resource `{Resource.Name}`. {(names.Length == 0 ? "The resource has no endpoints defined." : $"Available endpoints: {names}.")}";
    }

    private EndpointAnnotation? Find() =>
        _annotation ??= Resource
            .Annotations.OfType<EndpointAnnotation>()
            .FirstOrDefault(e =>
                string.Equals(e.Name, EndpointName, StringComparison.OrdinalIgnoreCase)
            );
}

/// <summary>A part of an endpoint's address.</summary>
public class EndpointReferenceExpression(
    EndpointReference endpointReference,
    EndpointProperty property
) : IExpressionValue, IValueWithReferences
{
    /// <summary>The endpoint.</summary>
    public EndpointReference Endpoint { get; } = endpointReference;

    /// <summary>The part.</summary>
    public EndpointProperty Property { get; } = property;

    /// <inheritdoc />
    public string ValueExpression =>
        $"{{{Endpoint.Resource.Name}.bindings.{Endpoint.EndpointName}.{Property.ToString().ToLowerInvariant()}}}";

    IEnumerable<object> IValueWithReferences.References => [Endpoint.Resource];

    /// <inheritdoc />
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<string?>(
            Property switch
            {
                EndpointProperty.Url => Endpoint.Url,
                EndpointProperty.Host => Endpoint.Host,
                EndpointProperty.IPV4Host => Endpoint.Host == "localhost"
                    ? "127.0.0.1"
                    : Endpoint.Host,
                EndpointProperty.Port or EndpointProperty.TargetPort => $"{Endpoint.Port}",
                EndpointProperty.Scheme => Endpoint.Scheme,
                EndpointProperty.HostAndPort => $"{Endpoint.Host}:{Endpoint.Port}",
                _ => throw new InvalidOperationException($"Unknown property {Property}."),
            }
        );
}
