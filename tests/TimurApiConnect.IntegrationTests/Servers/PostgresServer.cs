using System.Globalization;
using Npgsql;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Servers;

/// <summary>
/// A real PostgreSQL of the tests' own, in a folder that goes away, with a fresh database for each that asks. It refuses to work as
/// root, so under root it runs as the user <c>postgres</c>.
/// </summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private static readonly Lock Gate = new();
    private static Task<PostgresServer>? OfAll;
    private readonly string _folder;
    private readonly int _port = ChildProcess.FreePort();
    private ChildProcess? _process;
    private int _databases;

    private readonly string _password;

    private PostgresServer(string folder, string password) =>
        (_folder, _password) = (folder, password);

    /// <summary>The one that all tests share; each takes a database of its own.</summary>
    public static Task<PostgresServer> SharedAsync()
    {
        lock (Gate)
        {
            return OfAll ??= StartAsync("");
        }
    }

    /// <summary>Ends and removes the shared one, when there is one.</summary>
    public static async Task EndSharedAsync()
    {
        Task<PostgresServer>? shared;
        lock (Gate)
        {
            (shared, OfAll) = (OfAll, null);
        }

        if (shared is { IsCompletedSuccessfully: true })
        {
            (await shared).Remove();
        }
    }

    /// <summary>One of a test's own, which asks for the password when there is one. The test is skipped where PostgreSQL is not installed.</summary>
    public static async Task<PostgresServer> StartAsync(string password = "")
    {
        if (Programs is null)
        {
            Assert.Skip("PostgreSQL is not installed (apt-get install postgresql).");
        }

        var folder = Directory.CreateTempSubdirectory("timur-pg-").FullName;
        if (IsRoot)
        {
            await ChildProcess.RunAsync("chown", ["postgres", folder]);
        }

        var server = new PostgresServer(folder, password);
        var passwordFile = Path.Combine(folder, "password");
        await File.WriteAllTextAsync(passwordFile, $"{password}\n");
        await RunAsync(
            "initdb",
            [
                "-D",
                server.Data,
                "-U",
                "timur",
                .. password.Length == 0
                    ? (string[])["-A", "trust"]
                    : ["-A", "scram-sha-256", $"--pwfile={passwordFile}"],
                "-E",
                "UTF8",
                "--locale=C",
                "--no-sync",
            ]
        );
        await server.StartAgainAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.Remove();
        return server;
    }

    /// <summary>A new, empty database.</summary>
    /// <returns>Its connection string, for <c>ConnectionStrings:database</c>.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = string.Create(
            CultureInfo.InvariantCulture,
            $"test{Interlocked.Increment(ref _databases)}"
        );
        await using var source = NpgsqlDataSource.Create(ConnectionString("postgres"));
        await using var command = source.CreateCommand($"CREATE DATABASE {name}");
        await command.ExecuteNonQueryAsync();
        return ConnectionString(name);
    }

    /// <summary>Ends it at once, as a crash would.</summary>
    public void Stop()
    {
        _process?.Dispose();
        _process = null;
    }

    /// <summary>Starts it again on the same port, with what it held.</summary>
    public async Task StartAgainAsync()
    {
        Stop();
        // A crash leaves them behind, and the process number in them may belong to anybody by now.
        File.Delete(Path.Combine(Data, "postmaster.pid"));
        foreach (var socket in Directory.EnumerateFiles(_folder, ".s.PGSQL.*"))
        {
            File.Delete(socket);
        }

        var (program, arguments) = As(
            Path.Combine(Programs!, "postgres"),
            [
                "-D",
                Data,
                "-p",
                $"{_port}",
                "-k",
                _folder,
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "fsync=off",
                "-c",
                "full_page_writes=off",
                // It would visit each of a hundred databases in turn, all the time.
                "-c",
                "autovacuum=off",
                "-c",
                "max_connections=200",
            ]
        );
        _process = ChildProcess.Start(program, arguments);
        await _process.WaitUntilAsync(async () =>
        {
            await using var connection = new NpgsqlConnection(
                // A pooled connection of before the crash would say yes too early.
                $"{ConnectionString("postgres")};Pooling=false"
            );
            await connection.OpenAsync();
            return true;
        });
    }

    public ValueTask DisposeAsync()
    {
        Remove();
        return ValueTask.CompletedTask;
    }

    private static bool IsRoot => Environment.UserName == "root";

    private static string? Programs { get; } =
        Directory.Exists("/usr/lib/postgresql")
            ? Directory
                .GetDirectories("/usr/lib/postgresql")
                .OrderByDescending(d =>
                    int.TryParse(Path.GetFileName(d), out var version) ? version : 0
                )
                .Select(d => Path.Combine(d, "bin"))
                .FirstOrDefault(d => File.Exists(Path.Combine(d, "initdb")))
            : null;

    private string Data => Path.Combine(_folder, "data");

    // Short timeouts: a test that stops the server wants to see the failure soon.
    private string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={_port};Database={database};Username=timur;Timeout=5"
        + (_password.Length == 0 ? "" : $";Password={_password}");

    private static Task RunAsync(string name, string[] arguments)
    {
        var (program, all) = As(Path.Combine(Programs!, name), arguments);
        return ChildProcess.RunAsync(program, all);
    }

    private static (string Program, string[] Arguments) As(string program, string[] arguments) =>
        IsRoot
            ? ("runuser", ["-u", "postgres", "--", program, .. arguments])
            : (program, arguments);

    private void Remove()
    {
        Stop();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }
}
