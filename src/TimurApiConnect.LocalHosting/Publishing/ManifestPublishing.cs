using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.Publishing;

/// <summary>What <c>--publisher manifest --output-path FILE</c> does; every other publisher is in Aspire's packages.</summary>
internal static class ManifestPublishing
{
    private const string OutputPath = "output-path";

    /// <summary>Refuses what needs the packages.</summary>
    public static void Check(IConfiguration configuration)
    {
        if (configuration["publisher"] is not "manifest")
        {
            throw new DistributedApplicationException(
                "This AppHost was built without the Aspire packages: it writes a manifest (--publisher manifest --output-path FILE) and nothing else. Build it where the package feed serves Aspire.Hosting.AppHost, with -p:UseAspirePackages=true."
            );
        }

        if (string.IsNullOrEmpty(configuration[OutputPath]))
        {
            throw new DistributedApplicationException(
                "The '--output-path [path]' option was not specified even though '--publisher manifest' argument was used."
            );
        }
    }

    /// <summary>Writes the manifest and says where it is.</summary>
    public static async Task RunAsync(
        IServiceProvider services,
        CancellationToken cancellationToken
    )
    {
        var file = await ManifestWriter
            .WriteAsync(
                services.GetRequiredService<DistributedApplicationModel>(),
                services.GetRequiredService<DistributedApplicationExecutionContext>(),
                services.GetRequiredService<IConfiguration>()[OutputPath]!,
                cancellationToken
            )
            .ConfigureAwait(false);
        await Console.Out.WriteLineAsync($"Published manifest to: {file}").ConfigureAwait(false);
    }
}
