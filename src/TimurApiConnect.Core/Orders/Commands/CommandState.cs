namespace TimurApiConnect.Core.Orders.Commands;

/// <summary>How far a command is. Stored as a number: never renumber.</summary>
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
    /// A person gave it up; or, before it was ever sent, the policy decided otherwise or the order moved on (<see cref="CommandProgress.Superseded"/>).
    /// </summary>
    Dismissed = 6,
}

/// <summary>What came back to the last attempt. Stored as a number: never renumber.</summary>
public enum CommandAnswer
{
    /// <summary>Nothing that says anything.</summary>
    None = 0,

    /// <summary>Kaspi took it.</summary>
    Taken = 1,

    /// <summary>Kaspi refused it.</summary>
    Refused = 2,
}
