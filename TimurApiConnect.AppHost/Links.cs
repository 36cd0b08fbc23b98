namespace TimurApiConnect.AppHost;

/// <summary>The links that the dashboard shows: what people want to open, by name. Bare addresses stand in the details.</summary>
internal static class Links
{
    /// <summary>The path of a shop's price list.</summary>
    public static string PriceList(ShopSettings shop) => $"/feeds/{shop.Key}/kaspi.xml";

    public static IResourceBuilder<ProjectResource> WithGatewayLinks(
        this IResourceBuilder<ProjectResource> gateway,
        IReadOnlyList<ShopSettings> shops
    ) =>
        gateway.WithLinks([
            ("/docs", "API"),
            .. shops.Select(shop =>
                (
                    PriceList(shop),
                    shops.Count == 1 ? "Price list" : $"Price list of {shop.Name ?? shop.Key}"
                )
            ),
        ]);

    public static IResourceBuilder<ProjectResource> WithSandboxLinks(
        this IResourceBuilder<ProjectResource> sandbox
    ) => sandbox.WithLinks([("/", "Sandbox: goods, orders, faults")]);

    /// <summary>Without links: nobody but probes asks for anything here.</summary>
    public static IResourceBuilder<ProjectResource> WithoutLinks(
        this IResourceBuilder<ProjectResource> resource
    ) => resource.WithLinks([]);

    private static IResourceBuilder<ProjectResource> WithLinks(
        this IResourceBuilder<ProjectResource> resource,
        IReadOnlyList<(string Path, string Text)> links
    ) =>
        resource.WithUrls(context =>
        {
            foreach (var url in context.Urls)
            {
                url.DisplayLocation = UrlDisplayLocation.DetailsOnly;
            }

            var endpoint = context.GetEndpoint("http");
            if (endpoint is null)
            {
                return;
            }

            foreach (var (path, text) in links)
            {
                context.Urls.Add(
                    new ResourceUrlAnnotation
                    {
                        Url = path,
                        DisplayText = text,
                        Endpoint = endpoint,
                    }
                );
            }
        });
}
