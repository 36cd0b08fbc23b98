namespace TimurApiConnect.Sandbox.Faults;

/// <summary>The faults that wait for one vendor's next requests.</summary>
internal sealed class FaultPlan
{
    private readonly Lock _lock = new();
    private readonly LinkedList<(Fault Fault, int Left)> _waiting = new();

    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Sum(w => w.Left);
            }
        }
    }

    public void Add(Fault fault, int count)
    {
        lock (_lock)
        {
            _waiting.AddLast((fault, count));
        }
    }

    public Fault? Next()
    {
        lock (_lock)
        {
            if (_waiting.First is not { } first)
            {
                return null;
            }

            var (fault, left) = first.Value;
            if (left > 1)
            {
                first.Value = (fault, left - 1);
            }
            else
            {
                _waiting.RemoveFirst();
            }

            return fault;
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _waiting.Clear();
        }
    }
}

/// <summary>One plan a vendor.</summary>
internal sealed class FaultPlans
{
    public FaultPlan AlStyle { get; } = new();

    public FaultPlan Kaspi { get; } = new();

    public void Clear()
    {
        AlStyle.Clear();
        Kaspi.Clear();
    }
}
