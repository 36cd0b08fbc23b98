namespace Aspire.Hosting.ApplicationModel;

/// <summary>Whether a command can be given.</summary>
public enum ResourceCommandState
{
    /// <summary>It can.</summary>
    Enabled = 0,

    /// <summary>It is shown, but cannot be given now.</summary>
    Disabled = 1,

    /// <summary>It makes no sense now.</summary>
    Hidden = 2,
}

/// <summary>How an icon is drawn.</summary>
public enum IconVariant
{
    /// <summary>As lines.</summary>
    Regular = 0,

    /// <summary>Filled.</summary>
    Filled = 1,
}

/// <summary>How a command appears.</summary>
public class CommandOptions
{
    /// <summary>A longer text.</summary>
    public string? Description { get; set; }

    /// <summary>A question to ask first.</summary>
    public string? ConfirmationMessage { get; set; }

    /// <summary>The icon's name.</summary>
    public string? IconName { get; set; }

    /// <summary>How the icon is drawn.</summary>
    public IconVariant? IconVariant { get; set; }

    /// <summary>Whether it stands in the table.</summary>
    public bool IsHighlighted { get; set; }
}

/// <summary>What of the answer to a command's request is shown.</summary>
public enum HttpCommandResultMode
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>What the answer says it is.</summary>
    Auto = 1,

    /// <summary>JSON.</summary>
    Json = 2,

    /// <summary>Text.</summary>
    Text = 3,
}

/// <summary>How a command that is an HTTP request is sent.</summary>
public class HttpCommandOptions : CommandOptions
{
    /// <summary>The method, POST if not given.</summary>
    public HttpMethod? Method { get; set; }

    /// <summary>What is done to the request before it is sent.</summary>
    public Func<HttpCommandRequestContext, Task>? PrepareRequest { get; set; }

    /// <summary>What of the answer is shown.</summary>
    public HttpCommandResultMode ResultMode { get; set; }
}

/// <summary>A request of a command before it is sent.</summary>
public sealed class HttpCommandRequestContext
{
    /// <summary>The services of the AppHost.</summary>
    public required IServiceProvider ServiceProvider { get; init; }

    /// <summary>The resource it goes to.</summary>
    public required string ResourceName { get; init; }

    /// <summary>The endpoint it goes to.</summary>
    public required EndpointReference Endpoint { get; init; }

    /// <summary>The client that sends it.</summary>
    public required HttpClient HttpClient { get; init; }

    /// <summary>The request.</summary>
    public required HttpRequestMessage Request { get; init; }

    /// <summary>Ends when the user gives up.</summary>
    public required CancellationToken CancellationToken { get; init; }
}

/// <summary>How a text is to be read.</summary>
public enum CommandResultFormat
{
    /// <summary>As it is.</summary>
    Text = 0,

    /// <summary>As JSON.</summary>
    Json = 1,

    /// <summary>As Markdown.</summary>
    Markdown = 2,
}

/// <summary>What a command brought.</summary>
public sealed class CommandResultData
{
    /// <summary>The text.</summary>
    public required string Value { get; init; }

    /// <summary>How to read it.</summary>
    public CommandResultFormat Format { get; init; }

    /// <summary>Whether it is shown at once.</summary>
    public bool DisplayImmediately { get; init; }
}

/// <summary>How a command ended.</summary>
public sealed class ExecuteCommandResult
{
    /// <summary>Whether it did what it should.</summary>
    public required bool Success { get; init; }

    /// <summary>Whether it was given up.</summary>
    public bool Canceled { get; init; }

    /// <summary>What there is to say about it.</summary>
    public string? Message { get; init; }

    /// <summary>What it brought.</summary>
    public CommandResultData? Data { get; init; }
}

/// <summary>A command of a resource that is a request to its endpoint.</summary>
internal sealed class HttpCommandAnnotation(
    string name,
    string path,
    string displayName,
    EndpointReference endpoint,
    HttpCommandOptions options
) : IResourceAnnotation
{
    public string Name { get; } = name;
    public string Path { get; } = path;
    public string DisplayName { get; } = displayName;
    public EndpointReference Endpoint { get; } = endpoint;
    public HttpCommandOptions Options { get; } = options;
}
