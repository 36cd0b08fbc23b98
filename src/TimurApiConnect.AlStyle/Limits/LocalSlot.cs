using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.Vendors;

namespace TimurApiConnect.AlStyle.Limits;

/// <summary>The slot as far as this process knows: who waits, who calls, when the next may.</summary>
internal sealed class LocalSlot
{
    private readonly Lock _lock = new();
    private int _urgentWaiting;
    private bool _held;
    private long _freeAt = long.MinValue;

    /// <summary>Redis did not answer the last time.</summary>
    public bool RedisAway { get; set; }

    /// <summary>The turn in the database, which counts while Redis is away.</summary>
    public IEndTurn? Lease { get; set; }

    public void Enter(Urgency urgency) => Count(urgency, 1);

    public void Leave(Urgency urgency) => Count(urgency, -1);

    /// <summary>Zero when a try makes sense now.</summary>
    public TimeSpan UntilFree(Urgency urgency, TimeProvider clock)
    {
        lock (_lock)
        {
            if (_held || (urgency == Urgency.Routine && _urgentWaiting > 0))
            {
                return TimeSpan.FromMilliseconds(10);
            }

            var left = TimeSpan.FromSeconds(
                (_freeAt - clock.GetTimestamp()) / (double)clock.TimestampFrequency
            );
            return _freeAt == long.MinValue || left <= TimeSpan.Zero
                ? TimeSpan.Zero
                : left + TimeSpan.FromMilliseconds(1);
        }
    }

    /// <summary>Takes it inside the process, if it is still free.</summary>
    public bool TryHold(Urgency urgency, TimeProvider clock)
    {
        lock (_lock)
        {
            if (_held || UntilFree(urgency, clock) > TimeSpan.Zero)
            {
                return false;
            }

            _held = true;
            return true;
        }
    }

    /// <summary>Gives it back unused.</summary>
    public void Drop()
    {
        lock (_lock)
        {
            _held = false;
        }
    }

    /// <summary>Gives it back; nobody calls for a while.</summary>
    public void Rest(TimeSpan rest, TimeProvider clock)
    {
        lock (_lock)
        {
            _held = false;
            _freeAt = clock.GetTimestamp() + (long)(rest.TotalSeconds * clock.TimestampFrequency);
        }
    }

    private void Count(Urgency urgency, int by)
    {
        if (urgency == Urgency.Urgent)
        {
            lock (_lock)
            {
                _urgentWaiting += by;
            }
        }
    }
}
