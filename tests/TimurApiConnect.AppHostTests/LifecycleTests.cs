#if !ASPIRE_PACKAGES
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace TimurApiConnect.AppHostTests;

/// <summary>How programs are started, watched and stopped where Aspire's own orchestrator is not there.</summary>
public sealed class LifecycleTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_depends_on_others_starts_last_and_is_stopped_first()
    {
        var folder = Directory.CreateTempSubdirectory("timur-").FullName;
        var journal = Path.Combine(folder, "journal");
        var builder = Builder();
        var first = builder.AddExecutable(
            "first",
            "/bin/sh",
            folder,
            "-c",
            Lasting("first", journal)
        );
        var second = builder
            .AddExecutable("second", "/bin/sh", folder, "-c", Lasting("second", journal))
            .WaitFor(first);
        builder
            .AddExecutable("third", "/bin/sh", folder, "-c", Lasting("third", journal))
            .WaitFor(second);
        int[] pids;
        await using (var app = builder.Build())
        {
            await app.StartAsync(Cancel);
            await app
                .ResourceNotifications.WaitForResourceHealthyAsync("third", Cancel)
                .WaitAsync(Limit, Cancel);
            await Proc.WaitUntilAsync(
                () => Lines(journal).Length == 3,
                Limit,
                () => "Not all have begun."
            );
            pids = [.. new[] { "first", "second", "third" }.Select(n => Pid(app, n))];
            await app.StopAsync(Cancel);
        }

        Assert.Equal(
            ["third ends", "second ends", "first ends"],
            Lines(journal).Where(l => l.EndsWith("ends", StringComparison.Ordinal))
        );
        Assert.DoesNotContain(pids, Proc.IsAlive);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_program_that_dies_is_reported_with_its_code_and_its_last_words()
    {
        var builder = Builder();
        builder.AddExecutable("dies", "/bin/sh", ".", "-c", "echo the reason; exit 7");
        await using var app = builder.Build();
        await app.StartAsync(Cancel);
        var end = await app
            .ResourceNotifications.WaitForResourceAsync(
                "dies",
                e => e.Snapshot.ExitCode is not null,
                Cancel
            )
            .WaitAsync(Limit, Cancel);

        Assert.Equal(7, end.Snapshot.ExitCode);
        Assert.Equal(KnownResourceStates.Exited, end.Snapshot.State?.Text);
        Assert.Contains("the reason", await LogAsync(app, "dies"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_waits_for_a_program_that_failed_fails_too_and_says_why()
    {
        var builder = Builder();
        var broken = builder.AddExecutable("broken", "no-such-command-anywhere", ".");
        builder.AddExecutable("waits", "/bin/sh", ".", "-c", "sleep 60").WaitFor(broken);
        await using var app = builder.Build();
        await app.StartAsync(Cancel);

        Assert.Contains(
            "'no-such-command-anywhere' was not found",
            await ReasonAsync(app, "broken"),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "waits for 'broken'",
            await ReasonAsync(app, "waits"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named_with_its_owner()
    {
        using var listener = new TcpListener(IPAddress.Loopback, port: 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var builder = Builder();
        builder.AddExecutable("server", "/bin/sh", ".", "-c", "sleep 60").WithHttpEndpoint(port);
        await using var app = builder.Build();
        await app.StartAsync(Cancel);
        var reason = await ReasonAsync(app, "server");

        Assert.Contains($"Port {port} is taken", reason, StringComparison.Ordinal);
        if (OperatingSystem.IsLinux())
        {
            Assert.Contains($"process {Environment.ProcessId} ", reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_project_that_was_not_built_is_named()
    {
        var builder = Builder();
        builder.AddProject<Unbuilt>("unbuilt");
        await using var app = builder.Build();
        await app.StartAsync(Cancel);

        Assert.Contains(
            "/nowhere/Unbuilt.dll is missing. Build it: dotnet build /nowhere/Unbuilt.csproj",
            await ReasonAsync(app, "unbuilt"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task What_needs_a_parameter_without_a_value_waits_and_says_how_to_give_it()
    {
        var builder = Builder();
        var token = builder.AddParameter("my-token", secret: true);
        builder
            .AddExecutable("needs", "/bin/sh", ".", "-c", "sleep 60")
            .WithEnvironment("TOKEN", token);
        await using var app = builder.Build();
        await app.StartAsync(Cancel);
        await app
            .ResourceNotifications.WaitForResourceAsync(
                "my-token",
                KnownResourceStates.ValueMissing,
                Cancel
            )
            .WaitAsync(Limit, Cancel);
        await app
            .ResourceNotifications.WaitForResourceAsync(
                "needs",
                e =>
                    e.Snapshot.State?.Text == KnownResourceStates.Waiting
                    && e.Snapshot.Properties.Any(p => p.Name == "reason"),
                Cancel
            )
            .WaitAsync(Limit, Cancel);
        var text = await LogAsync(app, "needs");

        Assert.Contains("'Parameters:my-token' is missing", text, StringComparison.Ordinal);
        Assert.Contains(
            "dotnet user-secrets set Parameters:my-token <value>",
            text,
            StringComparison.Ordinal
        );
        Assert.Contains("Parameters__my_token", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replicas_are_processes_with_ports_of_their_own()
    {
        var builder = Builder();
        builder
            .AddProject<Projects.TimurApiConnect_Sandbox>("sandbox")
            .WithReplicas(2)
            .WithHttpHealthCheck("/health");
        await using var app = builder.Build();
        await app.StartAsync(Cancel);
        ConcurrentDictionary<string, string> addresses = new(StringComparer.Ordinal);
        await app
            .ResourceNotifications.WaitForResourceAsync(
                "sandbox",
                e =>
                {
                    if (e.Snapshot.HealthStatus == HealthStatus.Healthy)
                    {
                        addresses[e.ResourceId] = e.Snapshot.Urls.Single().Url;
                    }

                    return addresses.Count == 2;
                },
                Cancel
            )
            .WaitAsync(Limit, Cancel);

        Assert.Equal(2, addresses.Values.Distinct(StringComparer.Ordinal).Count());
        Assert.Contains(
            app.GetEndpoint("sandbox").GetLeftPart(UriPartial.Authority),
            addresses.Values
        );
    }

    [Fact]
    public async Task A_program_that_does_not_want_to_end_is_killed_with_all_it_started()
    {
        var builder = Builder();
        builder.AddExecutable("stubborn", "/bin/sh", ".", "-c", "sleep 300 & echo started; wait");
        await using var app = builder.Build();
        await app.StartAsync(Cancel);
        await app
            .ResourceNotifications.WaitForResourceHealthyAsync("stubborn", Cancel)
            .WaitAsync(Limit, Cancel);
        var pid = Pid(app, "stubborn");
        await Proc.WaitUntilAsync(
            () => Proc.ChildrenOf(pid).Count == 1,
            Limit,
            () => "The grandchild has not begun."
        );
        var grandchild = Proc.ChildrenOf(pid).Single();
        await app.StopAsync(Cancel);

        await Proc.WaitUntilAsync(
            () => !Proc.IsAlive(pid) && !Proc.IsAlive(grandchild),
            Limit,
            () => "Something lives on."
        );
    }

    private static IDistributedApplicationBuilder Builder() =>
        DistributedApplication.CreateBuilder(
            new DistributedApplicationOptions { DisableDashboard = true, Args = [] }
        );

    private static string Lasting(string name, string journal) =>
        $"trap 'echo {name} ends >> {journal}; exit 0' TERM; echo {name} begins >> {journal}; while :; do sleep 0.1; done";

    private static string[] Lines(string file) => File.Exists(file) ? File.ReadAllLines(file) : [];

    private static int Pid(DistributedApplication app, string resource) =>
        app.ResourceNotifications.TryGetCurrentState(resource, out var now)
            ? (int)now.Snapshot.Properties.First(p => p.Name == "executable.pid").Value!
            : 0;

    private static async Task<string> ReasonAsync(DistributedApplication app, string resource)
    {
        await app
            .ResourceNotifications.WaitForResourceAsync(
                resource,
                KnownResourceStates.FailedToStart,
                Cancel
            )
            .WaitAsync(Limit, Cancel);
        return await LogAsync(app, resource);
    }

    private static async Task<string> LogAsync(DistributedApplication app, string resource)
    {
        List<string> text = [];
        await foreach (
            var lines in app
                .Services.GetRequiredService<ResourceLoggerService>()
                .GetAllAsync(resource)
        )
        {
            text.AddRange(lines.Select(l => l.Content));
        }

        return string.Join('\n', text);
    }

    private sealed class Unbuilt : IProjectMetadata, IBuiltProject
    {
        public string ProjectPath => "/nowhere/Unbuilt.csproj";
        public string AssemblyPath => "/nowhere/Unbuilt.dll";
    }
}
#endif
