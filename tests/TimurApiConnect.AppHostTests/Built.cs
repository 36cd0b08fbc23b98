namespace TimurApiConnect.AppHostTests;

/// <summary>The programs, where the build puts them.</summary>
internal static class Built
{
    public static string Program(string project) =>
        Path.Combine(
            Path.GetDirectoryName(Projects.TimurApiConnect_AppHost.ProjectPath)!,
            "artifacts",
            "bin",
            project,
            // Release or Debug, as these tests.
            new DirectoryInfo(AppContext.BaseDirectory).Name,
            $"{project}.dll"
        );
}
