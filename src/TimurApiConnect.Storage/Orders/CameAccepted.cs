using System.Data.Common;
using TimurApiConnect.Core.Orders;
using TimurApiConnect.Core.Orders.Commands;
using TimurApiConnect.Storage.Databases;

namespace TimurApiConnect.Storage.Orders;

/// <summary>
/// Orders that came accepted and of which the policy may still say something: not packed; none of their goods is on an order at the supplier, which
/// has its own say then; and neither did a person ask for a command, nor was one of the policy's sent.
/// </summary>
internal static class CameAccepted
{
    /// <summary>The parameter <c>stages</c>.</summary>
    public static long[] Stages { get; } = [.. OrderStages.BeforePacking.Select(s => (long)s)];

    /// <summary>The condition on <c>shop_order o</c>; <c>policy</c> is a parameter too.</summary>
    public static string Open(DbConnection connection) =>
        $"""
            o.came_accepted = 1 AND o.stage {connection.In("stages")}
                AND NOT EXISTS (SELECT 1 FROM supplier_order_need n WHERE n.shop = o.shop AND n.code = o.code AND n.released = 0)
                AND NOT EXISTS (SELECT 1 FROM order_command c WHERE c.shop = o.shop AND c.code = o.code
                    AND (c.asked_by <> @policy OR c.state IN ({(int)CommandState.Sent}, {(int)
                CommandState.Done}) OR (c.{CommandSql.Is(CommandState.Queued)} AND c.attempts > 0)))
            """;
}
