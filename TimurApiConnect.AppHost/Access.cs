using Microsoft.Extensions.Hosting;

namespace TimurApiConnect.AppHost;

/// <summary>Who may use the gateway's API.</summary>
internal static class Access
{
    /// <summary>The parameter that is the first key.</summary>
    public const string FirstKey = "gateway-api-key";

    /// <summary>
    /// The parameter <c>gateway-api-key</c> is the first key, where it is given. A demonstration with simulated vendors needs none: it opens
    /// to this machine, in Development only. Else the gateway makes a key at its first start and prints it.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithAccess(
        this IResourceBuilder<ProjectResource> gateway,
        bool isDemonstration
    )
    {
        var builder = gateway.ApplicationBuilder;
        if (builder.AddFirstKey(FirstKey) is { } key)
        {
            gateway.WithEnvironment("Access__BootstrapKey", key);
        }
        else if (
            isDemonstration
            && builder.ExecutionContext.IsRunMode
            && builder.Environment.IsDevelopment()
        )
        {
            gateway.WithEnvironment("Access__Mode", "open-on-loopback");
        }

        return gateway.WithSections("Access");
    }
}
