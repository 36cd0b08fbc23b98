namespace TimurApiConnect.AppHost;

/// <summary>
/// Which folders the services use. Deployed, those of the settings. While they run here: for log files the setting <c>LogFile:Folder</c>, else <c>logs</c> beside the solution;
/// for SKU mapping files <c>Rules:MappingFolder</c>, else <c>mapping</c> in the data folder.
/// </summary>
internal static class Folders
{
    public static IResourceBuilder<ProjectResource> WithFolders(
        this IResourceBuilder<ProjectResource> resource
    )
    {
        var builder = resource.ApplicationBuilder;
        var configuration = builder.Configuration;
        if (builder.ExecutionContext.IsPublishMode)
        {
            // The services' own defaults: in a container no files, since they would be lost with it.
            return resource
                .WithSetting("LogFile__Folder", configuration["LogFile:Folder"])
                .WithSetting("Rules__MappingFolder", configuration["Rules:MappingFolder"]);
        }

        return resource
            .WithFolder("LogFile__Folder", configuration["LogFile:Folder"] ?? "../logs")
            .WithFolder(
                "Rules__MappingFolder",
                configuration["Rules:MappingFolder"]
                    ?? Path.Combine(DataFolder.Of(builder), "mapping")
            );
    }

    private static IResourceBuilder<ProjectResource> WithFolder(
        this IResourceBuilder<ProjectResource> resource,
        string setting,
        string folder
    ) =>
        resource.WithEnvironment(
            setting,
            folder.Length == 0
                ? folder
                : Path.GetFullPath(
                    Path.Combine(resource.ApplicationBuilder.AppHostDirectory, folder)
                )
        );
}
