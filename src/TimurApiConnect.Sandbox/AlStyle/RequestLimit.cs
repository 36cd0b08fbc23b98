using System.Collections.Concurrent;

namespace TimurApiConnect.Sandbox.AlStyle;

/// <summary>
/// One request per interval and token, over all methods, measured when the request arrives. A refused request does
/// not move the window.
/// </summary>
internal sealed class RequestLimit(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, long> _last = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private long _accepted;
    private long _refused;

    public long Accepted => Interlocked.Read(ref _accepted);

    public long Refused => Interlocked.Read(ref _refused);

    public bool TryTake(string token, TimeSpan interval)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            if (_last.TryGetValue(token, out var last) && time.GetElapsedTime(last, now) < interval)
            {
                _refused++;
                return false;
            }

            _last[token] = now;
            _accepted++;
            return true;
        }
    }

    public void Reset()
    {
        lock (_lock)
        {
            _last.Clear();
            _accepted = _refused = 0;
        }
    }
}
