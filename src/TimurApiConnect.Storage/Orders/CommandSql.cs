using TimurApiConnect.Core.Orders.Commands;

namespace TimurApiConnect.Storage.Orders;

/// <summary>
/// Conditions on the outbox's states. The numbers are written out, and what is open is said in the words of its index (0008-outbox.sql): SQLite takes
/// a partial index for nothing else.
/// </summary>
internal static class CommandSql
{
    /// <summary><see cref="CommandProgress.IsOpen"/>.</summary>
    public static string Open { get; } = $"state <= {(int)CommandState.Sent}";

    /// <summary>Those that a step of an order may have one of only: asked for twice, it is one.</summary>
    public static string Counts { get; } = CountsOf("");

    /// <summary>The same of another name of the table, with its dot.</summary>
    public static string CountsOf(string table) =>
        $"{table}state NOT IN ({(int)CommandState.Refused}, {(int)CommandState.Dismissed}) AND NOT ({table}state = {(int)CommandState.Done} AND {table}step = '{CommandName.SendCode}')";

    /// <summary>In this state.</summary>
    public static string Is(CommandState state) => $"state = {(int)state}";
}
