using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Orders;
using TimurApiConnect.Kaspi.Orders;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Orders;

/// <summary><c>docs/kaspi-orders.md</c> says what is so.</summary>
public class OrderDocumentTests
{
    [Fact]
    public async Task The_sample_accepts_new_orders()
    {
        await using var market = await Market.StartAsync();
        var order = await market.PlaceAsync(new { });
        var said = new Said();
        await SampleAsync(
            new ServiceCollection().AddSingleton(market.Orders).BuildServiceProvider(),
            TimeProvider.System,
            said,
            TestContext.Current.CancellationToken
        );
        Assert.Equal([$"{order.Code}: ToPack"], said.Lines);
    }

    [Fact]
    public async Task The_page_shows_the_sample_and_every_member_and_command()
    {
        var page = await ReadAsync("../../../docs/kaspi-orders.md");
        var source = await ReadAsync("OrderDocumentTests.cs");
        var sample = Words(page.Split("```csharp")[1].Split("```")[0]);
        Assert.Contains(sample, Words(source), StringComparison.Ordinal);
        foreach (
            var member in typeof(KaspiOrders)
                .GetMethods()
                .Where(m => m.DeclaringType == typeof(KaspiOrders))
                .Select(m => m.Name)
                .Concat(
                    typeof(OrderCommand)
                        .GetNestedTypes()
                        .Where(t => t.IsSubclassOf(typeof(OrderCommand)))
                        .Select(t => t.Name)
                )
        )
        {
            Assert.True(
                page.Contains($"`{member}`", StringComparison.Ordinal)
                    || page.Contains($"new OrderCommand.{member}(", StringComparison.Ordinal)
                    || page.Contains($".{member}(", StringComparison.Ordinal),
                $"docs/kaspi-orders.md does not mention {member}"
            );
        }
    }

    private static async Task SampleAsync(
        ServiceProvider services,
        TimeProvider clock,
        Said logger,
        CancellationToken stopping
    )
    {
        var orders = services.GetRequiredService<KaspiOrders>();
        var now = clock.GetUtcNow();

        // New orders of the last three days, with their lines; store each page before the next is asked for.
        var query = new OrderQuery(now.AddDays(-3), now) { State = OrderState.New };
        await foreach (var page in orders.ListAsync("demo", query, stopping))
        {
            if (!page.Worked)
            {
                logger.Report(page.Failure);
                break;
            }

            foreach (var order in page.Value.Orders)
            {
                // A command is sent once. Whatever comes back, the order itself tells whether it took effect.
                var reply = await orders.SendAsync(
                    "demo",
                    order.Id,
                    order.Code,
                    new OrderCommand.Accept(),
                    stopping
                );
                var after = await orders.ByCodeAsync("demo", order.Code, stopping);
                logger.Report(order, reply.Failure, after.Value?.Value?.Stage);
            }
        }
    }

    // Layout is the formatter's business.
    private static string Words(string text) =>
        string.Concat(text.Where(c => !char.IsWhiteSpace(c)));

    private static Task<string> ReadAsync(string path, [CallerFilePath] string here = "") =>
        File.ReadAllTextAsync(
            Path.Combine(Path.GetDirectoryName(here)!, path),
            TestContext.Current.CancellationToken
        );

    private sealed class Said
    {
        public List<string> Lines { get; } = [];

        public void Report(Failure failure) => Lines.Add(failure.ToString());

        public void Report(Order order, Failure? failure, OrderStage? stage) =>
            Lines.Add($"{order.Code}: {failure?.ToString() ?? stage.ToString()}");
    }
}
