using System.Net.Http.Json;
using System.Text;
using Microsoft.Extensions.DependencyInjection;

namespace TimurApiConnect.AppHost;

/// <summary>The gateway's buttons in the dashboard, and <c>dotnet aspire resource gateway …</c>. They exist only while the application runs.</summary>
internal static class GatewayCommands
{
    private const string Shop = "shop";
    private const string Kind = "kind";
    private const string AllShops = "all";

    public static IResourceBuilder<ProjectResource> WithGatewayCommands(
        this IResourceBuilder<ProjectResource> gateway,
        IReadOnlyList<ShopSettings> shops
    )
    {
        if (gateway.ApplicationBuilder.ExecutionContext.IsPublishMode)
        {
            return gateway;
        }

        return gateway
            .WithCommand(
                "sync-now",
                "Sync now",
                context => SyncAsync(gateway, shops, context),
                new CommandOptions
                {
                    Description =
                        "Asks for a run: reads the supplier, decides, publishes a new price list.",
                    IconName = "ArrowSync",
                    IsHighlighted = true,
                    Arguments =
                    [
                        new InteractionInput
                        {
                            Name = Shop,
                            Label = "Shop",
                            InputType = InputType.Choice,
                            Value = AllShops,
                            Options =
                            [
                                new(AllShops, "All shops"),
                                .. shops.Select(s => KeyValuePair.Create(s.Key, s.Name ?? s.Key)),
                            ],
                        },
                        new InteractionInput
                        {
                            Name = Kind,
                            Label = "What to read",
                            InputType = InputType.Choice,
                            Value = "fast",
                            Options =
                            [
                                new("fast", "Stock and prices: one request"),
                                new("full", "The whole catalogue: a request for each 250 goods"),
                            ],
                        },
                    ],
                    UpdateState = WhileHealthy,
                }
            )
            .WithHttpCommand(
                "/api/diagnostics",
                "Check connections",
                commandName: "check-connections",
                commandOptions: new HttpCommandOptions
                {
                    Description = "Examines the connections to Al-Style and Kaspi step by step.",
                    IconName = "Stethoscope",
                    ResultMode = HttpCommandResultMode.Auto,
                    PrepareRequest = context =>
                        AddKeyAsync(
                            gateway.ApplicationBuilder,
                            context.Request,
                            context.CancellationToken
                        ),
                }
            );
    }

    private static ResourceCommandState WhileHealthy(UpdateCommandStateContext context) =>
        context.ResourceSnapshot.HealthStatus
        is Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy
            ? ResourceCommandState.Enabled
            : ResourceCommandState.Disabled;

    private static async Task<ExecuteCommandResult> SyncAsync(
        IResourceBuilder<ProjectResource> gateway,
        IReadOnlyList<ShopSettings> shops,
        ExecuteCommandContext context
    )
    {
        var shop = context.Arguments.GetString(Shop) ?? AllShops;
        var kind = context.Arguments.GetString(Kind) ?? "fast";
        using var http = context
            .Services.GetRequiredService<IHttpClientFactory>()
            .CreateClient(nameof(GatewayCommands));
        var address = new Uri(new Uri(gateway.GetEndpoint("http").Url), "/api/sync");
        var answers = new StringBuilder();
        foreach (var key in shops.Select(s => s.Key).Where(k => shop is AllShops || k == shop))
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address);
            request.Content = JsonContent.Create(new { shop = key, kind });
            await AddKeyAsync(gateway.ApplicationBuilder, request, context.CancellationToken);
            using var answer = await http.SendAsync(request, context.CancellationToken);
            var text = await answer.Content.ReadAsStringAsync(context.CancellationToken);
            if (!answer.IsSuccessStatusCode)
            {
                return CommandResults.Failure(
                    $"{key}: the gateway answers {(int)answer.StatusCode}: {text}"
                );
            }

            answers.Append(answers.Length == 0 ? "[" : ",").Append(text);
        }

        return answers.Length == 0
            ? CommandResults.Failure(
                $"There is no shop '{shop}'; there are: {string.Join(", ", shops.Select(s => s.Key))}."
            )
            : CommandResults.Success(
                "Asked for. GET /api/runs shows how it goes.",
                new CommandResultData
                {
                    Value = answers.Append(']').ToString(),
                    Format = CommandResultFormat.Json,
                }
            );
    }

    // Outside the demonstration the gateway lets nobody in without a key.
    private static async Task AddKeyAsync(
        IDistributedApplicationBuilder builder,
        HttpRequestMessage request,
        CancellationToken stopping
    )
    {
        var key = builder
            .Resources.OfType<ParameterResource>()
            .FirstOrDefault(p => p.Name == Access.FirstKey);
        if (key is not null)
        {
            request.Headers.Add("X-Api-Key", await key.GetValueAsync(stopping));
        }
    }
}
