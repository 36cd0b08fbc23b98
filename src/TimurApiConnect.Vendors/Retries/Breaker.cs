using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Vendors;

namespace TimurApiConnect.Vendors.Retries;

/// <summary>
/// Leaves a vendor alone that has failed too often in a row. After a while one call may try; when the vendor answers it, all may again.
/// Only failures that speak of the vendor's state count; any answer shows that it is there.
/// </summary>
internal sealed class Breaker(TimeProvider clock)
{
    private readonly Lock _lock = new();
    private int _failures;
    private DateTimeOffset? _since;
    private DateTimeOffset _until;
    private Failure? _last;
    private bool _trying;

    /// <summary>How it stands.</summary>
    public BreakerView View
    {
        get
        {
            lock (_lock)
            {
                return new BreakerView(_since, _since is null ? null : _until, _failures);
            }
        }
    }

    /// <summary>Whether a call may go. Who was let through tells the outcome with <see cref="Report"/>, whatever it is.</summary>
    /// <returns>Null when it may; else until when not, and the last failure.</returns>
    public (DateTimeOffset Until, Failure Last)? Enter(bool isProbe)
    {
        lock (_lock)
        {
            if (_since is null || isProbe)
            {
                return null;
            }

            if (clock.GetUtcNow() >= _until && !_trying)
            {
                _trying = true;
                return null;
            }

            return (_until, _last!);
        }
    }

    /// <summary>How the call went.</summary>
    /// <returns>Whether the breaker has just opened or closed.</returns>
    public bool Report(Failure? failure, int breakAfter, TimeSpan breakFor)
    {
        lock (_lock)
        {
            var (wasOpen, trying) = (_since is not null, _trying);
            _trying = false;
            if (failure is null || failure.Kind.IsAnswer() && !failure.Kind.IsOutage())
            {
                (_failures, _since, _last) = (0, null, null);
                return wasOpen;
            }

            if (!failure.Kind.IsOutage())
            {
                // Stopped by ourselves: it says nothing about the vendor.
                return false;
            }

            (_failures, _last) = (_failures + 1, failure);
            if (!trying && (wasOpen || _failures < breakAfter))
            {
                return false;
            }

            var now = clock.GetUtcNow();
            _since ??= now;
            _until = now + breakFor;
            return !wasOpen;
        }
    }
}
