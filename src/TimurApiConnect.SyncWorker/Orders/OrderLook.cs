using TimurApiConnect.Core.Failures;
using TimurApiConnect.Kaspi.Orders;
using TimurApiConnect.Storage.Orders;
using TimurApiConnect.Storage.Runs;

namespace TimurApiConnect.SyncWorker.Orders;

/// <summary>One look at a shop's orders, and what came of it.</summary>
internal sealed class OrderLook(string shop, Lease lease, DateTimeOffset at)
{
    /// <summary>How far back the lists are read with each look: all that one request may ask for, and a little less.</summary>
    public static readonly TimeSpan ListsReach = OrderQuery.LongestWindow - TimeSpan.FromHours(1);

    private const int MaxUnread = 10;
    private readonly List<string> _unread = [];

    public string Shop => shop;

    public Lease Lease => lease;

    /// <summary>When it began, before anything was asked: what another look stores meanwhile is newer.</summary>
    public DateTimeOffset At => at;

    /// <summary>Why not all was read, the first reason; null when all was.</summary>
    public Failure? Failure { get; private set; }

    /// <summary>Whether a failure speaks of more than one list or order: nothing more is asked for.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>The last reading of all lists of open orders that came to its end; null when there was none yet.</summary>
    public OpenReading? Listed { get; set; }

    public SavedOrders Saved { get; private set; }

    /// <summary>What could not be read, in a sentence; null when there is nothing.</summary>
    public string? Unread =>
        _unread.Count == 0 ? null
        : _unread.Count <= MaxUnread ? string.Join("; ", _unread)
        : $"{string.Join("; ", _unread.Take(MaxUnread))}; and {_unread.Count - MaxUnread} more";

    /// <summary>A part could not be read.</summary>
    public void Fail(Failure failure)
    {
        Failure ??= failure;
        HasEnded |= !failure.Kind.IsOfOneMethod();
    }

    public void NoteUnread(IEnumerable<string> rows) =>
        _unread.AddRange(rows.Except(_unread, StringComparer.Ordinal));

    public void Add(SavedOrders saved) =>
        Saved = new(Saved.New + saved.New, Saved.Changed + saved.Changed);
}
