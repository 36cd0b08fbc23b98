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

    private const int MostUnread = 10;
    private readonly List<string> _unread = [];

    public string Shop => shop;

    public Lease Lease => lease;

    /// <summary>When it began, before anything was asked: what another look stores meanwhile is newer.</summary>
    public DateTimeOffset At => at;

    public Failure? Failure { get; set; }

    public SavedOrders Saved { get; private set; }

    /// <summary>What could not be read, in a sentence; null when there is nothing.</summary>
    public string? Unread =>
        _unread.Count == 0 ? null
        : _unread.Count <= MostUnread ? string.Join("; ", _unread)
        : $"{string.Join("; ", _unread.Take(MostUnread))}; and {_unread.Count - MostUnread} more";

    public void NoteUnread(IEnumerable<string> rows) =>
        _unread.AddRange(rows.Except(_unread, StringComparer.Ordinal));

    public void Add(SavedOrders saved) =>
        Saved = new(Saved.New + saved.New, Saved.Changed + saved.Changed);
}
