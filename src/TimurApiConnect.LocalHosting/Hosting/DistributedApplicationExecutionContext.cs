namespace Aspire.Hosting;

/// <summary>What the AppHost was started for.</summary>
public enum DistributedApplicationOperation
{
    /// <summary>To run the application.</summary>
    Run = 0,

    /// <summary>To describe it for a deployment.</summary>
    Publish = 1,
}

/// <summary>What the AppHost was started for.</summary>
public class DistributedApplicationExecutionContext(DistributedApplicationOperation operation)
{
    /// <summary>The operation.</summary>
    public DistributedApplicationOperation Operation { get; } = operation;

    /// <summary>Whether the application runs.</summary>
    public bool IsRunMode => Operation == DistributedApplicationOperation.Run;

    /// <summary>Whether it is described for a deployment.</summary>
    public bool IsPublishMode => Operation == DistributedApplicationOperation.Publish;
}

/// <summary>The application cannot be started, or the model is wrong.</summary>
public class DistributedApplicationException : Exception
{
    /// <summary>Without a message.</summary>
    public DistributedApplicationException() { }

    /// <summary>With a message.</summary>
    public DistributedApplicationException(string message)
        : base(message) { }

    /// <summary>With a message and a cause.</summary>
    public DistributedApplicationException(string message, Exception inner)
        : base(message, inner) { }
}

/// <summary>A parameter or a connection string has no value, and nothing that needs it can start.</summary>
public class MissingParameterValueException : DistributedApplicationException
{
    /// <summary>With a message.</summary>
    public MissingParameterValueException(string message)
        : base(message) { }

    /// <summary>With a message and a cause.</summary>
    public MissingParameterValueException(string message, Exception innerException)
        : base(message, innerException) { }
}

/// <summary>How the builder is made.</summary>
public sealed class DistributedApplicationOptions
{
    /// <summary>The command line.</summary>
    public string[]? Args { get; set; }

    /// <summary>The AppHost's assembly, where it is not the one that was started.</summary>
    public string? AssemblyName { get; set; }

    /// <summary>Runs without the dashboard.</summary>
    public bool DisableDashboard { get; set; }

    /// <summary>Writes the lines of the resources to the console too.</summary>
    public bool EnableResourceLogging { get; set; }

    /// <summary>Allows http where Aspire would insist on https.</summary>
    public bool AllowUnsecuredTransport { get; set; }
}
