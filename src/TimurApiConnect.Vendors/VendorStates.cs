using System.Collections.Concurrent;
using TimurApiConnect.Core.Vendors;
using TimurApiConnect.Vendors.Retries;

namespace TimurApiConnect.Vendors;

/// <summary>What this process knows of each vendor and account.</summary>
public sealed class VendorStates(TimeProvider clock)
{
    private readonly ConcurrentDictionary<(string Vendor, string Account), VendorState> _states =
        new();
    private readonly ConcurrentDictionary<string, RetryBudget> _budgets = new(
        StringComparer.Ordinal
    );

    internal VendorState Of(VendorName vendor, string account) =>
        _states.GetOrAdd(
            (vendor.Key, account.ToUpperInvariant()),
            _ => new VendorState(new Breaker(clock))
        );

    internal RetryBudget BudgetOf(VendorName vendor) =>
        _budgets.GetOrAdd(vendor.Key, _ => new RetryBudget());
}

/// <summary>What this process knows of one account at a vendor.</summary>
internal sealed class VendorState(Breaker breaker)
{
    private const int Kept = 100;
    private readonly Lock _lock = new();
    private readonly Queue<long> _took = new(Kept);

    public Breaker Breaker => breaker;

    /// <summary>Adds a call that was answered.</summary>
    public void Took(TimeSpan elapsed)
    {
        lock (_lock)
        {
            if (_took.Count == Kept)
            {
                _took.Dequeue();
            }

            _took.Enqueue((long)elapsed.TotalMilliseconds);
        }
    }

    /// <summary>How long the last calls took; null before the first.</summary>
    public LatencyView? Latency
    {
        get
        {
            long[] sorted;
            lock (_lock)
            {
                sorted = [.. _took.Order()];
            }

            return sorted.Length == 0
                ? null
                : new LatencyView(
                    sorted[(sorted.Length - 1) / 2],
                    sorted[(int)Math.Ceiling(sorted.Length * 0.95) - 1],
                    sorted.Length
                );
        }
    }
}
