using System.Text.Json;
using TimurApiConnect.Core.Orders;
using TimurApiConnect.Core.Orders.Commands;

namespace TimurApiConnect.Storage.Orders;

/// <summary>Commands as the database keeps them. The buyer's code is kept apart, since it must go when the command is settled.</summary>
internal static class CommandJson
{
    public static (string Document, string? Secret) Write(OrderCommand command) =>
        command is OrderCommand.Complete complete
            ? ("{}", complete.Code)
            : (JsonSerializer.Serialize(command, command.GetType(), OrderJson.Options), null);

    public static OrderCommand Read(string name, string document, string? secret) =>
        name switch
        {
            "accept" => new OrderCommand.Accept(),
            "cancel" => Read<OrderCommand.Cancel>(document),
            "assemble" => Read<OrderCommand.Assemble>(document),
            "arrived" => new OrderCommand.Arrived(),
            "arrived-backward" => new OrderCommand.ArrivedBackward(),
            CommandName.SendCode => new OrderCommand.SendCode(),
            "complete" => new OrderCommand.Complete(secret ?? ""),
            "reduce-line" => Read<OrderCommand.ReduceLine>(document),
            "reduce-lines" => Read<OrderCommand.ReduceLines>(document),
            "set-imei" => Read<OrderCommand.SetImei>(document),
            _ => throw new InvalidDataException(
                $"The database holds a command \"{name}\", which this version does not know."
            ),
        };

    private static OrderCommand Read<T>(string document)
        where T : OrderCommand =>
        JsonSerializer.Deserialize<T>(document, OrderJson.Options)
        ?? throw new InvalidDataException("A command in the database is null.");
}
