using System.Text.Json;
using System.Text.Json.Nodes;
using TimurApiConnect.Sandbox.Faults.Arranged;
using TimurApiConnect.Sandbox.Faults.Doors;

namespace TimurApiConnect.Sandbox.Faults;

/// <summary>Front doors and faults from the settings: a demonstration can start with faults on.</summary>
/// <remarks>
/// <code>
/// "Sandbox": { "AlStyle": { "Port": 5171, "Faults": [{ "kinds": ["reset", "latency"], "share": 0.1, "seed": 7 }] } }
/// Sandbox__Kaspi__PullerFaults='[{"kind":"slowPull","every":"01:00:00","for":"00:05:00"}]'
/// </code>
/// </remarks>
internal static class FaultSetup
{
    public static void UseFaults(this WebApplication app, SandboxSettings settings)
    {
        var sides = app.Services.GetRequiredService<FaultSides>();
        var routes = ((IEndpointRouteBuilder)app)
            .DataSources.SelectMany(source => source.Endpoints)
            .OfType<RouteEndpoint>()
            .Select(endpoint => endpoint.RoutePattern.RawText ?? "")
            .ToList();
        OpenDoor(app, sides.AlStyle, settings.AlStyle.Port);
        OpenDoor(app, sides.Kaspi, settings.Kaspi.Port);
        foreach (var side in sides.All)
        {
            side.Vendor?.Know(routes);
        }

        Arrange(app, sides, sides.AlStyle, "Sandbox:AlStyle:Faults");
        Arrange(app, sides, sides.Kaspi, "Sandbox:Kaspi:Faults");
        Arrange(app, sides, sides.Puller, "Sandbox:Kaspi:PullerFaults");
    }

    private static void OpenDoor(WebApplication app, FaultSide side, int? port)
    {
        if (port is { } given)
        {
            side.Door = new(
                side.Plan,
                given,
                app.Services.GetRequiredService<TimeProvider>(),
                app.Services.GetRequiredService<ILogger<FrontDoor>>()
            );
        }
    }

    private static void Arrange(WebApplication app, FaultSides sides, FaultSide side, string key)
    {
        var time = app.Services.GetRequiredService<TimeProvider>();
        var list = Read(app.Configuration.GetSection(key));
        if (list.ValueKind != JsonValueKind.Array)
        {
            throw new SettingsException(
                $"{key} '{FaultParameters.Shown(list)}' is not a list. Write for example [{{\"kind\":\"latency\",\"share\":0.2,\"seed\":7}}]."
            );
        }

        foreach (var (item, index) in list.EnumerateArray().Select((item, index) => (item, index)))
        {
            var read = new ArrangementReader(sides, side, time);
            IReadOnlyList<string> problems = [$"'{FaultParameters.Shown(item)}' is not an object."];
            if (
                item.ValueKind != JsonValueKind.Object
                || read.Read(item, out problems) is not { } arrangement
            )
            {
                throw new SettingsException(
                    string.Join(Environment.NewLine, problems.Select(p => $"{key}:{index}: {p}"))
                );
            }

            side.Plan.Add(arrangement);
            sides.KeepFromSettings(side, () => read.Read(item, out _)!);
        }
    }

    // One text with JSON, for environments that carry no lists, or a section.
    private static JsonElement Read(IConfigurationSection section)
    {
        if (section.Value is not { Length: > 0 } text)
        {
            return JsonSerializer.SerializeToElement(
                section.GetChildren().Any() ? Node(section) : new JsonArray()
            );
        }

        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException e)
        {
            throw new SettingsException($"{section.Path} '{text}' is not JSON: {e.Message}", e);
        }
    }

    private static JsonNode? Node(IConfigurationSection section)
    {
        var children = section.GetChildren().ToList();
        if (children.Count == 0)
        {
            return section.Value;
        }

        return children.TrueForAll(c => int.TryParse(c.Key, out _))
            ? new JsonArray([.. children.Select(Node)])
            : new JsonObject(children.Select(c => KeyValuePair.Create(c.Key, Node(c))));
    }
}
