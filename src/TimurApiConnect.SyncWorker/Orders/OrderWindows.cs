using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Orders;
using TimurApiConnect.Kaspi.Orders;

namespace TimurApiConnect.SyncWorker.Orders;

/// <summary>A span of creation dates of which all orders were read and stored.</summary>
/// <param name="From">From when.</param>
/// <param name="To">Until when.</param>
/// <param name="Found">How many orders Kaspi showed.</param>
/// <param name="New">How many of them were not known.</param>
internal sealed record ReadWindow(DateTimeOffset From, DateTimeOffset To, int Found, int New);

/// <summary>What is to be read back.</summary>
/// <param name="States">The lists.</param>
/// <param name="From">The oldest creation date.</param>
/// <param name="To">The newest.</param>
internal sealed record ReadBack(
    IReadOnlyList<OrderState> States,
    DateTimeOffset From,
    DateTimeOffset To
)
{
    /// <summary>Whether a list that cannot be read is left out of a window and the look fails, rather than the reading waits for it.</summary>
    public bool GoesOn { get; init; }

    /// <summary>Whether nobody reads it later: then a list that changes while it is read is read again at once.</summary>
    public bool IsFinal { get; init; }
}

/// <summary>
/// Reads long lists a piece a look, window by window, the newest first, so that new orders do not wait behind them. How far it is, is a time and no
/// page: orders move between pages while others are read. A window of many pages is made smaller first.
/// </summary>
internal sealed partial class OrderWindows(
    KaspiOrders kaspi,
    OrderSaving saving,
    TimeProvider clock,
    ILogger<OrderWindows> logger
)
{
    /// <summary>How much of a look such reading takes, all of it together.</summary>
    public static readonly TimeSpan MaxOfALook = TimeSpan.FromSeconds(20);

    private const int MaxPages = 10;
    private const int MaxTimes = 3;
    private static readonly TimeSpan Smallest = TimeSpan.FromHours(1);

    // Kaspi counts both ends in.
    private static readonly TimeSpan Largest =
        OrderQuery.LongestWindow - TimeSpan.FromMilliseconds(1);

    /// <summary>Reads back until a time is reached or the look has no more time; the failure that ended it, if one did.</summary>
    /// <param name="look">The look.</param>
    /// <param name="wanted">What is to be read.</param>
    /// <param name="begun">The timestamp from which <see cref="MaxOfALook"/> counts; one window is read in any case.</param>
    /// <param name="noteAsync">Notes each window that was read; false ends the reading.</param>
    /// <param name="stopping">Stops.</param>
    public async Task<Failure?> ReadBackAsync(
        OrderLook look,
        ReadBack wanted,
        long begun,
        Func<ReadWindow, Task<bool>> noteAsync,
        CancellationToken stopping
    )
    {
        var (from, to, length) = (wanted.From, wanted.To, Largest);
        while (true)
        {
            var (window, smaller, failure) = await ReadAsync(
                look,
                wanted,
                to - from > length ? to - length : from,
                to,
                stopping
            );
            if (failure is not null)
            {
                return failure;
            }

            if (window is null)
            {
                length = smaller;
                continue;
            }

            if (
                !await noteAsync(window)
                || window.From <= from
                || clock.GetElapsedTime(begun) >= MaxOfALook
            )
            {
                return null;
            }

            to = window.From;
        }
    }

    private async Task<(ReadWindow? Read, TimeSpan Smaller, Failure? Failure)> ReadAsync(
        OrderLook look,
        ReadBack wanted,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken stopping
    )
    {
        var (found, added) = (0, 0);
        // By state: without one some shops saw no finished orders (field report).
        foreach (var state in wanted.States)
        {
            var query = new OrderQuery(from, to) { State = state };
            var list = await ReadAsync(look, query, stopping);
            for (var times = 1; list.HasMoved && wanted.IsFinal; times++)
            {
                if (times == MaxTimes)
                {
                    Log.Moves(logger, state.Text, from, to, times);
                    break;
                }

                added += list.New;
                list = await ReadAsync(look, query, stopping);
            }

            if (list.Failure is { } failure)
            {
                if (!wanted.GoesOn || !failure.Kind.IsOfOneMethod())
                {
                    return (null, default, failure);
                }

                look.Fail(failure);
            }

            if (list.Pages is { } pages)
            {
                var smaller = (to - from) * MaxPages / pages;
                return (null, smaller > Smallest ? smaller : Smallest, null);
            }

            (found, added) = (found + list.Found, added + list.New);
        }

        return (new(from, to, found, added), default, null);
    }

    private async Task<ReadList> ReadAsync(
        OrderLook look,
        OrderQuery query,
        CancellationToken stopping
    )
    {
        var list = new ReadList(0, 0);
        // Before a page is asked for: what a command's look stores meanwhile is newer.
        var at = clock.GetUtcNow();
        await foreach (var page in kaspi.ListAsync(look.Shop, query, stopping))
        {
            if (page.Failure is { } failure)
            {
                stopping.ThrowIfCancellationRequested();
                return list with { Failure = failure };
            }

            look.NoteUnread(page.Value!.Unread);
            var saved = await saving.SaveAsync(look, page.Value.Orders, at, stopping);
            if (page.Value.Pages > MaxPages && query.To - query.From > Smallest)
            {
                return list with { Pages = page.Value.Pages };
            }

            list = new(list.Found + page.Value.Orders.Count, list.New + saved.New)
            {
                HasMoved = page.Value.HasMoved,
            };
            at = clock.GetUtcNow();
        }

        return list;
    }

    /// <summary>A list that was read: whole, unless it has too many pages or failed.</summary>
    private sealed record ReadList(int Found, int New)
    {
        public bool HasMoved { get; init; }

        public int? Pages { get; init; }

        public Failure? Failure { get; init; }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1,
            Level = LogLevel.Warning,
            Message = "The list {State} of orders placed from {From} to {To} changed each of the {Times} times that it was read: an order that slipped between its pages may be missing."
        )]
        public static partial void Moves(
            ILogger logger,
            string state,
            DateTimeOffset from,
            DateTimeOffset to,
            int times
        );
    }
}
