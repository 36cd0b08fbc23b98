using System.Net.Sockets;
using System.Reflection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using TimurApiConnect.AppHost.Restarts;

namespace TimurApiConnect.AppHost;

/// <summary>The cache: a server that speaks Redis's protocol.</summary>
internal static class Cache
{
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// What the setting <c>ConnectionStrings:cache</c> names, else <c>redis-server</c> where it is on <c>PATH</c>, else Garnet, which the build
    /// has fetched, both without a container; Redis in a container with <c>--containers</c> and in what is published.
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

        var folder = DataFolder.Make(builder, "cache");
        var server =
            FindOnPath("redis-server") is { } redis && !PrefersGarnet(builder)
                ? builder.AddRedisServer(redis, folder)
                : builder.AddGarnet(folder);
        server
            .WithEndpoint("tcp", endpoint => endpoint.UriScheme = "tcp")
            .WithPort("tcp", "Cache:Port", 5179)
            .WithArgs("--port", server.GetEndpoint("tcp").Property(EndpointProperty.TargetPort))
            .WithIconName("Memory")
            // Asked for anew at each check: a reference remembers that there was no address yet.
            .WithTcpCheck(
                $"{name}_ping",
                stopping => PingAsync(server.Resource.GetEndpoint("tcp"), stopping)
            )
            .WithAutomaticRestart();

        var address = server.GetEndpoint("tcp");
        return builder
            .AddConnectionString(
                name,
                ReferenceExpression.Create(
                    $"{address.Property(EndpointProperty.Host)}:{address.Property(EndpointProperty.Port)}"
                )
            )
            .WithHealthCheck($"{name}_ping")
            .WithParentRelationship(server);
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
        var server = typeof(Cache)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(a => a.Key == "GarnetServer")
            .Value!;
        if (!File.Exists(server))
        {
            throw new DistributedApplicationException(
                $"There is no cache server: redis-server is not on PATH, and {server} does not exist. Install Redis, or build again with -p:FetchGarnet=true."
            );
        }

        // RandomAccess: the default device needs libaio, and without it Garnet dies at the first write. The small index keeps a checkpoint small.
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

    // Healthy is a server that answers PING, not one that only listens: Redis listens while it still loads. Asked again and again within the check's
    // limit: Aspire asks a second time only seconds later, and everything waits for it at the start.
    private static async Task<HealthCheckResult> PingAsync(
        EndpointReference endpoint,
        CancellationToken stopping
    )
    {
        if (!endpoint.IsAllocated)
        {
            return HealthCheckResult.Unhealthy("The server has no address yet.");
        }

        while (true)
        {
            try
            {
                var answer = await AskAsync(endpoint, stopping);
                return answer == "+PONG"
                    ? HealthCheckResult.Healthy()
                    : HealthCheckResult.Unhealthy($"The server answers PING with: {answer}");
            }
            catch (Exception e) when (e is SocketException or IOException)
            {
                await Task.Delay(Again, TimeProvider.System, stopping);
            }
        }
    }

    private static async Task<string?> AskAsync(
        EndpointReference endpoint,
        CancellationToken stopping
    )
    {
        using var client = new TcpClient();
        await client.ConnectAsync(endpoint.Host, endpoint.Port, stopping);
        await using var stream = client.GetStream();
        await stream.WriteAsync("PING\r\n"u8.ToArray(), stopping);
        using var reader = new StreamReader(stream);
        return await reader.ReadLineAsync(stopping);
    }
}
