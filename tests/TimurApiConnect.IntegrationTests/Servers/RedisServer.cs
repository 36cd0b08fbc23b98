using System.Net.Sockets;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Servers;

/// <summary>
/// A real server that speaks Redis, without persistence: <c>redis-server</c> where it is on PATH, else Garnet from the package folder.
/// </summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private static readonly Lock Gate = new();
    private static Task<RedisServer>? OfAll;
    private ChildProcess? _process;

    private readonly string? _password;

    private RedisServer(int port, string? password) => (Port, _password) = (port, password);

    /// <summary>The port on the loopback address; a restart keeps it.</summary>
    public int Port { get; }

    /// <summary>For <c>ConnectionStrings:cache</c>.</summary>
    public string ConnectionString =>
        _password is null ? $"127.0.0.1:{Port}" : $"127.0.0.1:{Port},password={_password}";

    /// <summary>The one that all tests may share which do not stop it.</summary>
    public static Task<RedisServer> SharedAsync()
    {
        lock (Gate)
        {
            return OfAll ??= StartAsync();
        }
    }

    /// <summary>One of a test's own, with a password where one is given.</summary>
    public static async Task<RedisServer> StartAsync(string? password = null)
    {
        var server = new RedisServer(ChildProcess.FreePort(), password);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Ends it as a crash would.</summary>
    public void Stop()
    {
        _process?.Dispose();
        _process = null;
    }

    /// <summary>Starts it again on the same port, empty.</summary>
    public async Task StartAgainAsync()
    {
        Stop();
        _process = Launch();
        await _process.WaitUntilAsync(PingAsync);
    }

    public ValueTask DisposeAsync()
    {
        Stop();
        return ValueTask.CompletedTask;
    }

    private ChildProcess Launch()
    {
        if (ChildProcess.Find("redis-server") is { } redis)
        {
            return ChildProcess.Start(
                redis,
                [
                    "--port",
                    $"{Port}",
                    "--bind",
                    "127.0.0.1",
                    "--save",
                    "",
                    "--appendonly",
                    "no",
                    .. _password is null ? Array.Empty<string>() : ["--requirepass", _password],
                ]
            );
        }

        var garnet = Path.Combine(
            Environment.GetEnvironmentVariable("NUGET_PACKAGES")
                ?? Path.Combine(
                    Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
                    ".nuget/packages"
                ),
            "garnet-server/2.2.8/tools/net10.0/any/GarnetServer.dll"
        );
        if (!File.Exists(garnet))
        {
            Assert.Skip(
                "Neither redis-server is on PATH nor Garnet in the package folder (dotnet build TimurApiConnect.AppHost -p:FetchGarnet=true)."
            );
        }

        return ChildProcess.Start(
            "dotnet",
            [
                garnet,
                "--port",
                $"{Port}",
                "--bind",
                "127.0.0.1",
                "--memory",
                "64m",
                .. _password is null
                    ? Array.Empty<string>()
                    : ["--auth", "Password", "--password", _password],
            ]
        );
    }

    private async Task<bool> PingAsync()
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", Port);
        var stream = client.GetStream();
        await stream.WriteAsync("*1\r\n$4\r\nPING\r\n"u8.ToArray());
        var answer = new byte[7];
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await stream.ReadExactlyAsync(answer, limit.Token);
        // With a password it wants to know that first: then it is there too.
        return answer.AsSpan().SequenceEqual("+PONG\r\n"u8)
            || answer.AsSpan().StartsWith("-NOAUTH"u8);
    }
}
