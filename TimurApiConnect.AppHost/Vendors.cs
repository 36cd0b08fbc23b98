using System.Net.Sockets;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace TimurApiConnect.AppHost;

/// <summary>The vendors: where they are, and the tokens of the supplier accounts.</summary>
internal sealed record Vendors
{
    /// <summary>The supplier account of a shop that names none.</summary>
    public const string DefaultAccount = "main";

    public required bool AreSimulated { get; init; }
    public required Uri AlStyle { get; init; }
    public required Uri Kaspi { get; init; }

    /// <summary>At least this much time between two requests of one token.</summary>
    public required string Interval { get; init; }
    public required IReadOnlyDictionary<
        string,
        IResourceBuilder<ParameterResource>
    > Tokens { get; init; }

    /// <summary>
    /// Whether there is neither a shop nor a token in the settings, so that the sandbox stands in for the vendors. Never in what is published, which
    /// is told the tokens when it is deployed.
    /// </summary>
    public static bool AreSimulatedIn(IDistributedApplicationBuilder builder) =>
        builder.ExecutionContext.IsRunMode
        && !builder.Configuration.GetSection("Shops").GetChildren().Any()
        && !builder.HasParameter(TokenOf(DefaultAccount));

    public static Vendors Read(IDistributedApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        if (AreSimulatedIn(builder))
        {
            var sandbox = new Uri($"http://localhost:{Sandbox.Port(builder)}");
            return new Vendors
            {
                AreSimulated = true,
                AlStyle = new Uri(sandbox, "/api/"),
                Kaspi = new Uri(sandbox, "/shop/api/v2/"),
                Interval = IntervalOf(configuration, Sandbox.Interval),
                Tokens = new Dictionary<string, IResourceBuilder<ParameterResource>>(
                    StringComparer.Ordinal
                ),
            };
        }

        return new Vendors
        {
            AreSimulated = false,
            AlStyle = Address(configuration, "AlStyle:BaseUrl", "https://api.al-style.kz/api/"),
            Kaspi = Address(configuration, "Kaspi:BaseUrl", "https://kaspi.kz/shop/api/v2/"),
            Interval = IntervalOf(configuration, "00:00:05"),
            Tokens = Accounts(builder)
                .ToDictionary(
                    account => account,
                    account => builder.AddSupplierToken(account, TokenOf(account)),
                    StringComparer.Ordinal
                ),
        };
    }

    private static string IntervalOf(IConfiguration configuration, string otherwise) =>
        configuration["AlStyle:Interval"] is { Length: > 0 } given ? given : otherwise;

    private static string TokenOf(string account) => $"{account}-alstyle-token";

    private static string[] Accounts(IDistributedApplicationBuilder builder) =>
        [
            .. builder
                .Configuration.GetSection("Shops")
                .GetChildren()
                .Select(shop => shop["Supplier"] is { Length: > 0 } name ? name : DefaultAccount)
                .DefaultIfEmpty(DefaultAccount)
                .Distinct(StringComparer.Ordinal),
        ];

    private static Uri Address(IConfiguration configuration, string setting, string otherwise)
    {
        var given = configuration[setting] is { Length: > 0 } text ? text : otherwise;
        return
            Uri.TryCreate(given, UriKind.Absolute, out var address)
            && address.Scheme is "http" or "https"
            ? address
            : throw new DistributedApplicationException(
                $"{setting} is \"{given}\". Write a whole address, such as {otherwise}."
            );
    }
}

/// <summary>Shows the vendors, and tells the worker where they are.</summary>
internal static class VendorsExtensions
{
    /// <summary>The vendors as external services. Their health is whether they take a connection: a request would cost one of those that they allow.</summary>
    public static IReadOnlyList<IResourceBuilder<ExternalServiceResource>> AddVendors(
        this IDistributedApplicationBuilder builder,
        Vendors vendors
    ) =>
        builder.ExecutionContext.IsPublishMode
            ? []
            :
            [
                builder.AddVendor(ResourceNames.AlStyle, vendors.AlStyle, "BuildingFactory"),
                builder.AddVendor(ResourceNames.Kaspi, vendors.Kaspi, "BuildingShop"),
            ];

    public static IResourceBuilder<ProjectResource> WithVendors(
        this IResourceBuilder<ProjectResource> worker,
        Vendors vendors,
        IEnumerable<IResourceBuilder<ExternalServiceResource>> services
    )
    {
        foreach (var (account, token) in vendors.Tokens)
        {
            worker.WithEnvironment($"AlStyle__Accounts__{account}__Token", token);
        }

        foreach (var service in services)
        {
            worker.WithReferenceRelationship(service);
        }

        return worker
            .WithEnvironment("AlStyle__BaseUrl", vendors.AlStyle.AbsoluteUri)
            .WithEnvironment("AlStyle__Interval", vendors.Interval)
            .WithEnvironment("Kaspi__BaseUrl", vendors.Kaspi.AbsoluteUri);
    }

    private static IResourceBuilder<ExternalServiceResource> AddVendor(
        this IDistributedApplicationBuilder builder,
        string name,
        Uri address,
        string icon
    )
    {
        // Behind a proxy nothing else can be reached directly.
        var asked = Uri.TryCreate(
            builder.Configuration["Outbound:Proxy"],
            UriKind.Absolute,
            out var proxy
        )
            ? proxy
            : address;
        return builder
            .AddExternalService(name, address.GetLeftPart(UriPartial.Authority) + "/")
            .WithIconName(icon)
            .WithTcpCheck($"{name}_reachable", stopping => ReachAsync(asked, stopping));
    }

    private static async Task<HealthCheckResult> ReachAsync(Uri address, CancellationToken stopping)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, stopping);
        return HealthCheckResult.Healthy(
            $"{address.Host}:{address.Port} takes connections. How calls go: GET /api/status."
        );
    }
}
