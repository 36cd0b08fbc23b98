namespace TimurApiConnect.Sandbox;

/// <summary>Settings that the control API changes while requests are being answered: each request reads one whole copy.</summary>
internal sealed class Live<T>
    where T : class
{
    private readonly T _initial;
    private volatile T _current;

    public Live(T initial) => _initial = _current = initial;

    public T Current => _current;

    public void Replace(T next) => _current = next;

    public void Reset() => _current = _initial;
}
