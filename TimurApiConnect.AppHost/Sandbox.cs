namespace TimurApiConnect.AppHost;

/// <summary>The simulated vendors, and the shop that is shown with them.</summary>
internal static class Sandbox
{
    // Not secrets: the sandbox takes what it is told to take.
    private const string AlStyleToken = "sandbox-alstyle-token-0000000000";
    private const string KaspiToken = "c2FuZGJveC1rYXNwaS10b2tlbi0wMDAwMDAwMDAwMDA=";

    // Al-Style asks for 5 s between requests; with 1 s a demonstration shows something before it is over.
    private const string Interval = "00:00:01";

    public static ShopSettings DemoShop { get; } =
        new()
        {
            Key = "demo",
            Name = "Demo shop",
            MerchantId = "Demo",
        };

    public static IResourceBuilder<ProjectResource> WithSimulatedVendors(
        this IResourceBuilder<ProjectResource> sandbox,
        EndpointReference gateway
    )
    {
        var configuration = sandbox.ApplicationBuilder.Configuration;
        return sandbox
            .WithEnvironment("Sandbox__AlStyle__Token", AlStyleToken)
            .WithEnvironment(
                "Sandbox__AlStyle__Interval",
                Vendors.Interval(configuration, Interval)
            )
            .WithEnvironment("Sandbox__AlStyle__Goods", configuration["Sandbox:Goods"] ?? "7000")
            .WithEnvironment("Sandbox__Kaspi__Token", KaspiToken)
            .WithEnvironment(
                "Sandbox__Kaspi__PriceListUrl",
                ReferenceExpression.Create($"{gateway}/feeds/{DemoShop.Key}/kaspi.xml")
            );
    }

    public static IResourceBuilder<ProjectResource> WithVendors(
        this IResourceBuilder<ProjectResource> worker,
        EndpointReference sandbox
    ) =>
        worker
            .WithEnvironment("AlStyle__BaseUrl", ReferenceExpression.Create($"{sandbox}/api/"))
            .WithEnvironment(
                "AlStyle__Interval",
                Vendors.Interval(worker.ApplicationBuilder.Configuration, Interval)
            )
            .WithEnvironment($"AlStyle__Accounts__{Vendors.DefaultAccount}__Token", AlStyleToken)
            .WithEnvironment(
                "Kaspi__BaseUrl",
                ReferenceExpression.Create($"{sandbox}/shop/api/v2/")
            )
            .WithEnvironment($"Shops__{DemoShop.Key}__KaspiToken", KaspiToken);
}
