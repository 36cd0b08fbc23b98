namespace TimurApiConnect.AppHost;

/// <summary>What stops a start is told in its sentence: no stack trace, exit code 1.</summary>
internal static class Failures
{
    private static int _isSet;

    /// <summary>Sees to it.</summary>
    public static void Explain()
    {
        if (Interlocked.Exchange(ref _isSet, 1) == 0)
        {
            AppDomain.CurrentDomain.UnhandledException += (_, e) => Tell(e.ExceptionObject);
        }
    }

    /// <summary>
    /// Refuses to start what was built in another copy of the repository: the paths of the programs are built in, and a copied folder would run
    /// the programs of the one that it was copied from.
    /// </summary>
    /// <exception cref="DistributedApplicationException">This program lies in another copy than the one that it was built in.</exception>
    public static void RefuseForeignBuild(this IDistributedApplicationBuilder builder)
    {
        var built = Path.GetDirectoryName(builder.AppHostDirectory)!;
        var lies = AppContext.BaseDirectory;
        while (lies is not null && !File.Exists(Path.Combine(lies, "TimurApiConnect.sln")))
        {
            lies = Path.GetDirectoryName(lies);
        }

        if (lies is not null && lies != built)
        {
            throw new DistributedApplicationException(
                $"This was built in {built} and lies in {lies}: it would run the programs of the former. Start it without --no-build; then it is built here."
            );
        }
    }

    private static void Tell(object exception)
    {
        var cause = exception as Exception;
        while (cause is not null and not DistributedApplicationException)
        {
            cause = cause.InnerException;
        }

        if (cause is not null)
        {
            Console.Error.WriteLine(cause.Message);
#pragma warning disable RS0030 // There is no way back to Main from here, and the runtime would abort with 134.
            Environment.Exit(1);
#pragma warning restore RS0030
        }
    }
}
