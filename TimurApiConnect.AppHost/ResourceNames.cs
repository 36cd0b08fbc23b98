namespace TimurApiConnect.AppHost;

/// <summary>The names of the resources: in the model, in the dashboard, and in the tests.</summary>
internal static class ResourceNames
{
    public const string AlStyle = "al-style";
    public const string Cache = "cache";
    public const string CacheServer = "cache-server";
    public const string Database = "database";
    public const string Gateway = "gateway";
    public const string Kaspi = "kaspi";
    public const string Sandbox = "sandbox";
    public const string SyncWorker = "sync-worker";
}
