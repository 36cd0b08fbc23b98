using TimurApiConnect.Core.Orders;
using TimurApiConnect.Storage.Orders;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Storage;

public sealed class SqliteOrderDateStorageTests() : OrderDateStorageSuite(postgres: false);

public sealed class PostgresOrderDateStorageTests() : OrderDateStorageSuite(postgres: true);

/// <summary>The dates by which orders are found, the same for both databases.</summary>
public abstract class OrderDateStorageSuite(bool postgres) : LeasedSuite(postgres)
{
    private OrderQueries Queries => new(Test.Database);

    [Fact]
    public async Task What_came_back_is_there_since_it_was_first_seen_whatever_else_changes_later()
    {
        var order = Packed("1") with { Status = OrderStatus.ReturnRequested, HandedOverAt = Start };
        Assert.Null(await BackAtAsync(0, order));
        order = order with { IsBackAtWarehouse = true };
        Assert.Equal(Start.AddHours(1), await BackAtAsync(1, order));
        Assert.Equal(
            Start.AddHours(1),
            await BackAtAsync(2, order with { DeliveryCostForShop = 895 })
        );
        // The flag is missing, the shop's own word is not.
        order = order with
        {
            IsBackAtWarehouse = false,
            Status = OrderStatus.ReturnAccepted,
        };
        Assert.Equal(Start.AddHours(1), await BackAtAsync(3, order));
        Assert.Null(await BackAtAsync(4, order with { Status = OrderStatus.ReturnRequested }));
        Assert.Equal(Start.AddHours(5), await BackAtAsync(5, order));

        async Task<DateTimeOffset?> BackAtAsync(int hours, Order shown)
        {
            await SaveAsync(Start.AddHours(hours), shown);
            return (await Queries.FindAsync("demo", "1", Stopping))!.BackAt;
        }
    }

    [Fact]
    public async Task Whoever_is_short_of_time_is_found_those_first_that_can_still_be_kept()
    {
        await SaveAsync(
            Start,
            Packed("passed") with
            {
                HandOverBy = Start.AddHours(-30),
            },
            Packed("just passed") with
            {
                HandOverBy = Start.AddMinutes(-1),
            },
            Packed("soon") with
            {
                HandOverBy = Start.AddMinutes(20),
            },
            // An hour to be packed, though its courier comes tomorrow.
            Packed("express") with
            {
                IsAssembled = false,
                IsExpress = true,
                HandOverBy = Start.AddDays(1),
            },
            Packed("tomorrow") with
            {
                HandOverBy = Start.AddDays(1),
            },
            Packed("over") with
            {
                HandOverBy = Start.AddMinutes(10),
                State = OrderState.Archive,
                Status = OrderStatus.Cancelled,
            },
            Packed("no date")
        );
        var due = await Queries.DueAsync("demo", Start, Start.AddHours(1), 10, Stopping);
        Assert.Equal(["soon", "express", "just passed", "passed"], due.Select(o => o.Order.Code));
        Assert.Equal(
            ["soon"],
            (await Queries.DueAsync("demo", Start, Start.AddHours(1), 1, Stopping)).Select(o =>
                o.Order.Code
            )
        );
    }

    private Task SaveAsync(DateTimeOffset at, params Order[] orders) =>
        new OrderStore(Test.Database).SaveAsync("demo", orders, Lease, at, Stopping);

    private static Order Packed(string code) =>
        new($"id{code}", code, OrderState.KaspiDelivery, OrderStatus.Accepted, Start, 1000)
        {
            IsKaspiDelivery = true,
            IsAssembled = true,
        };
}
