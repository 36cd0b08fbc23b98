using TimurApiConnect.AppHost.Restarts;

namespace TimurApiConnect.AppHost;

/// <summary>The simulated vendors, and the shop that is shown with them.</summary>
internal static class Sandbox
{
    /// <summary>Al-Style asks for 5 s between requests; with 1 s a demonstration shows something before it is over.</summary>
    public const string Interval = "00:00:01";

    // Not secrets: the sandbox takes what it is told to take.
    private const string AlStyleToken = "sandbox-alstyle-token-0000000000";
    private const string KaspiToken = "c2FuZGJveC1rYXNwaS10b2tlbi0wMDAwMDAwMDAwMDA=";
    private const string PortSetting = "Sandbox:Port";
    private const int DefaultPort = 5170;

    public static ShopSettings DemoShop { get; } =
        new()
        {
            Key = "demo",
            Name = "Demo shop",
            MerchantId = "Demo",
        };

    public static int Port(IDistributedApplicationBuilder builder) =>
        Ports.Of(builder, PortSetting, DefaultPort);

    /// <summary>Adds the sandbox, and makes it the vendors that the worker talks to.</summary>
    public static void AddSandbox(
        this IDistributedApplicationBuilder builder,
        Vendors vendors,
        IReadOnlyList<IResourceBuilder<ExternalServiceResource>> services,
        IResourceBuilder<ProjectResource> gateway,
        IResourceBuilder<ProjectResource> worker
    )
    {
        var configuration = builder.Configuration;
        var sandbox = builder
            .AddProject<Projects.TimurApiConnect_Sandbox>(ResourceNames.Sandbox)
            .WithPort("http", PortSetting, DefaultPort)
            .WithEnvironment("Sandbox__AlStyle__Token", AlStyleToken)
            .WithEnvironment("Sandbox__AlStyle__Interval", vendors.Interval)
            .WithEnvironment("Sandbox__AlStyle__Goods", configuration["Sandbox:Goods"] ?? "7000")
            .WithEnvironment("Sandbox__Kaspi__Token", KaspiToken)
            .WithEnvironment(
                "Sandbox__Kaspi__PriceListUrl",
                ReferenceExpression.Create(
                    $"{gateway.GetEndpoint("http")}{Links.PriceList(DemoShop)}"
                )
            )
            .WithHttpHealthCheck("/health")
            .WithIconName("Beaker")
            .WithFaultCommands()
            .WithSandboxLinks()
            .WithAutomaticRestart();
        foreach (var service in services)
        {
            service.WithParentRelationship(sandbox);
        }

        worker
            .WithEnvironment($"AlStyle__Accounts__{Vendors.DefaultAccount}__Token", AlStyleToken)
            .WithEnvironment($"Shops__{DemoShop.Key}__KaspiToken", KaspiToken)
            .WaitFor(sandbox);
    }
}
