namespace TimurApiConnect.Core.Vendors;

/// <summary>Turns that one process at a time has, over all processes, kept where everybody looks: slower than Redis, and there without it.</summary>
public interface ITurnLeases
{
    /// <summary>Takes a turn that is free.</summary>
    /// <param name="name">Which.</param>
    /// <param name="longest">After so long it is free again, whatever happens to us.</param>
    /// <param name="stopping">Gives up.</param>
    /// <returns>What ends it; null when another process has it or nothing can be learned.</returns>
    Task<IEndTurn?> TryTakeAsync(string name, TimeSpan longest, CancellationToken stopping);
}

/// <summary>A turn that was taken.</summary>
public interface IEndTurn
{
    /// <summary>The turn is over; the next may follow after a rest.</summary>
    Task EndAsync(TimeSpan rest);
}
