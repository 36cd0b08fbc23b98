using TimurApiConnect.Core.Orders;

namespace TimurApiConnect.Storage.Orders;

/// <summary>How far a command is.</summary>
public enum CommandState
{
    /// <summary>Stored, to be sent.</summary>
    Queued = 1,

    /// <summary>It was sent, or is being sent; the order has to show what became of it.</summary>
    Sent = 2,

    /// <summary>It took effect.</summary>
    Done = 3,

    /// <summary>Kaspi, or the order as it stands, refused it; nothing happened.</summary>
    Refused = 4,

    /// <summary>Nobody knows, or it does not get on: a person decides.</summary>
    Parked = 5,

    /// <summary>
    /// A person gave it up; or, before it was ever sent, the policy decided otherwise or the order moved on (<see cref="StoredCommand.Superseded"/>).
    /// </summary>
    Dismissed = 6,
}

/// <summary>What came back to the last attempt.</summary>
public enum CommandAnswer
{
    /// <summary>Nothing that says anything.</summary>
    None = 0,

    /// <summary>Kaspi took it.</summary>
    Taken = 1,

    /// <summary>Kaspi refused it.</summary>
    Refused = 2,
}

/// <summary>A command that is to be stored.</summary>
/// <param name="Shop">The shop's key.</param>
/// <param name="Code">The order's number.</param>
/// <param name="Command">The command.</param>
/// <param name="AskedBy">A key's name, or <see cref="ByPolicy"/>.</param>
public sealed record NewCommand(string Shop, string Code, OrderCommand Command, string AskedBy)
{
    /// <summary>Who asks when no person does. No key can have this name.</summary>
    public const string ByPolicy = "policy";

    /// <summary>The stage of the order for which it was decided: once the order has moved on it is not sent. Null: whatever the stage.</summary>
    public OrderStage? OnlyAt { get; init; }
}

/// <summary>A command in the outbox. Times are UTC.</summary>
public sealed record StoredCommand
{
    /// <summary>The code of a command that the policy took back.</summary>
    public const string Superseded = "superseded";

    /// <summary>Its number.</summary>
    public required long Id { get; init; }

    /// <summary>The shop's key.</summary>
    public required string Shop { get; init; }

    /// <summary>The order's number.</summary>
    public required string Code { get; init; }

    /// <summary>Which step of the order it is.</summary>
    public required string Step { get; init; }

    /// <summary>The how manieth time the step was asked for.</summary>
    public required int Sequence { get; init; }

    /// <summary>What is to be told. The buyer's code is in it only until it is settled.</summary>
    public required OrderCommand Command { get; init; }

    /// <summary>Who asked.</summary>
    public required string AskedBy { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>How far it is.</summary>
    public required CommandState State { get; init; }

    /// <summary>How often it was sent.</summary>
    public required int Attempts { get; init; }

    /// <summary>How often in a row it could not be got on with.</summary>
    public int Failures { get; init; }

    /// <summary>What came back to the last attempt.</summary>
    public CommandAnswer Answer { get; init; }

    /// <summary>When it is looked at next.</summary>
    public DateTimeOffset DueAt { get; init; }

    /// <summary>When it was last sent.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>Since when its effect is waited for.</summary>
    public DateTimeOffset? DoubtAt { get; init; }

    /// <summary>When it was settled.</summary>
    public DateTimeOffset? SettledAt { get; init; }

    /// <summary>The code of the failure that it stands at; null when there is none.</summary>
    public string? FailureCode { get; init; }

    /// <summary>How it stands, in a sentence.</summary>
    public string? Note { get; init; }

    /// <summary>The stage of the order for which the policy decided it; null for any.</summary>
    public OrderStage? OnlyAt { get; init; }

    /// <summary>The trace in which it was asked for.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Whether the worker still has to do with it.</summary>
    public bool IsOpen => State is CommandState.Queued or CommandState.Sent;
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
