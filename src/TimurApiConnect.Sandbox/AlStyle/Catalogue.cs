using System.Text.Json;

namespace TimurApiConnect.Sandbox.AlStyle;

/// <summary>
/// The supplier's goods in memory. Whoever writes an answer copies a slice under the lock and formats it outside, so
/// that a slow reader does not stop the clock.
/// </summary>
internal sealed class Catalogue
{
    public const int Slice = 512;

    private readonly Lock _lock = new();
    private readonly Dictionary<int, Dictionary<string, JsonElement>> _overrides = [];
    private ShelfGood[] _goods = [];

    public Catalogue(Live<AlStyleSettings> settings)
    {
        var now = settings.Current;
        Rebuild(now.Seed, now.Goods);
    }

    public NestedCategories Tree { get; private set; } = null!;

    public BrandBook Brands { get; private set; } = null!;

    public Texts Texts { get; private set; } = null!;

    public int Seed { get; private set; }

    public int Count => Volatile.Read(ref _goods).Length;

    public void Rebuild(int seed, int count)
    {
        var tree = new NestedCategories(seed);
        var brands = new BrandBook(seed);
        var goods = CatalogueGenerator.Build(seed, count, tree, brands);
        lock (_lock)
        {
            Seed = seed;
            Tree = tree;
            Brands = brands;
            Texts = new Texts(seed, tree, brands);
            _overrides.Clear();
            Volatile.Write(ref _goods, goods);
        }
    }

    /// <summary>Copies goods from <paramref name="start"/> on; returns how many, 0 at the end.</summary>
    public int Copy(int start, Span<ShelfGood> into)
    {
        lock (_lock)
        {
            var count = Math.Clamp(_goods.Length - start, 0, into.Length);
            _goods.AsSpan(start, count).CopyTo(into);
            return count;
        }
    }

    public int IndexOf(int article)
    {
        lock (_lock)
        {
            var goods = _goods;
            int low = 0,
                high = goods.Length - 1;
            while (low <= high)
            {
                var middle = (low + high) >>> 1;
                var found = goods[middle].Article;
                if (found == article)
                {
                    return middle;
                }

                (low, high) = found < article ? (middle + 1, high) : (low, middle - 1);
            }

            return -1;
        }
    }

    public ShelfGood At(int index)
    {
        lock (_lock)
        {
            return _goods[index];
        }
    }

    public delegate void Edit(ref ShelfGood good);

    /// <summary>Changes one good; returns it as it was and as it is.</summary>
    public (ShelfGood Was, ShelfGood Now) Change(int index, Edit edit)
    {
        lock (_lock)
        {
            ref var good = ref _goods[index];
            var was = good;
            edit(ref good);
            return (was, good);
        }
    }

    /// <summary>From now on the field is answered with exactly this JSON.</summary>
    public void Override(int article, int index, string field, JsonElement value)
    {
        lock (_lock)
        {
            if (!_overrides.TryGetValue(article, out var fields))
            {
                _overrides[article] = fields = new(StringComparer.Ordinal);
            }

            fields[field] = value.Clone();
            _goods[index].HasOverride = true;
        }
    }

    public void DropOverride(int article, int index, string field)
    {
        lock (_lock)
        {
            if (
                _overrides.TryGetValue(article, out var fields)
                && fields.Remove(field)
                && fields.Count == 0
            )
            {
                _overrides.Remove(article);
                _goods[index].HasOverride = false;
            }
        }
    }

    public bool TryOverride(ShelfGood good, string field, out JsonElement value)
    {
        value = default;
        if (!good.HasOverride)
        {
            return false;
        }

        lock (_lock)
        {
            return _overrides.TryGetValue(good.Article, out var fields)
                && fields.TryGetValue(field, out value);
        }
    }
}
