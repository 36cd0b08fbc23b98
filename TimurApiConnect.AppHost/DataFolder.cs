using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace TimurApiConnect.AppHost;

/// <summary>
/// Where the product keeps what must outlive it: setting <c>Data:Folder</c>. A demonstration keeps its goods, orders and keys in <c>demo</c> below
/// it: nothing of the simulated vendors can get into a real shop.
/// </summary>
internal static class DataFolder
{
    // The owner alone: buyers, dealer prices and keys are in it.
    private const UnixFileMode Mine =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The folder of this run.</summary>
    public static string Of(IDistributedApplicationBuilder builder)
    {
        var given = builder.Configuration["Data:Folder"] is { Length: > 0 } folder
            ? folder
            : Path.Combine("..", "data");
        var path = Path.GetFullPath(Path.Combine(builder.AppHostDirectory, given));
        return Vendors.AreSimulatedIn(builder) ? Path.Combine(path, "demo") : path;
    }

    /// <summary>A folder in it, made while the application runs here.</summary>
    public static string Make(IDistributedApplicationBuilder builder, string name = "")
    {
        var path = Path.Combine(Of(builder), name);
        if (builder.ExecutionContext.IsRunMode)
        {
            Private(path);
        }

        return path;
    }

    /// <summary>
    /// Keeps a second run off the folder: two owners of one database file would fight. The lock ends with the process, however that ends.
    /// </summary>
    /// <exception cref="DistributedApplicationException">Somebody else runs on the folder; thrown at the start.</exception>
    public static void LockData(this IDistributedApplicationBuilder builder)
    {
        if (!builder.ExecutionContext.IsRunMode)
        {
            return;
        }

        builder.Eventing.Subscribe<BeforeStartEvent>(
            (start, _) =>
            {
                var path = Path.Combine(Make(builder), "lock");
                try
                {
                    start
                        .Services.GetRequiredService<IHostApplicationLifetime>()
                        .ApplicationStopped.Register(PrivateFile(path).Dispose);
                }
                catch (IOException e)
                {
                    throw new DistributedApplicationException(
                        $"The data folder {Path.GetDirectoryName(path)} is in use by another run. Stop that one, or name another folder: --Data:Folder=<path>.",
                        e
                    );
                }

                return Task.CompletedTask;
            }
        );
    }

    /// <summary>Makes a file that only its owner can read.</summary>
    public static FileStream PrivateFile(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    /// <summary>Makes a folder that only its owner can look into, and those above it that are missing.</summary>
    public static void Private(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else if (!Directory.Exists(path))
        {
            // One by one: made in one call, those above would be everybody's.
            Private(Path.GetDirectoryName(path)!);
            Directory.CreateDirectory(path, Mine);
        }
    }
}
