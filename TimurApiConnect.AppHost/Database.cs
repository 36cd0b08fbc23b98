namespace TimurApiConnect.AppHost;

/// <summary>The database.</summary>
internal static class Database
{
    /// <summary>
    /// A SQLite file in the data folder, or what the setting <c>ConnectionStrings:database</c> says; PostgreSQL in a
    /// container with <c>--containers</c> and in what is published.
    /// </summary>
    public static IResourceBuilder<IResourceWithConnectionString> AddDatabase(
        this IDistributedApplicationBuilder builder,
        string name
    )
    {
        if (builder.ExecutionContext.IsPublishMode || Containers.AreWanted(builder))
        {
            return builder.AddPublishedDatabase(name);
        }

        if (builder.HasConnectionString(name))
        {
            return builder.AddConnectionString(name);
        }

        var file = Path.Combine(DataFolder.Of(builder), "timur.db");
        return builder.AddConnectionString(name, ReferenceExpression.Create($"Data Source={file}"));
    }
}

/// <summary>Servers that somebody else runs.</summary>
internal static class OwnServers
{
    public static bool HasConnectionString(
        this IDistributedApplicationBuilder builder,
        string name
    ) => !string.IsNullOrEmpty(builder.Configuration.GetConnectionString(name));
}

/// <summary>Where the product keeps what must outlive it: setting <c>Data:Folder</c>.</summary>
internal static class DataFolder
{
    public static string Of(IDistributedApplicationBuilder builder)
    {
        var folder = builder.Configuration["Data:Folder"] is { Length: > 0 } given
            ? given
            : Path.Combine("..", "data");
        var path = Path.GetFullPath(Path.Combine(builder.AppHostDirectory, folder));
        if (builder.ExecutionContext.IsRunMode)
        {
            Directory.CreateDirectory(path);
        }

        return path;
    }
}
