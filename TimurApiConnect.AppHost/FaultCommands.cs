using System.Globalization;
using System.Net.Http.Json;

namespace TimurApiConnect.AppHost;

/// <summary>The sandbox's buttons: a bad day, and its end.</summary>
internal static class FaultCommands
{
    private const string Vendor = "vendor";
    private const string Fault = "fault";
    private const string Count = "count";
    private const int MaxCount = 10_000;

    // Named by what people would say of it; the sandbox has more, with values: GET /control/faults.
    private static readonly Dictionary<string, (string Says, object Body)> Faults = new(
        StringComparer.Ordinal
    )
    {
        ["503"] = ("Answers 503", new { kind = "status", status = 503 }),
        ["limit"] = ("Says that there were too many requests", new { kind = "limit" }),
        ["hang"] = ("Takes the request and sends nothing", new { kind = "hang" }),
        ["reset"] = ("Breaks the connection off", new { kind = "reset" }),
        ["bad-token"] = ("Refuses the token", new { kind = "badToken" }),
        ["html"] = ("Answers with a page for people", new { kind = "html" }),
        ["truncated"] = ("Sends half of an answer", new { kind = "truncated" }),
    };

    public static IResourceBuilder<ProjectResource> WithFaultCommands(
        this IResourceBuilder<ProjectResource> sandbox
    ) =>
        sandbox
            .WithHttpCommand(
                "/control",
                "Arrange a fault",
                commandName: "arrange-fault",
                commandOptions: new HttpCommandOptions
                {
                    Description =
                        "One of the simulated vendors misbehaves for a number of requests.",
                    IconName = "PlugDisconnected",
                    ResultMode = HttpCommandResultMode.Auto,
                    Arguments =
                    [
                        new InteractionInput
                        {
                            Name = Vendor,
                            Label = "Who",
                            InputType = InputType.Choice,
                            Value = ResourceNames.AlStyle,
                            Options =
                            [
                                new(ResourceNames.AlStyle, "Al-Style"),
                                new(ResourceNames.Kaspi, "Kaspi"),
                            ],
                        },
                        new InteractionInput
                        {
                            Name = Fault,
                            Label = "What",
                            InputType = InputType.Choice,
                            Value = "503",
                            Options =
                            [
                                .. Faults.Select(f => KeyValuePair.Create(f.Key, f.Value.Says)),
                            ],
                        },
                        new InteractionInput
                        {
                            Name = Count,
                            Label = "For how many requests",
                            InputType = InputType.Number,
                            Value = "10",
                        },
                    ],
                    ValidateArguments = ValidateAsync,
                    PrepareRequest = PrepareAsync,
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

    private static Task ValidateAsync(InputsDialogValidationContext context)
    {
        if (
            context.Inputs.TryGetByName(Count, out var count)
            && !string.IsNullOrEmpty(count.Value)
            && ReadCount(count.Value) is null
        )
        {
            context.AddValidationError(count, $"Write a whole number from 1 to {MaxCount}.");
        }

        return Task.CompletedTask;
    }

    private static Task PrepareAsync(HttpCommandRequestContext context)
    {
        var vendor = context.Arguments.GetString(Vendor) ?? ResourceNames.AlStyle;
        var (_, body) = Faults[context.Arguments.GetString(Fault) ?? "503"];
        var count = ReadCount(context.Arguments.GetString(Count)) ?? 10;
        context.Request.RequestUri = new Uri(
            context.Request.RequestUri!,
            $"/control/{vendor}/faults"
        );
        context.Request.Content = JsonContent.Create(new { kinds = new[] { body }, count });
        return Task.CompletedTask;
    }

    private static int? ReadCount(string? given) =>
        int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        && count is >= 1 and <= MaxCount
            ? count
            : null;
}
