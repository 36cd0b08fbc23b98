using TimurApiConnect.Core.Orders.Policy;
using TimurApiConnect.Gateway.Access;
using TimurApiConnect.Gateway.SupplierOrders;
using TimurApiConnect.Storage.Orders;
using TimurApiConnect.Storage.Rules;
using TimurApiConnect.Storage.SupplierOrders;

namespace TimurApiConnect.Gateway.Orders;

/// <summary>All about an order, from every table that knows of it.</summary>
internal sealed class OrderDetailReader(
    OrderQueries orders,
    CommandQueries commands,
    DecisionStore decisions,
    SupplierOrderQueries supplierOrders,
    ShopRulesSource rules,
    TimeProvider clock
)
{
    public async Task<OrderDetail?> FindAsync(
        string shop,
        string number,
        Caller caller,
        CancellationToken stopping
    )
    {
        if (await orders.FindAsync(shop, number, stopping) is not { } stored)
        {
            return null;
        }

        var code = stored.Order.Code;
        var now = clock.GetUtcNow();
        var calendar = (await rules.LoadAsync(shop, stopping)).Rules.Orders.Calendar;
        return OrderDetail.Of(
            shop,
            stored,
            await orders.ChangesAsync(shop, code, stopping),
            caller
        ) with
        {
            Commands =
            [
                .. (await commands.ListAsync(new(shop) { Code = code }, stopping)).Select(
                    CommandView.Of
                ),
            ],
            Decision = DecisionView.Of(await decisions.FindAsync(shop, code, stopping), caller),
            SupplierOrders =
            [
                .. (
                    await supplierOrders.FindAsync(
                        new SupplierOrderFilter(null, [], Serves: new(shop, code)),
                        stopping
                    )
                ).Orders.Select(ServingOrderView.Of),
            ],
            Deadlines =
            [
                .. OrderDeadlines
                    .Of(stored.Order, stored.BackAt, calendar)
                    .Select(d => DeadlineView.Of(d, now)),
            ],
        };
    }
}
