namespace TimurApiConnect.AppHost;

/// <summary>Where the services write their log files while they run here: setting <c>LogFile:Folder</c>, else <c>logs</c> beside the solution.</summary>
internal static class LogFiles
{
    public static IResourceBuilder<ProjectResource> WithLogFiles(
        this IResourceBuilder<ProjectResource> resource
    )
    {
        var builder = resource.ApplicationBuilder;
        if (builder.ExecutionContext.IsPublishMode)
        {
            return resource;
        }

        var folder = builder.Configuration["LogFile:Folder"] ?? Path.Combine("..", "logs");
        return resource.WithEnvironment(
            "LogFile__Folder",
            folder.Length == 0
                ? folder
                : Path.GetFullPath(Path.Combine(builder.AppHostDirectory, folder))
        );
    }
}
