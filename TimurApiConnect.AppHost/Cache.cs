using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace TimurApiConnect.AppHost;

/// <summary>The cache: a server that speaks Redis's protocol.</summary>
internal static class Cache
{
    private const string GarnetVersion = "2.2.8";

    /// <summary>
    /// What the setting <c>ConnectionStrings:cache</c> names, else <c>redis-server</c> where it is on <c>PATH</c>, else Garnet from the
    /// repository's tools, both without a container; Redis in a container with <c>--containers</c> and in what is published.
    /// </summary>
    public static IResourceBuilder<IResourceWithConnectionString> AddCache(
        this IDistributedApplicationBuilder builder,
        string name
    )
    {
        if (builder.ExecutionContext.IsPublishMode || Containers.AreWanted(builder))
        {
            return builder.AddPublishedCache(name);
        }

        if (builder.HasConnectionString(name))
        {
            return builder.AddConnectionString(name);
        }

        var folder = Path.Combine(DataFolder.Of(builder), "cache");
        Directory.CreateDirectory(folder);
        var server =
            FindOnPath("redis-server") is { } redis && !PrefersGarnet(builder)
                ? builder.AddRedisServer(redis, folder)
                : builder.AddGarnet(folder);

        // A fixed port: a second AppHost on the same folder then stops here and not in the middle of the files.
        server.WithEndpoint(
            port: builder.Configuration.GetValue("Cache:Port", 5179),
            scheme: "tcp",
            name: "tcp"
        );
        var endpoint = server.GetEndpoint("tcp");
        server.WithArgs("--port", endpoint.Property(EndpointProperty.TargetPort));

        var check = $"{name}_ping";
        builder
            .Services.AddHealthChecks()
            .Add(
                new HealthCheckRegistration(
                    check,
                    new Ping(endpoint),
                    failureStatus: null,
                    tags: null,
                    timeout: TimeSpan.FromSeconds(3)
                )
            );
        server.WithHealthCheck(check);
        return builder
            .AddConnectionString(
                name,
                ReferenceExpression.Create(
                    $"{endpoint.Property(EndpointProperty.Host)}:{endpoint.Property(EndpointProperty.Port)}"
                )
            )
            .WithHealthCheck(check);
    }

    private static IResourceBuilder<ExecutableResource> AddRedisServer(
        this IDistributedApplicationBuilder builder,
        string command,
        string folder
    ) =>
        builder
            .AddExecutable(ResourceNames.CacheServer, command, folder)
            .WithArgs("--bind", "127.0.0.1", "-::1", "--dir", folder)
            .WithArgs("--appendonly", "yes", "--save", "");

    private static IResourceBuilder<ExecutableResource> AddGarnet(
        this IDistributedApplicationBuilder builder,
        string folder
    )
    {
        var packages = builder.Configuration["NUGET_PACKAGES"] is { Length: > 0 } given
            ? given
            : Path.Combine(
                Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
                ".nuget",
                "packages"
            );
        var server = Path.Combine(
            packages,
            "garnet-server",
            GarnetVersion,
            "tools/net10.0/any/GarnetServer.dll"
        );
        if (!File.Exists(server))
        {
            throw new DistributedApplicationException(
                $"There is no cache server: redis-server is not on PATH, and {server} does not exist. Install Redis, or run: dotnet tool restore"
            );
        }

        // The assembly and not "dotnet tool run", which would add a second process of 60 MB. RandomAccess: the default
        // device needs libaio, and without it Garnet dies at the first write. The small index keeps a checkpoint small.
        return builder
            .AddExecutable(ResourceNames.CacheServer, "dotnet", folder, server)
            .WithArgs("--bind", "127.0.0.1", "--checkpointdir", folder)
            .WithArgs("--aof", "--recover", "--device-type", "RandomAccess")
            .WithArgs("--index", "16m", "--memory", "256m", "--logger-level", "Warning");
    }

    private static bool PrefersGarnet(IDistributedApplicationBuilder builder) =>
        string.Equals(
            builder.Configuration["Cache:Server"],
            "garnet",
            StringComparison.OrdinalIgnoreCase
        );

    private static string? FindOnPath(string command) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, command))
            .FirstOrDefault(File.Exists);

    /// <summary>Healthy is a server that answers PING, not one that only listens: Redis listens while it still loads.</summary>
    private sealed class Ping(EndpointReference endpoint) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(
            HealthCheckContext context,
            CancellationToken cancellationToken = default
        )
        {
            if (!endpoint.IsAllocated)
            {
                return HealthCheckResult.Unhealthy("The server has no address yet.");
            }

            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(endpoint.Host, endpoint.Port, cancellationToken);
                await using var stream = client.GetStream();
                await stream.WriteAsync("PING\r\n"u8.ToArray(), cancellationToken);
                using var reader = new StreamReader(stream);
                var answer = await reader.ReadLineAsync(cancellationToken);
                return answer == "+PONG"
                    ? HealthCheckResult.Healthy()
                    : HealthCheckResult.Unhealthy($"The server answers PING with: {answer}");
            }
            catch (Exception e) when (e is SocketException or IOException)
            {
                return HealthCheckResult.Unhealthy(e.Message);
            }
        }
    }
}
