namespace TimurApiConnect.SyncWorker.Cluster;

/// <summary>
/// The cluster has shut this worker out: the others could not reach it for seconds and have its owners now. It ends in order, with a code that says so,
/// and whoever watches it starts it again. (Orleans itself would break off the process on the spot.)
/// </summary>
internal sealed partial class StopOnFatalError(
    IHostApplicationLifetime lifetime,
    ILogger<StopOnFatalError> logger
) : IFatalErrorHandler
{
    /// <summary>The exit code.</summary>
    public const int ExitCode = 3;

    public bool IsUnexpected(Exception? exception) =>
        exception is not (ThreadAbortException or OperationCanceledException);

    public void OnFatalException(
        object? sender = null,
        string? context = null,
        Exception? exception = null
    )
    {
        Log.Stops(logger, context ?? "", exception?.Message ?? "");
        Environment.ExitCode = ExitCode;
        lifetime.StopApplication();
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1,
            Level = LogLevel.Error,
            Message = "The other workers have shut this one out, so it stops and must be started again. {Context} {Reason}"
        )]
        public static partial void Stops(ILogger logger, string context, string reason);
    }
}
