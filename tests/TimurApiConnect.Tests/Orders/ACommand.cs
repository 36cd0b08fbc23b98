using TimurApiConnect.Core.Orders;
using TimurApiConnect.Core.Orders.Commands;

namespace TimurApiConnect.Tests.Orders;

/// <summary>A command as the machine knows it.</summary>
internal sealed record ACommand : CommandProgress
{
    /// <summary>Limits as they are set by default.</summary>
    public static CommandLimits Limits { get; } =
        new(TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(5), 3);

    /// <summary>The policy's, in some state.</summary>
    public static ACommand In(
        CommandState state,
        OrderCommand? command = null,
        int attempts = 0,
        CommandAnswer answer = CommandAnswer.None
    ) =>
        new()
        {
            Id = 7,
            Code = AnOrder.Code,
            Command = command ?? new OrderCommand.Accept(),
            AskedBy = ByPolicy,
            State = state,
            Attempts = attempts,
            Answer = answer,
            DueAt = AnOrder.Monday,
        };
}
