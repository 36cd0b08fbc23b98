namespace TimurApiConnect.IntegrationTests.Deployment;

/// <summary>The source tree that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>Debug or Release: what the tests were built as, and so the services.</summary>
    public static string Configuration { get; } =
        Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));

    public static string Project(string name) =>
        Path.Combine(Root, "src", $"TimurApiConnect.{name}", $"TimurApiConnect.{name}.csproj");

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "TimurApiConnect.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }
}
