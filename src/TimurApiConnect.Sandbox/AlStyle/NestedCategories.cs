namespace TimurApiConnect.Sandbox.AlStyle;

/// <summary>A row of <c>/categories</c>: nested sets, no parent id.</summary>
internal sealed record CategoryRow(int Id, string Name, int Left, int Right, int Level, Kind? Kind);

/// <summary>Three levels; goods hang on leaves only.</summary>
internal sealed class NestedCategories
{
    private readonly int[] _order;

    public NestedCategories(int seed)
    {
        var all = new List<CategoryRow>();
        var place = 0;
        foreach (var branch in Assortment.Branches)
        {
            var left = ++place;
            var below = new List<CategoryRow>();
            foreach (var (name, kinds) in branch.Parts)
            {
                var partLeft = ++place;
                foreach (var kind in kinds)
                {
                    below.Add(new(Id(all, below), kind.Plural, ++place, ++place, 3, kind));
                }

                below.Add(new(Id(all, below), name, partLeft, ++place, 2, null));
            }

            all.AddRange(below);
            all.Add(new(Id(all, []), branch.Name, left, ++place, 1, null));
        }

        All = all;
        Leaves = [.. Enumerable.Range(0, all.Count).Where(i => all[i].Kind is not null)];
        _order = Shuffled(all.Count, seed);
    }

    public IReadOnlyList<CategoryRow> All { get; }

    /// <summary>Positions in <see cref="All"/> of the categories that have goods.</summary>
    public IReadOnlyList<int> Leaves { get; }

    /// <summary>The supplier does not sort its answer.</summary>
    public IEnumerable<int> InAnswerOrder => _order;

    public IEnumerable<int> Below(int id)
    {
        var root = All.FirstOrDefault(c => c.Id == id);
        return root is null
            ? []
            : _order.Where(i => All[i].Left > root.Left && All[i].Right < root.Right);
    }

    private static int Id(List<CategoryRow> all, List<CategoryRow> below) =>
        3400 + ((all.Count + below.Count) * 7);

    private static int[] Shuffled(int count, int seed)
    {
        var order = Enumerable.Range(0, count).ToArray();
        var dice = Dice.For(seed, 0, purpose: 90);
        for (var i = count - 1; i > 0; i--)
        {
            var j = dice.Between(0, i);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order;
    }
}
