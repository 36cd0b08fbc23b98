using TimurApiConnect.Core.Orders;
using TimurApiConnect.Core.Orders.Commands;
using TimurApiConnect.Storage.Orders;

namespace TimurApiConnect.Gateway.Orders;

/// <summary>A command of the outbox; never the buyer's code.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Shop">The shop's key.</param>
/// <param name="Order">The order's number.</param>
/// <param name="Command">What Kaspi is told.</param>
/// <param name="Text">The same with its values, for people.</param>
/// <param name="Sequence">The how manieth time this step was asked for.</param>
/// <param name="State">How far it is.</param>
/// <param name="Attempts">How often it was sent.</param>
/// <param name="AskedBy">Who asked.</param>
/// <param name="AskedAt">When.</param>
/// <param name="SentAt">When it was last sent.</param>
/// <param name="SettledAt">When it was settled.</param>
/// <param name="FailureCode">Why it stands where it stands, a stable code.</param>
/// <param name="Note">The same in a sentence, with the next move where there is one.</param>
internal sealed record CommandView(
    long Id,
    string Shop,
    string Order,
    string Command,
    string Text,
    int Sequence,
    CommandState State,
    int Attempts,
    string AskedBy,
    DateTimeOffset AskedAt,
    DateTimeOffset? SentAt,
    DateTimeOffset? SettledAt,
    string? FailureCode,
    string? Note
)
{
    public static CommandView Of(StoredCommand command) =>
        new(
            command.Id,
            command.Shop,
            command.Code,
            CommandName.Of(command.Command),
            Said(command.Command),
            command.Sequence,
            command.State,
            command.Attempts,
            command.AskedBy,
            command.AskedAt,
            command.SentAt,
            command.SettledAt,
            command.FailureCode,
            command.Note
        );

    private static string Said(OrderCommand command) =>
        command switch
        {
            OrderCommand.Cancel cancel => $"cancel: {cancel.Reason}",
            OrderCommand.Assemble assemble => $"packed in {assemble.Places}",
            OrderCommand.ReduceLine line =>
                $"leave {line.Remaining} of {line.LineId}: {line.Reason}",
            OrderCommand.ReduceLines lines =>
                $"leave {string.Join(", ", lines.Lines.Select(l => $"{l.Quantity}{(l.Grams is { } g ? $" ({g} g)" : "")} of {l.LineId}"))}",
            OrderCommand.SetImei imei => $"IMEI of {imei.Devices.Count} devices of {imei.LineId}",
            _ => CommandName.Of(command),
        };
}

/// <summary>Commands, the newest first.</summary>
/// <param name="Commands">The commands.</param>
/// <param name="Before">Give this as <c>before</c> for the next page; null when there is none.</param>
internal sealed record CommandList(IReadOnlyList<CommandView> Commands, long? Before);
