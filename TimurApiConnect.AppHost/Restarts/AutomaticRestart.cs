using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace TimurApiConnect.AppHost.Restarts;

/// <summary>Marks what is to be started again when it ends by a fault.</summary>
internal sealed class AutomaticRestartAnnotation : IResourceAnnotation;

/// <summary>Starts again what ended by a fault. Aspire does not: a worker that was killed would stay away until somebody sees it.</summary>
internal static class AutomaticRestartExtensions
{
    /// <summary>A process that ends with another code than 0 is started again; one that somebody stopped stays stopped.</summary>
    public static IResourceBuilder<T> WithAutomaticRestart<T>(this IResourceBuilder<T> resource)
        where T : IResource
    {
        var builder = resource.ApplicationBuilder;
        if (builder.ExecutionContext.IsPublishMode)
        {
            return resource;
        }

        if (builder.Services.All(s => s.ImplementationType != typeof(AutomaticRestart)))
        {
            builder.Services.AddHostedService<AutomaticRestart>();
        }

        return resource.WithAnnotation(new AutomaticRestartAnnotation());
    }
}

/// <summary>Watches the processes.</summary>
internal sealed class AutomaticRestart(
    ResourceNotificationService notifications,
    ResourceCommandService commands,
    ResourceLoggerService logs,
    ILogger<AutomaticRestart> log
) : BackgroundService
{
    /// <summary>The property that says why a resource is not started again.</summary>
    public const string GivenUp = "restarts.givenUp";

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(1);

    // By instance: a worker's replicas live and die one by one.
    private readonly Dictionary<string, Instance> _instances = new(StringComparer.Ordinal);
    private readonly TimeProvider _clock = TimeProvider.System;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        List<Task> pending = [];
        await foreach (var e in notifications.WatchAsync(stoppingToken))
        {
            pending.RemoveAll(t => t.IsCompleted);
            if (
                e.Resource.Annotations.OfType<AutomaticRestartAnnotation>().Any()
                && See(e) is { } wait
            )
            {
                pending.Add(ObserveAsync(e.ResourceId, wait(stoppingToken)));
            }
        }

        await Task.WhenAll(pending);
    }

    // A defect here must be seen, and must not end the whole application.
    private async Task ObserveAsync(string resource, Task restart)
    {
        try
        {
            await restart;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.Defect(e, resource);
        }
    }

    // What is to be done about the news of an instance.
    private Func<CancellationToken, Task>? See(ResourceEvent e)
    {
        if (!_instances.TryGetValue(e.ResourceId, out var instance))
        {
            _instances[e.ResourceId] = instance = new Instance();
        }

        if (instance.IsGivenUp && e.Snapshot.State?.Text == KnownResourceStates.Running)
        {
            // A person has started it, and knows more than we do.
            _instances[e.ResourceId] = new Instance();
        }

        // An end is told several times, with more and more of it known.
        if (!EndedByFault(e.Snapshot) || instance.SeenEnd == e.Snapshot.StopTimeStamp)
        {
            return null;
        }

        instance.SeenEnd = e.Snapshot.StopTimeStamp;
        var wait = instance.Policy.Ended(_clock.GetUtcNow());
        instance.IsGivenUp = wait is null;
        return wait is { } pause
            ? stopping => RestartAsync(e, pause, stopping)
            : _ => GiveUpAsync(e);
    }

    private static bool EndedByFault(CustomResourceSnapshot snapshot) =>
        KnownResourceStates.TerminalStates.Contains(
            snapshot.State?.Text ?? "",
            StringComparer.Ordinal
        ) && snapshot is { ExitCode: not null and not 0, StopTimeStamp: not null };

    private async Task GiveUpAsync(ResourceEvent e)
    {
        var sentence = string.Create(
            CultureInfo.InvariantCulture,
            $"{e.ResourceId} ended {RestartPolicy.MaxEnds} times within {RestartPolicy.Window.TotalMinutes:0} minutes, the last time with code {e.Snapshot.ExitCode}. It is not started again by itself: read its log, mend the cause, and press Start."
        );
        log.GivenUp(sentence);
        logs.GetLogger(e.ResourceId).GivenUp(sentence);
        // A state from which Start works: Aspire hides the command in one that it does not know.
        await notifications.PublishUpdateAsync(
            e.Resource,
            e.ResourceId,
            s =>
                s with
                {
                    State = new(KnownResourceStates.FailedToStart, KnownResourceStateStyles.Error),
                    Properties = s.Properties.Add(new ResourcePropertySnapshot(GivenUp, sentence)),
                }
        );
    }

    private async Task RestartAsync(ResourceEvent e, TimeSpan pause, CancellationToken stopping)
    {
        var own = logs.GetLogger(e.ResourceId);
        var code = e.Snapshot.ExitCode;
        log.Restarting(e.ResourceId, code, pause);
        own.Restarting(e.ResourceId, code, pause);
        await Task.Delay(pause, _clock, stopping);
        if (
            notifications.TryGetCurrentState(e.ResourceId, out var now)
            && !EndedByFault(now.Snapshot)
        )
        {
            // Somebody was faster.
            return;
        }

        if (await StartAsync(e.ResourceId, stopping) is { } reason)
        {
            log.NotRestarted(e.ResourceId, reason);
            own.NotRestarted(e.ResourceId, reason);
        }
    }

    // Why it could not be started; null when it was.
    private async Task<string?> StartAsync(string resource, CancellationToken stopping)
    {
        try
        {
            var started = await commands
                .ExecuteCommandAsync(resource, KnownResourceCommands.StartCommand, stopping)
                .WaitAsync(StartLimit, _clock, stopping);
            return started.Success ? null : started.Message ?? "Aspire gives no reason.";
        }
        catch (TimeoutException)
        {
            return $"The start takes longer than {StartLimit}.";
        }
    }

    private sealed class Instance
    {
        public RestartPolicy Policy { get; } = new();
        public DateTime? SeenEnd { get; set; }
        public bool IsGivenUp { get; set; }
    }
}

internal static partial class AutomaticRestartLog
{
    [LoggerMessage(
        LogLevel.Warning,
        "{Resource} ended with code {Code}; it is started again in {Wait}."
    )]
    public static partial void Restarting(
        this ILogger log,
        string resource,
        int? code,
        TimeSpan wait
    );

    [LoggerMessage(LogLevel.Error, "{Resource} could not be started again: {Reason} Press Start.")]
    public static partial void NotRestarted(this ILogger log, string resource, string? reason);

    [LoggerMessage(LogLevel.Error, "{Sentence}")]
    public static partial void GivenUp(this ILogger log, string sentence);

    [LoggerMessage(LogLevel.Error, "{Resource} could not be started again. Press Start.")]
    public static partial void Defect(this ILogger log, Exception defect, string resource);
}
