using System.Globalization;
using System.Text.Json;
using TimurApiConnect.IntegrationTests.Gateway;

namespace TimurApiConnect.IntegrationTests.Month;

/// <summary>What the product holds of all orders, as the API tells it: the list says where they stand, the export their lines.</summary>
internal sealed class StoredOrders(GatewayServer gateway)
{
    private const int PageSize = 500;

    /// <summary>Each order in the words of <see cref="TrueOrder.ToString"/>, by its number.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ReadAsync()
    {
        var lines = await LinesAsync();
        var stored = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var page = 0; ; page++)
        {
            var rows = (
                await gateway.JsonAsync($"/api/orders?size={PageSize}&page={page}")
            ).GetProperty("orders");
            foreach (var row in rows.EnumerateArray())
            {
                var code = Text(row, "code");
                stored[code] = TrueOrder.Said(
                    Text(row, "state"),
                    Text(row, "status"),
                    row.GetProperty("total").GetInt64(),
                    lines[code]
                );
            }

            if (rows.GetArrayLength() < PageSize)
            {
                return stored;
            }
        }
    }

    private async Task<ILookup<string, TrueLine>> LinesAsync()
    {
        using var answer = await gateway.SendAsync(HttpMethod.Get, "/api/orders/export?format=csv");
        var table = (await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync())
            .TrimStart('\uFEFF')
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(row => row.TrimEnd('\r').Split(';'))
            .ToList();
        // Only names of goods can hold a semicolon, and those come after what is read here.
        int order = Column("order"),
            sku = Column("sku"),
            quantity = Array.IndexOf([.. table[0].Reverse()], "quantity") + 1;
        return table
            .Skip(1)
            .Where(row => row[sku].Length > 0)
            .ToLookup(
                row => row[order],
                row => new TrueLine(
                    row[sku],
                    int.Parse(row[^quantity], CultureInfo.InvariantCulture)
                ),
                StringComparer.Ordinal
            );

        int Column(string name) => Array.IndexOf(table[0], name);
    }

    private static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;
}
