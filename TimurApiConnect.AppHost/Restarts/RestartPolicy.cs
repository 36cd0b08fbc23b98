namespace TimurApiConnect.AppHost.Restarts;

/// <summary>When a process that ended by a fault is started again: at once, then less and less eagerly, and no more when it never stays.</summary>
internal sealed class RestartPolicy
{
    /// <summary>So many ends within <see cref="Window"/> are no accident any more.</summary>
    public const int MaxEnds = 6;

    /// <summary>Ends older than this are forgotten.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);

    private readonly Queue<DateTimeOffset> _ends = [];

    /// <summary>Notes an end.</summary>
    /// <param name="now">When it ended, UTC.</param>
    /// <returns>How long to wait before the start: 1, 2, 4, 8, 16 seconds; null to give up.</returns>
    public TimeSpan? Ended(DateTimeOffset now)
    {
        while (_ends.TryPeek(out var oldest) && now - oldest > Window)
        {
            _ends.Dequeue();
        }

        _ends.Enqueue(now);
        return _ends.Count < MaxEnds ? First * (1 << (_ends.Count - 1)) : null;
    }
}
