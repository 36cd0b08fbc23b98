namespace TimurApiConnect.AppHost;

/// <summary>
/// The switch <c>--containers</c>: Redis and PostgreSQL as containers, with volumes and passwords of their own, in place of the embedded servers.
/// </summary>
internal static class Containers
{
    private const string Switch = "--containers";
    private const string Setting = "Containers";

    /// <summary>The arguments with the switch as a setting: without a value it would swallow the argument behind it.</summary>
    public static string[] Arguments(string[] args) =>
        [.. args.Select(a => a == Switch ? $"--{Setting}=true" : a)];

    /// <summary>Whether containers are wanted.</summary>
    /// <exception cref="DistributedApplicationException">They are, and this AppHost was built without the packages that know them.</exception>
    public static bool AreWanted(IDistributedApplicationBuilder builder)
    {
        var wanted = builder.Configuration.GetValue(Setting, false);
#if !ASPIRE_PACKAGES
        if (wanted)
        {
            throw new DistributedApplicationException(
                $"{Switch} needs Docker and the Aspire packages, and this AppHost was built without the packages. Build it where the package feed serves Aspire.Hosting.AppHost, with -p:UseAspirePackages=true, or name servers of your own with --ConnectionStrings:database and --ConnectionStrings:cache."
            );
        }
#endif
        return wanted;
    }
}
