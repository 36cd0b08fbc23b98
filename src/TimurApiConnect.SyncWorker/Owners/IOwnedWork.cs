using TimurApiConnect.Storage.Runs;

namespace TimurApiConnect.SyncWorker.Owners;

/// <summary>What the owner of one kind of thing does.</summary>
internal interface IOwnedWork
{
    /// <summary>The kind.</summary>
    OwnerKind Kind { get; }

    /// <summary>Works until it is stopped. A database that is away may end it: it is begun again with the same lease.</summary>
    /// <param name="key">The thing.</param>
    /// <param name="lease">Its fencing number; every write carries it.</param>
    /// <param name="stopping">The owner goes: another worker has the thing, or this one shuts down.</param>
    /// <exception cref="LeaseLostException">Another owner has taken over; nothing more was written.</exception>
    Task RunAsync(OwnerKey key, Lease lease, CancellationToken stopping);
}
