namespace TimurApiConnect.AppHost;

/// <summary>Secrets as parameters. What must be there is asked for in the dashboard while it is missing.</summary>
internal static class Parameters
{
    /// <summary>The token of a supplier account: nothing works without it.</summary>
    public static IResourceBuilder<ParameterResource> AddSupplierToken(
        this IDistributedApplicationBuilder builder,
        string account,
        string name
    ) =>
        builder
            .AddParameter(name, secret: true)
            .Described(
                $"Al-Style token of {account}",
                $"The token of the supplier account **{account}**: [b2bportal.al-style.kz](https://b2bportal.al-style.kz), page *Integrations*. The worker waits for it."
            );

    /// <summary>A shop's token at Kaspi: without it the shop's orders are not read.</summary>
    public static IResourceBuilder<ParameterResource>? AddKaspiToken(
        this IDistributedApplicationBuilder builder,
        string shop
    ) =>
        builder
            .AddOptionalSecret($"{shop}-kaspi-token")
            ?.Described(
                $"Kaspi token of {shop}",
                $"The token of the shop **{shop}**: [kaspi.kz/mc](https://kaspi.kz/mc), *Настройки → Токен API*. While it is empty the shop's orders are not read. After a change restart `sync-worker`."
            );

    /// <summary>The password of a shop's price list.</summary>
    public static IResourceBuilder<ParameterResource>? AddFeedPassword(
        this IDistributedApplicationBuilder builder,
        string shop
    ) =>
        builder
            .AddOptionalSecret($"{shop}-feed-password")
            ?.Described(
                $"Price list password of {shop}",
                $"What Kaspi gives with the login of the price list of **{shop}**; make it long and random: `openssl rand -hex 16`. After a change restart `gateway`."
            );

    /// <summary>The first key of the gateway's API.</summary>
    public static IResourceBuilder<ParameterResource>? AddFirstKey(
        this IDistributedApplicationBuilder builder,
        string name
    ) =>
        builder
            .AddOptionalSecret(name)
            ?.Described(
                "Gateway API key",
                "The first key of the API, with all rights; the dashboard's commands use it. Make one: `openssl rand -hex 32`. After a change restart `gateway`."
            );

    /// <summary>Whether a parameter has a value, under either of the two names it can have.</summary>
    public static bool HasParameter(this IDistributedApplicationBuilder builder, string name) =>
        !string.IsNullOrEmpty(builder.Configuration[$"Parameters:{name}"])
        || !string.IsNullOrEmpty(builder.Configuration[$"Parameters:{name.Replace('-', '_')}"]);

    /// <summary>Sets a variable from a secret, if there is one.</summary>
    public static IResourceBuilder<T> WithSecret<T>(
        this IResourceBuilder<T> resource,
        string name,
        IResourceBuilder<ParameterResource>? value
    )
        where T : IResourceWithEnvironment =>
        value is null ? resource : resource.WithEnvironment(name, value);

    // To Aspire a parameter without a value is an error, and what needs it waits. In what is published it is always there: the value is given when
    // it is deployed.
    private static IResourceBuilder<ParameterResource>? AddOptionalSecret(
        this IDistributedApplicationBuilder builder,
        string name
    ) =>
        builder.ExecutionContext.IsPublishMode || builder.HasParameter(name)
            ? builder.AddParameter(name, secret: true)
            : null;

    private static IResourceBuilder<ParameterResource> Described(
        this IResourceBuilder<ParameterResource> parameter,
        string label,
        string markdown
    ) =>
        parameter
            .WithDescription(markdown, enableMarkdown: true)
            .WithCustomInput(p => new InteractionInput
            {
                Name = p.Name,
                InputType = InputType.SecretText,
                Label = label,
                Description = markdown,
                EnableDescriptionMarkdown = true,
                Required = true,
            });
}
