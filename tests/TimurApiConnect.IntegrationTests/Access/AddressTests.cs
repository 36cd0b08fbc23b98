using System.Text.Json;
using TimurApiConnect.IntegrationTests.Gateway;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Access;

public sealed class AddressTests
{
    private static readonly string[] OfAddresses =
    [
        "url",
        "uri",
        "address",
        "host",
        "endpoint",
        "webhook",
        "callback",
        "proxy",
    ];

    /// <summary>Outbound addresses are settings of the operator alone. Who adds such a field must filter it first.</summary>
    [Fact]
    public async Task No_input_of_the_API_takes_an_address()
    {
        await using var server = await GatewayServer.StartAsync();
        var document = await server.JsonAsync("/openapi/v1.json");

        var inputs = new List<(string Name, string? Format)>();
        foreach (var operation in Operations(document))
        {
            if (operation.TryGetProperty("parameters", out var parameters))
            {
                inputs.AddRange(
                    parameters
                        .EnumerateArray()
                        .Select(p => (p.GetProperty("name").GetString()!, Format(p)))
                );
            }

            if (operation.TryGetProperty("requestBody", out var body))
            {
                Collect(document, body, inputs, []);
            }
        }

        Assert.True(inputs.Count > 20, $"{inputs.Count} inputs");
        Assert.Contains(inputs, i => i.Name == "dealerPrices");
        Assert.DoesNotContain(
            inputs,
            i => i.Format?.StartsWith("uri", StringComparison.Ordinal) == true
        );
        Assert.DoesNotContain(
            inputs,
            i => OfAddresses.Any(w => i.Name.Contains(w, StringComparison.OrdinalIgnoreCase))
        );
    }

    private static IEnumerable<JsonElement> Operations(JsonElement document) =>
        document
            .GetProperty("paths")
            .EnumerateObject()
            .SelectMany(p => p.Value.EnumerateObject())
            .Select(o => o.Value);

    private static string? Format(JsonElement holder) =>
        holder.TryGetProperty("schema", out var schema)
        && schema.TryGetProperty("format", out var format)
            ? format.GetString()
            : null;

    private static void Collect(
        JsonElement document,
        JsonElement schema,
        List<(string, string?)> inputs,
        HashSet<string> seen
    )
    {
        if (schema.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in schema.EnumerateArray())
            {
                Collect(document, item, inputs, seen);
            }
        }

        if (schema.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var part in schema.EnumerateObject())
        {
            if (part.Name == "$ref" && seen.Add(part.Value.GetString()!))
            {
                var found = part
                    .Value.GetString()!
                    .Split('/')
                    .Skip(1)
                    .Aggregate(document, (at, name) => at.GetProperty(name));
                Collect(document, found, inputs, seen);
            }
            else if (part.Name == "properties")
            {
                inputs.AddRange(
                    part.Value.EnumerateObject()
                        .Select(p =>
                            (
                                p.Name,
                                p.Value.TryGetProperty("format", out var format)
                                    ? format.GetString()
                                    : null
                            )
                        )
                );
            }

            Collect(document, part.Value, inputs, seen);
        }
    }
}
