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
    /// Refuses to start what was built elsewhere: the paths of the programs are built in, and a copied folder would run the programs of the one that
    /// it was copied from.
    /// </summary>
    /// <exception cref="DistributedApplicationException">This program does not lie below the folder that it was built in.</exception>
    public static void RefuseForeignBuild(this IDistributedApplicationBuilder builder)
    {
        var root = Path.GetDirectoryName(builder.AppHostDirectory)! + Path.DirectorySeparatorChar;
        if (!AppContext.BaseDirectory.StartsWith(root, StringComparison.Ordinal))
        {
            throw new DistributedApplicationException(
                $"This was built in {root} and lies in {AppContext.BaseDirectory}: it would run the programs of that folder. Start it without --no-build; then it is built here."
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
