namespace TimurApiConnect.AppHost;

/// <summary>A shop as the AppHost's settings describe it, section <c>Shops:key</c>; its secrets are parameters.</summary>
internal sealed record ShopSettings
{
    public string? Name { get; init; }
    public string? MerchantId { get; init; }
    public string? Supplier { get; init; }
    public string? RulesFile { get; init; }
    public string? FeedLogin { get; init; }
    public string? KaspiMerchantUid { get; init; }

    /// <summary>The key, which names the shop in addresses and in parameters.</summary>
    public string Key { get; init; } = "";

    public IResourceBuilder<ParameterResource>? KaspiToken { get; init; }
    public IResourceBuilder<ParameterResource>? FeedPassword { get; init; }

    /// <summary>The shops of the settings; the demo shop alone while the vendors are simulated.</summary>
    public static IReadOnlyList<ShopSettings> Read(IDistributedApplicationBuilder builder)
    {
        var shops = builder.Configuration.GetSection("Shops").GetChildren().ToArray();
        if (Vendors.AreSimulatedIn(builder))
        {
            return [Sandbox.DemoShop];
        }

        if (builder.ExecutionContext.IsPublishMode && shops.Length == 0)
        {
            throw new DistributedApplicationException(
                "There is no shop to publish. Give each shop its settings, such as Shops:myshop:Name and Shops:myshop:MerchantId, in TimurApiConnect.AppHost/appsettings.json or in the environment; see docs/deployment.md."
            );
        }

        return
        [
            .. shops.Select(shop =>
                (shop.Get<ShopSettings>() ?? new()) with
                {
                    Key = shop.Key,
                    KaspiToken = builder.AddKaspiToken(shop.Key),
                    // The two go together: a password without a login is refused.
                    FeedPassword =
                        builder.ExecutionContext.IsPublishMode
                        && string.IsNullOrEmpty(shop["FeedLogin"])
                            ? null
                            : builder.AddFeedPassword(shop.Key),
                }
            ),
        ];
    }
}

/// <summary>Passes the shops on.</summary>
internal static class ShopSettingsExtensions
{
    public static IResourceBuilder<T> WithShops<T>(
        this IResourceBuilder<T> resource,
        IEnumerable<ShopSettings> shops
    )
        where T : IResourceWithEnvironment
    {
        foreach (var shop in shops)
        {
            var prefix = $"Shops__{shop.Key}__";
            resource
                .WithSetting(prefix + "Name", shop.Name)
                .WithSetting(prefix + "MerchantId", shop.MerchantId)
                .WithSetting(prefix + "Supplier", shop.Supplier ?? Vendors.DefaultAccount)
                .WithSetting(prefix + "RulesFile", shop.RulesFile)
                .WithSetting(prefix + "FeedLogin", shop.FeedLogin)
                .WithSecret(prefix + "FeedPassword", shop.FeedPassword);
        }

        return resource;
    }

    /// <summary>Passes the shops' Kaspi tokens on, to whoever asks Kaspi and to nobody else.</summary>
    public static IResourceBuilder<T> WithKaspiTokens<T>(
        this IResourceBuilder<T> resource,
        IEnumerable<ShopSettings> shops
    )
        where T : IResourceWithEnvironment
    {
        foreach (var shop in shops)
        {
            var prefix = $"Shops__{shop.Key}__";
            resource
                .WithSecret(prefix + "KaspiToken", shop.KaspiToken)
                .WithSetting(prefix + "KaspiMerchantUid", shop.KaspiMerchantUid);
        }

        return resource;
    }

    /// <summary>Passes the AppHost's settings of these sections on, where it has any; the services have their own defaults.</summary>
    public static IResourceBuilder<T> WithSections<T>(
        this IResourceBuilder<T> resource,
        params IEnumerable<string> sections
    )
        where T : IResourceWithEnvironment
    {
        var configuration = resource.ApplicationBuilder.Configuration;
        foreach (var setting in sections.SelectMany(s => configuration.GetSection(s).GetChildren()))
        {
            resource.WithSetting(setting.Path.Replace(":", "__"), setting.Value);
        }

        return resource;
    }

    public static IResourceBuilder<T> WithSetting<T>(
        this IResourceBuilder<T> resource,
        string name,
        string? value
    )
        where T : IResourceWithEnvironment =>
        string.IsNullOrEmpty(value) ? resource : resource.WithEnvironment(name, value);
}
