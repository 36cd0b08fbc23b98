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
    public static bool AreWanted(IDistributedApplicationBuilder builder) =>
        builder.Configuration.GetValue(Setting, false);
}
