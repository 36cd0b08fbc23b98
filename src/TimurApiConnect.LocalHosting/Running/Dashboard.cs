using System.Runtime.InteropServices;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.ResourceService;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Running;

/// <summary>The Aspire dashboard, which comes with the Aspire CLI. Everything works without it, only unseen.</summary>
internal static class Dashboard
{
    public const string Name = "aspire-dashboard";
    public const string CliVersion = "13.5.4";

    /// <summary>How a resource is tied to the dashboard: it is stopped before it, so that its last telemetry arrives.</summary>
    public const string Relationship = "Telemetry";

    private static string CliPackage =>
        $"@microsoft/aspire-cli-{System()}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";

    public static string HowToGet =>
        $"No Aspire CLI was found, so there is no dashboard. Get it with: npm install --prefix {Tools} {CliPackage}@{CliVersion}";

    private static string Tools =>
        Path.Combine(
            global::System.Environment.GetFolderPath(
                global::System.Environment.SpecialFolder.UserProfile
            ),
            ".timur-api-connect",
            "tools",
            "aspire-cli"
        );

    public static void AddTo(IDistributedApplicationBuilder builder, DashboardKeys keys)
    {
        if (FindCli(builder) is not { } cli)
        {
            return;
        }

        var frontend = Address(builder, "ASPNETCORE_URLS", "http://localhost:15180");
        var telemetry = Address(
            builder,
            "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL",
            "http://localhost:19180"
        );
        var dashboard = builder
            .AddExecutable(Name, cli, Folder())
            .WithArgs("dashboard", "run", "--non-interactive", "--nologo")
            .WithArgs("--frontend-url", Bare(frontend), "--otlp-grpc-url", Bare(telemetry))
            .WithArgs("--otlp-http-url", $"http://{telemetry.Host}:{telemetry.Port + 1}")
            .WithEnvironment("ASPIRE_CLI_TELEMETRY_OPTOUT", "true")
            .WithEnvironment("ASPIRE_DASHBOARD_TELEMETRY_OPTOUT", "true")
            // In the environment and not in the arguments, which every user of the machine can read.
            .WithEnvironment("DASHBOARD__FRONTEND__AUTHMODE", "BrowserToken")
            .WithEnvironment("DASHBOARD__FRONTEND__BROWSERTOKEN", keys.BrowserToken)
            .WithEnvironment("DASHBOARD__OTLP__AUTHMODE", "ApiKey")
            .WithEnvironment("DASHBOARD__OTLP__PRIMARYAPIKEY", keys.Telemetry)
            .WithEnvironment("DASHBOARD__API__AUTHMODE", "ApiKey")
            .WithEnvironment("DASHBOARD__API__PRIMARYAPIKEY", keys.Api)
            .WithEnvironment("DASHBOARD__RESOURCESERVICECLIENT__AUTHMODE", "ApiKey")
            .WithEnvironment("DASHBOARD__RESOURCESERVICECLIENT__APIKEY", keys.ResourceService)
            .WithEnvironment(
                ResourceServiceHost.AddressSetting,
                Bare(ResourceServiceHost.Address(builder.Configuration))
            )
            .WithHttpEndpoint(frontend.Port, name: "http")
            .WithEndpoint(telemetry.Port, scheme: "http", name: "otlp")
            .WithUrlForEndpoint("otlp", u => u.DisplayLocation = UrlDisplayLocation.DetailsOnly)
            .WithHttpHealthCheck("/");

        dashboard.WithAnnotation(new KeysAnnotation(keys));

        // First in the model, as Aspire has it.
        builder.Resources.Remove(dashboard.Resource);
        builder.Resources.Insert(0, dashboard.Resource);
        foreach (var project in builder.Resources.OfType<ProjectResource>())
        {
            project.Annotations.Add(
                new ResourceRelationshipAnnotation(dashboard.Resource, Relationship)
            );
        }
    }

    public static void AddTelemetry(
        EnvironmentCallbackContext context,
        IDistributedApplicationBuilder builder
    )
    {
        if (!builder.Resources.TryGetByName(Name, out var dashboard))
        {
            return;
        }

        var variables = context.EnvironmentVariables;
        variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = new EndpointReference(
            (IResourceWithEndpoints)dashboard,
            "otlp"
        );
        variables["OTEL_EXPORTER_OTLP_PROTOCOL"] = "grpc";
        variables["OTEL_EXPORTER_OTLP_HEADERS"] =
            $"{DashboardKeys.TelemetryHeader}={KeysOf(dashboard).Telemetry}";
        variables["OTEL_SERVICE_NAME"] = context.Resource.Name;
        variables["OTEL_RESOURCE_ATTRIBUTES"] = new InstanceAttributes();
        if (builder.Environment.IsDevelopment())
        {
            variables["OTEL_BLRP_SCHEDULE_DELAY"] = "1000";
            variables["OTEL_BSP_SCHEDULE_DELAY"] = "1000";
            variables["OTEL_METRIC_EXPORT_INTERVAL"] = "1000";
            variables["OTEL_TRACES_SAMPLER"] = "always_on";
            variables["OTEL_METRICS_EXEMPLAR_FILTER"] = "trace_based";
        }
    }

    /// <summary>The address that lets a browser in, once the dashboard has one.</summary>
    public static string LoginAddress(IResource dashboard) =>
        $"{new EndpointReference((IResourceWithEndpoints)dashboard, "http").Url}/login?t={KeysOf(dashboard).BrowserToken}";

    private static DashboardKeys KeysOf(IResource dashboard) =>
        dashboard.Annotations.OfType<KeysAnnotation>().Single().Keys;

    private static string? FindCli(IDistributedApplicationBuilder builder)
    {
        if (builder.Configuration["ASPIRE_CLI_PATH"] is { Length: > 0 } given)
        {
            return Commands.Find(given);
        }

        var unpacked = Path.Combine(
            Tools,
            "node_modules",
            CliPackage,
            "bin",
            OperatingSystem.IsWindows() ? "aspire.exe" : "aspire"
        );
        return File.Exists(unpacked) ? unpacked : Commands.Find("aspire");
    }

    // The CLI reads its settings from the folder it runs in; without this one it asks a package feed for updates.
    private static string Folder()
    {
        Directory.CreateDirectory(Tools);
        var settings = Path.Combine(Tools, "aspire.config.json");
        if (!File.Exists(settings))
        {
            File.WriteAllText(settings, """{"features":{"updateNotificationsEnabled":false}}""");
        }

        return Tools;
    }

    private static Uri Address(
        IDistributedApplicationBuilder builder,
        string setting,
        string otherwise
    ) =>
        new(
            builder
                .Configuration[setting]
                ?.Split(';')
                .FirstOrDefault(a => a.StartsWith("http://", StringComparison.Ordinal))
                ?? otherwise
        );

    private static string Bare(Uri address) => address.GetLeftPart(UriPartial.Authority);

    private static string System() =>
        OperatingSystem.IsWindows() ? "win"
        : OperatingSystem.IsMacOS() ? "osx"
        : "linux";

    private sealed record KeysAnnotation(DashboardKeys Keys) : IResourceAnnotation;
}
