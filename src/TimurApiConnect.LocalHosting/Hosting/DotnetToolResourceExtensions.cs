using System.Diagnostics.CodeAnalysis;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.ApplicationModel
{
    /// <summary>A .NET tool, which <c>dotnet tool exec</c> fetches and runs.</summary>
    [Experimental("ASPIREDOTNETTOOL")]
    public class DotnetToolResource(string name, string packageId)
        : ExecutableResource(name, "dotnet", "")
    {
        internal string PackageId { get; set; } = packageId;
        internal string? Version { get; set; }
        internal bool Prerelease { get; set; }
        internal List<string> Sources { get; } = [];
        internal bool IgnoreExistingFeeds { get; set; }
        internal bool IgnoreFailedSources { get; set; }

        internal IEnumerable<string> ExecArguments()
        {
            List<string> command = ["tool", "exec", PackageId];
            foreach (var source in Sources)
            {
                command.AddRange([IgnoreExistingFeeds ? "--source" : "--add-source", source]);
            }

            if (IgnoreFailedSources)
            {
                command.Add("--ignore-failed-sources");
            }

            if (Version is not null)
            {
                command.AddRange(["--version", Version]);
            }
            else if (Prerelease)
            {
                command.Add("--prerelease");
            }

            return [.. command, "--yes", "--"];
        }
    }
}

namespace Aspire.Hosting
{
    /// <summary>Adds .NET tools.</summary>
    [Experimental("ASPIREDOTNETTOOL")]
    public static class DotnetToolResourceExtensions
    {
        /// <summary>Adds the tool of that package.</summary>
        public static IResourceBuilder<DotnetToolResource> AddDotnetTool(
            this IDistributedApplicationBuilder builder,
            string name,
            string packageId
        ) => builder.AddDotnetTool(new DotnetToolResource(name, packageId));

        /// <summary>Adds that tool.</summary>
        public static IResourceBuilder<T> AddDotnetTool<T>(
            this IDistributedApplicationBuilder builder,
            T resource
        )
            where T : DotnetToolResource => builder.AddResource(resource);

        /// <summary>Takes another package.</summary>
        public static IResourceBuilder<T> WithToolPackage<T>(
            this IResourceBuilder<T> builder,
            string packageId
        )
            where T : DotnetToolResource => builder.Set(t => t.PackageId = packageId);

        /// <summary>Takes that version.</summary>
        public static IResourceBuilder<T> WithToolVersion<T>(
            this IResourceBuilder<T> builder,
            string version
        )
            where T : DotnetToolResource => builder.Set(t => t.Version = version);

        /// <summary>Takes the newest version, finished or not.</summary>
        public static IResourceBuilder<T> WithToolPrerelease<T>(this IResourceBuilder<T> builder)
            where T : DotnetToolResource => builder.Set(t => t.Prerelease = true);

        /// <summary>Looks there too.</summary>
        public static IResourceBuilder<T> WithToolSource<T>(
            this IResourceBuilder<T> builder,
            string source
        )
            where T : DotnetToolResource => builder.Set(t => t.Sources.Add(source));

        /// <summary>Looks at the named sources only.</summary>
        public static IResourceBuilder<T> WithToolIgnoreExistingFeeds<T>(
            this IResourceBuilder<T> builder
        )
            where T : DotnetToolResource => builder.Set(t => t.IgnoreExistingFeeds = true);

        /// <summary>Goes on when a source does not answer.</summary>
        public static IResourceBuilder<T> WithToolIgnoreFailedSources<T>(
            this IResourceBuilder<T> builder
        )
            where T : DotnetToolResource => builder.Set(t => t.IgnoreFailedSources = true);

        private static IResourceBuilder<T> Set<T>(
            this IResourceBuilder<T> builder,
            Action<T> change
        )
            where T : DotnetToolResource
        {
            change(builder.Resource);
            return builder;
        }
    }
}
