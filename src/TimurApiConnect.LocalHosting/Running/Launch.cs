using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Running;

/// <summary>The command of a process.</summary>
internal static class Launch
{
    public static (string Command, IReadOnlyList<string> Arguments, string Folder) Of(
        IResource resource
    ) =>
        resource switch
        {
            ProjectResource project => Of(project),
            DotnetToolResource tool => Of(tool, Commands.DotNet()),
            ExecutableResource executable => Of(executable),
            _ => throw new DistributedApplicationException(
                $"'{resource.Name}' is nothing that can be launched."
            ),
        };

    // Aspire runs "dotnet run --project P --no-launch-profile --no-build --configuration C". The process that comes of
    // it is the one started here: the same assembly, in the project's folder, with the same environment. Without the
    // detour each start is a second faster, and the process has no parent in between that would swallow signals.
    private static (string, IReadOnlyList<string>, string) Of(ProjectResource project)
    {
        var metadata = project.Annotations.OfType<IProjectMetadata>().Single();
        if (metadata is not IBuiltProject built)
        {
            throw new DistributedApplicationException(
                $"The AppHost was built without the path of the assembly of {metadata.ProjectPath}. Build it again."
            );
        }

        return File.Exists(built.AssemblyPath)
            ? (
                Commands.DotNet(),
                [built.AssemblyPath],
                Path.GetDirectoryName(metadata.ProjectPath)!
            )
            : throw new DistributedApplicationException(
                $"{built.AssemblyPath} is missing. Build it: dotnet build {metadata.ProjectPath}"
            );
    }

    /// <summary>How a .NET tool is run by that dotnet command.</summary>
    public static (string, IReadOnlyList<string>, string) Of(
        DotnetToolResource tool,
        string dotnet
    ) =>
        Commands.HasSdk(dotnet)
            ? (dotnet, [.. tool.ExecArguments()], Directory.GetCurrentDirectory())
            : throw new DistributedApplicationException(
                $"There is no .NET SDK beside {dotnet}, and '{tool.Name}' is a .NET tool, which only the SDK can run. Install the .NET SDK 10."
            );

    private static (string, IReadOnlyList<string>, string) Of(ExecutableResource executable)
    {
        var command =
            Commands.Find(executable.Command)
            ?? throw new DistributedApplicationException(
                $"The command '{executable.Command}' was not found. Install it, or put its folder on PATH."
            );
        return Directory.Exists(executable.WorkingDirectory)
            ? (command, [], executable.WorkingDirectory)
            : throw new DistributedApplicationException(
                $"The folder {executable.WorkingDirectory} does not exist."
            );
    }
}
