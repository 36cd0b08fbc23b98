using TimurApiConnect.Core.Orders;
using TimurApiConnect.Core.Orders.Commands;

namespace TimurApiConnect.Storage.Orders;

/// <summary>A command that is to be stored.</summary>
/// <param name="Shop">The shop's key.</param>
/// <param name="Code">The order's number.</param>
/// <param name="Command">The command.</param>
/// <param name="AskedBy">A key's name, or <see cref="ByPolicy"/>.</param>
public sealed record NewCommand(string Shop, string Code, OrderCommand Command, string AskedBy)
{
    /// <summary>Who asks when no person does. No key can have this name.</summary>
    public const string ByPolicy = CommandProgress.ByPolicy;

    /// <summary>The stage of the order for which it was decided: once the order has moved on it is not sent. Null: whatever the stage.</summary>
    public OrderStage? OnlyAt { get; init; }
}

/// <summary>A command in the outbox. Times are UTC.</summary>
public sealed record StoredCommand : CommandProgress
{
    /// <summary>The shop's key.</summary>
    public required string Shop { get; init; }

    /// <summary>Which step of the order it is.</summary>
    public required string Step { get; init; }

    /// <summary>The how manieth time the step was asked for.</summary>
    public required int Sequence { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>When it was settled.</summary>
    public DateTimeOffset? SettledAt { get; init; }

    /// <summary>The trace in which it was asked for.</summary>
    public string? TraceParent { get; init; }
}

/// <summary>Which commands are looked for.</summary>
/// <param name="Shop">The shop's key.</param>
public sealed record CommandFilter(string Shop)
{
    /// <summary>Only in this state.</summary>
    public CommandState? State { get; init; }

    /// <summary>Only of this order.</summary>
    public string? Code { get; init; }

    /// <summary>Only older ones than this number.</summary>
    public long? Before { get; init; }

    /// <summary>The most that are wanted.</summary>
    public int Size { get; init; } = 50;
}
