using TimurApiConnect.IntegrationTests.Sandbox;

namespace TimurApiConnect.IntegrationTests.Orders;

internal sealed partial class OutboxProduct
{
    /// <summary>The code that Kaspi sent to the buyer.</summary>
    public async Task<string> BuyersCodeAsync(string code) =>
        (await TruthAsync(code)).GetProperty("securityCode").GetString()!;

    /// <summary>An order that waits for just this command, and the command.</summary>
    public async Task<(string Code, object Body)> ReadyForAsync(string command)
    {
        var code = await BuyAsync(
            command switch
            {
                "arrived" => new { preOrder = true },
                "send-code" or "complete" => new { delivery = "pickup" },
                "set-imei" => new { needsImei = true },
                "weigh" => new { grams = 1000 },
                "reduce-line" or "reduce-lines" => new { quantity = 3 },
                _ => new { },
            }
        );
        string[] first = command switch
        {
            "accept" or "cancel" => [],
            "arrived-backward" => ["accept", "assemble"],
            "complete" => ["accept", "send-code"],
            _ => ["accept"],
        };
        foreach (var step in first)
        {
            await DoAsync(code, new { command = step });
        }

        if (command == "arrived-backward")
        {
            await HappensAsync(code, "courier-takes");
            await HappensAsync(code, "buyer-refuses");
            await SandboxServer.UntilAsync(
                async () =>
                    (await product.Gateway.JsonAsync($"/api/orders/{code}"))
                        .GetProperty("order")
                        .GetProperty("stage")
                        .GetString() == "comingBack",
                "the parcel comes back"
            );
        }

        return (
            code,
            command switch
            {
                "complete" => new { command, code = await BuyersCodeAsync(code) },
                "reduce-line" => new
                {
                    command,
                    line = 0,
                    remaining = 1,
                },
                "reduce-lines" => new
                {
                    command,
                    lines = new[] { new { line = 0, remaining = 2 } },
                },
                "weigh" => new
                {
                    command = "reduce-lines",
                    lines = new[]
                    {
                        new
                        {
                            line = 0,
                            remaining = 1,
                            grams = 950,
                        },
                    },
                },
                "set-imei" => new
                {
                    command,
                    line = 0,
                    imei = new[] { new[] { "490154203237518" } },
                },
                _ => new { command },
            }
        );
    }
}
