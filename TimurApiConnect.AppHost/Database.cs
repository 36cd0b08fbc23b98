namespace TimurApiConnect.AppHost;

/// <summary>The database as a file: a resource without a process.</summary>
/// <param name="name">The name in the model.</param>
/// <param name="file">The whole path of the file.</param>
internal sealed class SqliteResource(string name, string file)
    : Resource(name),
        IResourceWithConnectionString
{
    /// <summary>The whole path of the file.</summary>
    public string File => file;

    /// <inheritdoc/>
    public ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create($"Data Source={file}");
}

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

        return builder.HasConnectionString(name)
            ? builder.AddConnectionString(name)
            : builder.AddSqlite(name, Path.Combine(DataFolder.Make(builder), "timur.db"));
    }

    /// <summary>Whether somebody else runs this server.</summary>
    public static bool HasConnectionString(
        this IDistributedApplicationBuilder builder,
        string name
    ) => !string.IsNullOrEmpty(builder.Configuration.GetConnectionString(name));

    private static IResourceBuilder<SqliteResource> AddSqlite(
        this IDistributedApplicationBuilder builder,
        string name,
        string file
    )
    {
        var resource = new SqliteResource(name, file);
        return builder
            .AddResource(resource)
            .WithInitialState(
                new CustomResourceSnapshot
                {
                    ResourceType = "SQLite",
                    State = KnownResourceStates.Running,
                    CreationTimeStamp = DateTime.UnixEpoch,
                    Properties =
                    [
                        new ResourcePropertySnapshot(CustomResourceKnownProperties.Source, file),
                    ],
                }
            )
            .WithIconName("Database")
            .WithBackup();
    }
}
