#if !ASPIRE_PACKAGES
#pragma warning disable ASPIREDOTNETTOOL // Aspire calls its own tools experimental.
using Aspire.Hosting.ResourceService;
using Aspire.Hosting.Running;
using Microsoft.Extensions.DependencyInjection;

namespace TimurApiConnect.AppHostTests;

/// <summary>Commands, secrets, values from outside and misuse, on small programs.</summary>
public sealed class CommandAndValueTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_program_is_started_on_demand_stopped_and_started_again()
    {
        var builder = Builder();
        builder
            .AddExecutable("demand", "/bin/sh", ".", "-c", "echo up; sleep 60")
            .WithExplicitStart();
        await using var app = builder.Build();
        await app.StartAsync(Cancel);
        Assert.Equal(KnownResourceStates.NotStarted, State(app, "demand"));

        var early = await app.ResourceCommands.ExecuteCommandAsync("demand", "stop", Cancel);
        var start = await app.ResourceCommands.ExecuteCommandAsync("demand", "start", Cancel);
        var first = Pid(app, "demand");
        var restart = await app.ResourceCommands.ExecuteCommandAsync("demand", "restart", Cancel);
        var second = Pid(app, "demand");
        var stop = await app.ResourceCommands.ExecuteCommandAsync("demand", "stop", Cancel);

        Assert.False(early.Success);
        Assert.True(start.Success, start.Message);
        Assert.True(restart.Success, restart.Message);
        Assert.True(stop.Success, stop.Message);
        Assert.NotEqual(first, second);
        Assert.False(Proc.IsAlive(first) || Proc.IsAlive(second));
        Assert.Equal(KnownResourceStates.Finished, State(app, "demand"));
    }

    [Fact]
    public async Task A_secret_is_shown_nowhere()
    {
        var builder = Builder();
        builder.Configuration["Parameters:token"] = "very-secret-7";
        builder.Configuration["ConnectionStrings:db"] = "Host=h;Password=hidden-8";
        var token = builder.AddParameter("token", secret: true);
        var database = builder.AddConnectionString("db");
        var program = builder
            .AddExecutable("uses", "/bin/sh", ".", "-c", "sleep 60", "very-secret-7")
            .WithEnvironment("TOKEN", token)
            .WithEnvironment("URL", ReferenceExpression.Create($"http://u:{token}@host"))
            .WithReference(database);
        await using var app = builder.Build();
        await app.StartAsync(Cancel);
        foreach (var name in new[] { "token", "db", "uses" })
        {
            await app
                .ResourceNotifications.WaitForResourceHealthyAsync(name, Cancel)
                .WaitAsync(Limit, Cancel);
        }

        var shown = app.ResourceNotifications.Current.Select(e => ResourceMessages.Of(e)).ToArray();
        var environment = shown
            .Single(r => r.DisplayName == program.Resource.Name)
            .Environment.ToDictionary(v => v.Name, v => v.Value, StringComparer.Ordinal);

        Assert.Equal("*****", environment["TOKEN"]);
        Assert.Equal("http://u:*****@host", environment["URL"]);
        Assert.Equal("*****", environment["ConnectionStrings__db"]);
        var all = string.Join('\n', shown.Select(r => r.ToString()));
        Assert.DoesNotContain("very-secret-7", all, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden-8", all, StringComparison.Ordinal);
        Assert.Contains("sleep 60", all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flood_of_output_is_read_to_its_end_and_not_kept()
    {
        var builder = Builder();
        builder.AddExecutable(
            "floods",
            "/bin/sh",
            ".",
            "-c",
            "yes a line of the flood | head -n 300000; head -c 8000000 /dev/zero | tr '\\0' x; echo; echo the end"
        );
        await using var app = builder.Build();
        await app.StartAsync(Cancel);
        await app
            .ResourceNotifications.WaitForResourceAsync(
                "floods",
                KnownResourceStates.Finished,
                Cancel
            )
            .WaitAsync(Limit, Cancel);
        var kept = new List<LogLine>();
        await foreach (
            var lines in app
                .Services.GetRequiredService<ResourceLoggerService>()
                .GetAllAsync("floods")
        )
        {
            kept.AddRange(lines);
        }

        Assert.Equal("the end", kept[^1].Content);
        Assert.True(kept[^1].LineNumber > 300_000);
        Assert.True(kept.Count <= 10_000);
        Assert.True(kept.Sum(l => l.Content.Length) <= 4 * 1024 * 1024);
    }

    [Fact]
    public async Task What_waits_for_a_completion_wants_the_right_code()
    {
        var builder = Builder();
        var job = builder.AddExecutable("job", "/bin/sh", ".", "-c", "exit 3");
        builder.AddExecutable("right", "/bin/sh", ".", "-c", "sleep 60").WaitForCompletion(job, 3);
        builder.AddExecutable("wrong", "/bin/sh", ".", "-c", "sleep 60").WaitForCompletion(job);
        await using var app = builder.Build();
        await app.StartAsync(Cancel);
        await app
            .ResourceNotifications.WaitForResourceAsync(
                "right",
                KnownResourceStates.Running,
                Cancel
            )
            .WaitAsync(Limit, Cancel);
        await app
            .ResourceNotifications.WaitForResourceAsync(
                "wrong",
                KnownResourceStates.FailedToStart,
                Cancel
            )
            .WaitAsync(Limit, Cancel);
    }

    [Fact]
    public async Task A_connection_string_without_a_value_is_named()
    {
        var builder = Builder();
        var missing = builder.AddConnectionString("orders");
        builder.AddExecutable("needs", "/bin/sh", ".", "-c", "sleep 60").WithReference(missing);
        await using var app = builder.Build();
        await app.StartAsync(Cancel);
        var waits = await app
            .ResourceNotifications.WaitForResourceAsync(
                "needs",
                e => e.Snapshot.Properties.Any(p => p.Name == "reason"),
                Cancel
            )
            .WaitAsync(Limit, Cancel);
        var reason = $"{waits.Snapshot.Properties.Single(p => p.Name == "reason").Value}";

        Assert.Equal(KnownResourceStates.Waiting, waits.Snapshot.State?.Text);
        Assert.StartsWith(
            "Connection string parameter resource could not be used because connection string 'orders' is missing.",
            reason,
            StringComparison.Ordinal
        );
        Assert.Contains("ConnectionStrings__orders", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_external_service_is_passed_on_as_service_discovery_reads_it()
    {
        var builder = Builder();
        var service = builder.AddExternalService("al-style", "https://api.example.kz/");
        var program = builder
            .AddExecutable("uses", "/bin/sh", ".", "-c", "sleep 60")
            .WithReference(service);
        var environment = await program.Resource.GetEnvironmentVariableValuesAsync();

        Assert.Equal("https://api.example.kz/", environment["services__al-style__https__0"]);
        Assert.Equal("https://api.example.kz/", environment["AL_STYLE_HTTPS"]);
        var wrong = Assert.Throws<ArgumentException>(() =>
            builder.AddExternalService("other", "not-a-url")
        );
        Assert.StartsWith(
            "The external service URL 'not-a-url' is invalid: The URL for the external service must be an absolute URI.",
            wrong.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_tool_is_run_by_the_SDK_and_needs_one()
    {
        var tool = Builder()
            .AddDotnetTool("cache", "garnet-server")
            .WithToolVersion("2.2.8")
            .WithToolSource("folder");
        var dotnet = Path.Combine(Path.GetTempPath(), "no-sdk-here", "dotnet");
        var refused = Assert.Throws<DistributedApplicationException>(() =>
            Launch.Of(tool.Resource, dotnet)
        );

        Assert.Equal(
            "tool exec garnet-server --add-source folder --version 2.2.8 --yes --",
            string.Join(' ', Launch.Of(tool.Resource, Commands.DotNet()).Item2)
        );
        Assert.Contains("no .NET SDK beside", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Misuse_is_told_in_Aspires_words()
    {
        var builder = Builder();
        var one = builder.AddExecutable("one", "/bin/sh", ".").WithHttpEndpoint(name: "http");

        Told(
            "Cannot add resource of type 'Aspire.Hosting.ApplicationModel.ExecutableResource' with name 'ONE' because resource of type 'Aspire.Hosting.ApplicationModel.ExecutableResource' with that name already exists. Resource names are case-insensitive.",
            () => builder.AddExecutable("ONE", "/bin/sh", ".")
        );
        Told("The 'one' resource cannot wait for itself.", () => one.WaitFor(one));
        Told(
            "Could not create HTTP command for resource 'one' as no endpoint was found matching one of the specified names: admin",
            () => one.WithHttpCommand("/x", "X", endpointName: "admin")
        );
        Told(
            "Resource name '1st' is invalid. Name must start with an ASCII letter. (Parameter 'name')",
            () => builder.AddExecutable("1st", "/bin/sh", ".")
        );
        Told(
            "Resource name 'a--b' is invalid. Name cannot contain consecutive hyphens. (Parameter 'name')",
            () => builder.AddExecutable("a--b", "/bin/sh", ".")
        );
        Told(
            "Resource name 'a_b' is invalid. Name must contain only ASCII letters, digits, and hyphens. (Parameter 'name')",
            () => builder.AddExecutable("a_b", "/bin/sh", ".")
        );
        Told(
            "The endpoint `admin` is not defined for the resource `one`. Available endpoints: `http`.",
            () => _ = one.GetEndpoint("admin").Port
        );
        Told(
            "The endpoint `http` is not allocated for the resource `one`.",
            () => _ = one.GetEndpoint("http").Port
        );
        one.WithHealthCheck("key");
        Told(
            "Resource 'one' already has a health check with key 'key'.",
            () => one.WithHealthCheck("key")
        );
    }

    private static void Told(string message, Action misuse) =>
        Assert.Equal(message, Record.Exception(misuse)?.Message);

    private static IDistributedApplicationBuilder Builder() =>
        DistributedApplication.CreateBuilder(
            new DistributedApplicationOptions
            {
                Args = ["--DcpPublisher:RandomizePorts=true"],
                DisableDashboard = true,
            }
        );

    private static string? State(DistributedApplication app, string name) =>
        app.ResourceNotifications.TryGetCurrentState(name, out var now)
            ? now.Snapshot.State?.Text
            : null;

    private static int Pid(DistributedApplication app, string name) =>
        app.ResourceNotifications.TryGetCurrentState(name, out var now)
            ? (int)now.Snapshot.Properties.Single(p => p.Name == "executable.pid").Value!
            : 0;
}
#endif
