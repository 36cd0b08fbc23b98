namespace TimurApiConnect.ServiceDefaults;

/// <summary>Settings that older versions had: refused with what took their place, since a guess by likeness would be wrong or say nothing.</summary>
internal static class FormerSettings
{
    private static readonly Dictionary<string, string> Renamed = new(
        StringComparer.OrdinalIgnoreCase
    )
    {
        ["Publish:MostLostPercent"] = "Publish:MaxLostPercent",
        ["Orders:MostAttempts"] = "Orders:MaxAttempts",
        ["Guard:LeastCancelled"] = "Guard:MinCancelled",
        ["LogFile:MostMegabytes"] = "LogFile:MaxMegabytes",
    };

    private static readonly Dictionary<string, string> Gone = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Schedule:ParallelRuns"] =
            "each shop has an owner of its own, and as many compute at once as there are cores. Remove it.",
        ["Schedule:LeaseFor"] =
            "workers watch each other, Cluster:ProbeEvery says how often. Remove it.",
    };

    /// <summary>What to do about it; null when no version had such a setting.</summary>
    /// <param name="path">The setting's whole name.</param>
    public static string? SentenceOf(string path) =>
        Renamed.TryGetValue(path, out var now)
            ? $"{path} has another name since: write {now} in its place."
        : Gone.TryGetValue(path, out var why) ? $"{path} is no setting any more: {why}"
        : null;
}
