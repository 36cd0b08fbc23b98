using System.Text;

namespace TimurApiConnect.AppHost;

/// <summary>The buttons that the dashboard shows beside the usual ones. They exist only while the application runs.</summary>
internal static class Commands
{
    // The next ten answers of the supplier are errors: a run shows what a bad day looks like, and the day passes by itself.
    private const string UsefulFault = """{"kind":"status","status":503,"count":10}""";

    public static IResourceBuilder<ProjectResource> WithGatewayCommands(
        this IResourceBuilder<ProjectResource> gateway
    )
    {
        if (gateway.ApplicationBuilder.ExecutionContext.IsPublishMode)
        {
            return gateway;
        }

        return gateway
            .WithHttpCommand(
                "/api/sync",
                "Sync now",
                commandName: "sync-now",
                commandOptions: new HttpCommandOptions
                {
                    Description =
                        "Starts a run for every shop: reads the supplier, publishes new price lists.",
                    IconName = "ArrowSync",
                    IsHighlighted = true,
                    ResultMode = HttpCommandResultMode.Auto,
                    PrepareRequest = context => AddKeyAsync(gateway.ApplicationBuilder, context),
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
                    PrepareRequest = context => AddKeyAsync(gateway.ApplicationBuilder, context),
                }
            );
    }

    public static IResourceBuilder<ProjectResource> WithFaultCommands(
        this IResourceBuilder<ProjectResource> sandbox
    ) =>
        sandbox.ApplicationBuilder.ExecutionContext.IsPublishMode
            ? sandbox
            : sandbox
                .WithHttpCommand(
                    "/control/al-style/faults",
                    "Arrange a fault",
                    commandName: "arrange-fault",
                    commandOptions: new HttpCommandOptions
                    {
                        Description = "The supplier answers the next ten requests with 503.",
                        IconName = "PlugDisconnected",
                        ResultMode = HttpCommandResultMode.Auto,
                        PrepareRequest = context =>
                        {
                            context.Request.Content = new StringContent(
                                UsefulFault,
                                Encoding.UTF8,
                                "application/json"
                            );
                            return Task.CompletedTask;
                        },
                    }
                )
                .WithHttpCommand(
                    "/control/faults",
                    "Clear faults",
                    commandName: "clear-faults",
                    commandOptions: new HttpCommandOptions
                    {
                        Method = HttpMethod.Delete,
                        Description = "The simulated vendors answer as they should again.",
                        IconName = "PlugConnected",
                    }
                );

    // Outside the demonstration the gateway lets nobody in without a key.
    private static async Task AddKeyAsync(
        IDistributedApplicationBuilder builder,
        HttpCommandRequestContext context
    )
    {
        var key = builder
            .Resources.OfType<ParameterResource>()
            .FirstOrDefault(p => p.Name == Access.FirstKey);
        if (key is not null)
        {
            context.Request.Headers.Add(
                "X-Api-Key",
                await key.GetValueAsync(context.CancellationToken)
            );
        }
    }
}
