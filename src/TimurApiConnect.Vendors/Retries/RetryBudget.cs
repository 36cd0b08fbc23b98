namespace TimurApiConnect.Vendors.Retries;

/// <summary>
/// How many repetitions are left. Every call saves up a share of one, each repetition spends one: however long an outage lasts, repetitions
/// stay a small part of the load.
/// </summary>
internal sealed class RetryBudget
{
    private readonly Lock _lock = new();
    private double? _saved;

    /// <summary>A first try was made.</summary>
    public void Called(int percent, int burst)
    {
        lock (_lock)
        {
            _saved = Math.Min(burst, (_saved ?? burst) + (percent / 100.0));
        }
    }

    /// <summary>Spends one repetition, if there is one.</summary>
    public bool TrySpend(int burst)
    {
        lock (_lock)
        {
            var saved = _saved ?? burst;
            if (saved < 1)
            {
                return false;
            }

            _saved = saved - 1;
            return true;
        }
    }
}
