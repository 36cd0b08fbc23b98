using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.Storage.Runs;
using TimurApiConnect.Storage.SupplierOrders;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Storage;

/// <summary>Orders at the supplier, however many.</summary>
public sealed class SupplierOrderStorageTests
{
    [Fact]
    public async Task The_worker_sees_all_open_orders_the_oldest_first()
    {
        var stopping = TestContext.Current.CancellationToken;
        await using var test = await TestDatabase.CreateAsync(postgres: false);
        var lease = await new LeaseStore(test.Database, TimeProvider.System).TryTakeAsync(
            "purchase",
            "test",
            TimeSpan.FromMinutes(5),
            stopping
        );
        var good = new SupplyGood(601, "Mouse", 100, 1, new(QuantityKind.Exact, 5), false);
        await new SupplierOrderStore(test.Database, TimeProvider.System).ProposeAsync(
            "main",
            [
                .. Enumerable
                    .Range(1, 600)
                    .Select(i =>
                        (
                            new Proposal([
                                new(good, 1, 1, null, [new("demo", $"{i}", 0, 601, 1, false)]),
                            ]),
                            (string?)null
                        )
                    ),
            ],
            null,
            lease!,
            stopping
        );
        var all = await new SupplierOrderQueries(test.Database).AllAsync(
            "main",
            [SupplierOrderState.Approved],
            stopping
        );
        Assert.Equal(
            Enumerable.Range(1, 600).Select(i => $"{i}"),
            all.Select(o => o.Lines[0].For[0].Code)
        );
    }
}
