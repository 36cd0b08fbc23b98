using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Running;

/// <summary>What the dashboard, its readers and the AppHost show each other; made anew at each start unless configured.</summary>
internal sealed record DashboardKeys(
    string BrowserToken,
    string Telemetry,
    string Api,
    string ResourceService
)
{
    public const string ResourceServiceHeader = "x-resource-service-api-key";
    public const string TelemetryHeader = "x-otlp-api-key";

    public IReadOnlyList<string> All => [BrowserToken, Telemetry, Api, ResourceService];

    public static DashboardKeys Of(IConfiguration configuration) =>
        new(
            Given(configuration["ASPIRE_DASHBOARD_FRONTEND_BROWSERTOKEN"]),
            Given(configuration["AppHost:OtlpApiKey"]),
            Given(configuration["AppHost:DashboardApiKey"]),
            Given(configuration["AppHost:ResourceService:ApiKey"])
        );

    /// <summary>Whether that is the key of the resource service. Takes the same time whatever it is.</summary>
    public bool IsResourceServiceKey(string? key) =>
        CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(key ?? "")),
            SHA256.HashData(Encoding.UTF8.GetBytes(ResourceService))
        );

    /// <summary>Without the values.</summary>
    public override string ToString() => nameof(DashboardKeys);

    private static string Given(string? configured) =>
        configured is { Length: > 0 }
            ? configured
            : Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
}
