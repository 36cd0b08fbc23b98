using System.Collections.Concurrent;

namespace TimurApiConnect.SyncWorker.Owners;

/// <summary>The owners that work in this process.</summary>
internal sealed class LocalOwners
{
    private readonly ConcurrentDictionary<OwnerKey, OwnerWork> _works = new();

    /// <summary>How many there are.</summary>
    public int Count => _works.Count;

    /// <summary>One begins.</summary>
    public void Add(OwnerWork work) => _works[work.Key] = work;

    /// <summary>It has ended.</summary>
    public void Remove(OwnerWork work) => _works.TryRemove(new(work.Key, work));

    /// <summary>Ends the work of all whose thing is in the settings no more.</summary>
    public void StopAllBut(IReadOnlySet<OwnerKey> wanted)
    {
        foreach (var (key, work) in _works)
        {
            if (!wanted.Contains(key))
            {
                work.Stop();
                Remove(work);
            }
        }
    }
}
