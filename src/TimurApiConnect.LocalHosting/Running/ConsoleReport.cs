using System.Text;
using System.Text.RegularExpressions;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Running;

/// <summary>
/// What somebody sees who runs the AppHost in a terminal: the lines of the resources, and, once everything has come to
/// rest, where to go.
/// </summary>
internal sealed partial class ConsoleReport(
    DistributedApplicationModel model,
    ResourceNotificationService notifications,
    IHostApplicationLifetime lifetime,
    DistributedApplicationOptions options,
    ILogger<ConsoleReport> logger
)
{
    private readonly Lock _gate = new();

    /// <summary>Whether anybody watches.</summary>
    public bool IsOn { get; private set; }

    public void Begin()
    {
        IsOn = true;
        lifetime.ApplicationStarted.Register(() => _ = ReportAsync());
    }

    public void Line(string label, string text, bool isError)
    {
        if (!IsOn)
        {
            return;
        }

        var writer = isError ? Console.Error : Console.Out;
        var redirected = isError ? Console.IsErrorRedirected : Console.IsOutputRedirected;
        lock (_gate)
        {
            writer.WriteLine($"[{label}] {(redirected ? Plain(text) : text)}");
        }
    }

    private async Task ReportAsync()
    {
        try
        {
            var processes = model
                .Resources.Where(r => r is ProjectResource or ExecutableResource)
                .ToArray();
            await foreach (
                var _ in notifications
                    .WatchAsync(lifetime.ApplicationStopping)
                    .ConfigureAwait(false)
            )
            {
                if (processes.All(HasComeToRest))
                {
                    break;
                }
            }

            var table = Table();
            lock (_gate)
            {
                Console.Out.WriteLine(table);
            }

            if (model.Resources.TryGetByName(Dashboard.Name, out var dashboard))
            {
                logger.LogInformation("dashboard: {Address}", Dashboard.LoginAddress(dashboard));
            }
            else if (!options.DisableDashboard)
            {
                logger.LogInformation("{Hint}", Dashboard.HowToGet);
            }

            if (processes.Length > 0 && processes.All(HasFailed))
            {
                logger.LogError("Nothing could be started. The reasons stand above.");
                System.Environment.ExitCode = 1;
                lifetime.StopApplication();
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped before everything had come to rest.
        }
    }

    private string Table()
    {
        var text = new StringBuilder().AppendLine();
        var width = model.Resources.Max(r => r.Name.Length);
        foreach (
            var resource in model.Resources.Where(r => r is ProjectResource or ExecutableResource)
        )
        {
            var now = States(resource).FirstOrDefault();
            var address = now?.Urls.FirstOrDefault()?.Url ?? "-";
            var state =
                now?.State?.Text == KnownResourceStates.Running
                    ? now.HealthStatus?.ToString().ToLowerInvariant()
                    : now?.State?.Text;
            text.AppendLine($"  {resource.Name.PadRight(width)}  {address, -28}  {state}");
        }

        return text.ToString();
    }

    private IEnumerable<CustomResourceSnapshot> States(IResource resource) =>
        notifications
            .Current.Where(e => ReferenceEquals(e.Resource, resource))
            .Select(e => e.Snapshot);

    private bool HasComeToRest(IResource resource) =>
        States(resource).Any()
        && States(resource)
            .All(s =>
                s.HealthStatus == Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy
                || IsOver(resource, s, [])
            );

    private bool HasFailed(IResource resource) =>
        States(resource).All(s => IsOver(resource, s, []));

    // What waits for something that is over, or for a value that nobody gave, gets no further by itself. Nor does what
    // is started on demand.
    private bool IsOver(
        IResource resource,
        CustomResourceSnapshot snapshot,
        HashSet<IResource> seen
    ) =>
        Waiting.IsTerminal(snapshot)
        || (
            snapshot.State?.Text == KnownResourceStates.Waiting
            && (
                snapshot.Properties.Any(p => p.Name == Mishaps.Reason)
                || resource
                    .Annotations.OfType<WaitAnnotation>()
                    .Any(w =>
                        seen.Add(w.Resource)
                        && States(w.Resource).Any(s => IsStuck(w.Resource, s, seen))
                    )
            )
        )
        || (
            snapshot.State?.Text == KnownResourceStates.NotStarted
            && resource.Annotations.OfType<ExplicitStartupAnnotation>().Any()
        );

    private bool IsStuck(
        IResource resource,
        CustomResourceSnapshot snapshot,
        HashSet<IResource> seen
    ) =>
        snapshot.State?.Text == KnownResourceStates.ValueMissing
        || IsOver(resource, snapshot, seen);

    /// <summary>A line as it reads without the colours of a terminal.</summary>
    public static string Plain(string text) => Colours().Replace(text, "");

    [GeneratedRegex(@"\x1b\[[0-9;]*m", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Colours();
}
