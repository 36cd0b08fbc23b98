namespace TimurApiConnect.AppHost;

/// <summary>The real vendors: their addresses, and the tokens of the supplier accounts.</summary>
internal sealed record Vendors
{
    /// <summary>The supplier account of a shop that names none.</summary>
    public const string DefaultAccount = "main";

    private const string AlStyle = "https://api.al-style.kz/api/";
    private const string Kaspi = "https://kaspi.kz/shop/api/v2/";

    public required bool AreSimulated { get; init; }
    public required IReadOnlyDictionary<
        string,
        IResourceBuilder<ParameterResource>
    > Tokens { get; init; }

    /// <summary>
    /// Whether no supplier account has a token, so that the sandbox stands in for the vendors. Never in what is published, which is told the
    /// tokens when it is deployed.
    /// </summary>
    public static bool AreSimulatedIn(IDistributedApplicationBuilder builder) =>
        builder.ExecutionContext.IsRunMode
        && !Accounts(builder).Any(account => builder.HasParameter(TokenOf(account)));

    public static Vendors Read(IDistributedApplicationBuilder builder)
    {
        var simulated = AreSimulatedIn(builder);
        return new Vendors
        {
            AreSimulated = simulated,
            // Once one account has a token, an account without one is a mistake, and Aspire asks for the value.
            Tokens = simulated
                ? new Dictionary<string, IResourceBuilder<ParameterResource>>(
                    StringComparer.Ordinal
                )
                : Accounts(builder)
                    .ToDictionary(
                        account => account,
                        account =>
                            builder
                                .AddParameter(TokenOf(account), secret: true)
                                .WithDescription(
                                    $"The token of the supplier account '{account}' at Al-Style."
                                ),
                        StringComparer.Ordinal
                    ),
        };
    }

    public static string Interval(IConfiguration configuration, string otherwise) =>
        configuration["AlStyle:Interval"] is { Length: > 0 } given ? given : otherwise;

    public static string AlStyleAddress(IConfiguration configuration) =>
        configuration["AlStyle:BaseUrl"] is { Length: > 0 } given ? given : AlStyle;

    public static string KaspiAddress(IConfiguration configuration) =>
        configuration["Kaspi:BaseUrl"] is { Length: > 0 } given ? given : Kaspi;

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
}

/// <summary>Tells the worker where the vendors are.</summary>
internal static class VendorsExtensions
{
    public static IResourceBuilder<ProjectResource> WithVendors(
        this IResourceBuilder<ProjectResource> worker,
        Vendors vendors
    )
    {
        var configuration = worker.ApplicationBuilder.Configuration;
        foreach (var (account, token) in vendors.Tokens)
        {
            worker.WithEnvironment($"AlStyle__Accounts__{account}__Token", token);
        }

        return worker
            .WithEnvironment("AlStyle__BaseUrl", Vendors.AlStyleAddress(configuration))
            .WithEnvironment("AlStyle__Interval", Vendors.Interval(configuration, "00:00:05"))
            .WithEnvironment("Kaspi__BaseUrl", Vendors.KaspiAddress(configuration));
    }
}
