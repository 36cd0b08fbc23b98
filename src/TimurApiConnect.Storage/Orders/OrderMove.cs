using System.Data.Common;
using Dapper;
using TimurApiConnect.Core.Orders.Commands;
using TimurApiConnect.Storage.Databases;
using TimurApiConnect.Storage.SupplierOrders;

namespace TimurApiConnect.Storage.Orders;

/// <summary>Gives a shop's orders, and all that belongs to them, another shop's name.</summary>
internal static class OrderMove
{
    private static readonly string[] Tables =
    [
        "shop_order",
        "order_change",
        "order_poll",
        "order_line",
        "order_command",
        "order_decision",
        "order_import",
        "order_unread",
        "waybill",
        "guard_measure",
    ];

    /// <summary>
    /// Ends what is under way: whoever works on the orders in this moment has lost its lease and writes nothing more; what was not sent never is, and
    /// what was sent waits for a person.
    /// </summary>
    public static async Task StopAsync(
        DbConnection connection,
        DbTransaction transaction,
        string shop,
        DateTimeOffset now,
        CancellationToken stopping
    )
    {
        Task ExecuteAsync(string sql) =>
            connection.ExecuteAsync(
                new CommandDefinition(
                    sql,
                    new
                    {
                        shop,
                        now = now.ToStored(),
                        lease = $"orders:{shop}",
                    },
                    transaction,
                    cancellationToken: stopping
                )
            );

        await ExecuteAsync(
            "UPDATE lease SET fence = fence + 1, holder = '', until = 0 WHERE name = @lease"
        );
        await OrderStore.TakeTurnAsync(connection, transaction, shop, stopping);
        static int? After(CommandState state) => (int?)CommandMachine.AfterShopLost(state);
        await ExecuteAsync(
            $"""
            UPDATE order_command SET state = CASE WHEN {CommandSql.Is(
                CommandState.Queued
            )} THEN {After(CommandState.Queued)} ELSE {After(CommandState.Sent)} END,
                settled_at = @now, secret = NULL, failure_code = '{CommandProgress.OtherMerchant}', note = '{CommandMachine.ShopLostNote}'
            WHERE shop = @shop AND {CommandSql.Open}
            """
        );
    }

    /// <summary>
    /// The lines that are on an order at the supplier go along with it once that was sent. What was not sent keeps the shop's name: its lines are no
    /// longer there, so it is withdrawn like any other that is not wanted any more.
    /// </summary>
    public static async Task RenameAsync(
        DbConnection connection,
        DbTransaction transaction,
        string from,
        string to,
        CancellationToken stopping
    )
    {
        await RenameAsync(
            "supplier_order_need",
            $"""
             AND EXISTS (SELECT 1 FROM order_line l WHERE l.shop = @from AND l.code = supplier_order_need.code AND l.number = supplier_order_need.number)
                AND EXISTS (SELECT 1 FROM supplier_order o WHERE o.id = supplier_order_need.supplier_order AND o.state NOT IN ({SupplierOrderSql.NotSettled}))
            """
        );
        foreach (var table in Tables)
        {
            await RenameAsync(table, "");
        }

        Task RenameAsync(string table, string and) =>
            connection.ExecuteAsync(
                new CommandDefinition(
                    $"UPDATE {table} SET shop = @to WHERE shop = @from{and}",
                    new { from, to },
                    transaction,
                    cancellationToken: stopping
                )
            );
    }
}
