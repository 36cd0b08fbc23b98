namespace TimurApiConnect.Core.Orders.Commands;

/// <summary>A command on its way: what <see cref="CommandMachine"/> decides by. Times are UTC.</summary>
public abstract record CommandProgress
{
    /// <summary>Who asks when no person does. No key can have this name.</summary>
    public const string ByPolicy = "policy";

    /// <summary>The code of a command that the policy took back.</summary>
    public const string Superseded = "superseded";

    /// <summary>The code of a command whose shop was given to another merchant.</summary>
    public const string OtherMerchant = "other-merchant";

    /// <summary>Its number.</summary>
    public required long Id { get; init; }

    /// <summary>The order's number.</summary>
    public required string Code { get; init; }

    /// <summary>What is to be told. The buyer's code is in it only until it is settled.</summary>
    public required OrderCommand Command { get; init; }

    /// <summary>Who asked.</summary>
    public required string AskedBy { get; init; }

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

    /// <summary>The code of the failure that it stands at; null when there is none.</summary>
    public string? FailureCode { get; init; }

    /// <summary>How it stands, in a sentence.</summary>
    public string? Note { get; init; }

    /// <summary>The stage of the order for which the policy decided it; null for any.</summary>
    public OrderStage? OnlyAt { get; init; }

    /// <summary>Whether the worker still has to do with it.</summary>
    public bool IsOpen => State is CommandState.Queued or CommandState.Sent;

    /// <summary>Whether it waits for a person.</summary>
    public bool WaitsForPerson => State is CommandState.Parked or CommandState.Refused;
}
