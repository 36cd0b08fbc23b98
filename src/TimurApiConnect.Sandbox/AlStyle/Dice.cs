namespace TimurApiConnect.Sandbox.AlStyle;

/// <summary>
/// Small deterministic random numbers (SplitMix64): the same in every version of .NET, and cheap enough to be
/// thrown anew for every field of every good, so that no text has to be kept.
/// </summary>
internal struct Dice(ulong state)
{
    private ulong _state = state;

    /// <summary>Dice for one purpose of one good: what another purpose draws does not move them.</summary>
    public static Dice For(int seed, int index, int purpose)
    {
        var mixed = new Dice(((ulong)(uint)seed << 32) ^ (uint)purpose);
        return new Dice(mixed.Next() + ((ulong)(uint)index * 0x9E3779B97F4A7C15UL));
    }

    public ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    /// <summary>0 to below 1.</summary>
    public double Share() => (Next() >> 11) * (1.0 / (1UL << 53));

    public bool Chance(double share) => Share() < share;

    /// <summary>Both ends included.</summary>
    public int Between(int low, int high) => low + (int)(Next() % (ulong)(high - low + 1));

    public T Pick<T>(ReadOnlySpan<T> from) => from[(int)(Next() % (ulong)from.Length)];
}
