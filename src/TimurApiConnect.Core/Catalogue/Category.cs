namespace TimurApiConnect.Core.Catalogue;

/// <summary>A category in the supplier's nested sets: a child's numbers lie between its parent's.</summary>
/// <param name="Id">The supplier's id.</param>
/// <param name="Name">Russian name, untrusted.</param>
/// <param name="Left">Left number.</param>
/// <param name="Right">Right number.</param>
/// <param name="Level">Depth, the root first.</param>
public sealed record Category(int Id, string Name, int Left, int Right, int Level);

/// <summary>The categories by id, and who lies below whom.</summary>
public sealed class CategoryTree
{
    private readonly Dictionary<int, Category> _byId;

    /// <summary>Takes them in any order: the supplier does not sort them. Of two with one id the first counts.</summary>
    public CategoryTree(IEnumerable<Category> categories)
    {
        All = [.. categories.DistinctBy(c => c.Id).OrderBy(c => c.Left)];
        _byId = All.ToDictionary(c => c.Id);
    }

    /// <summary>No category at all.</summary>
    public static CategoryTree Empty { get; } = new([]);

    /// <summary>All, in tree order.</summary>
    public IReadOnlyList<Category> All { get; }

    /// <summary>The category, or null when the supplier did not list it.</summary>
    public Category? Find(int id) => _byId.GetValueOrDefault(id);

    /// <summary>The ids below and at <paramref name="id"/>; just itself when it is not in the tree.</summary>
    public IEnumerable<int> WithDescendants(int id) =>
        Find(id) is { } top
            ? All.Where(c => c.Left >= top.Left && c.Right <= top.Right).Select(c => c.Id)
            : [id];
}
