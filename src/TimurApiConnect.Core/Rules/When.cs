using TimurApiConnect.Core.Catalogue;

namespace TimurApiConnect.Core.Rules;

/// <summary>
/// To which goods a rule applies. What is not given does not matter; several values of one kind mean "any of them", several kinds
/// mean "all of them".
/// </summary>
public sealed record When
{
    /// <summary>The supplier's category ids; the categories below them count too.</summary>
    public IReadOnlyList<int> Categories { get; init; } = [];

    /// <summary>Brand names, letter case does not matter.</summary>
    public IReadOnlyList<string> Brands { get; init; } = [];

    /// <summary>The supplier's codes.</summary>
    public IReadOnlyList<int> Articles { get; init; } = [];

    /// <summary>Dealer price from (inclusive), tenge.</summary>
    public long PriceFrom { get; init; }

    /// <summary>Dealer price below (exclusive), tenge.</summary>
    public long PriceBelow { get; init; } = long.MaxValue;

    /// <summary>Every good.</summary>
    public static When Always { get; } = new();
}

/// <summary>A rule with a name and a condition. In a list of rules the first that matches counts: order is priority.</summary>
public interface IConditional
{
    /// <summary>Shown in explanations.</summary>
    string Name { get; }

    /// <summary>To which goods it applies.</summary>
    When When { get; }
}

/// <summary>A <see cref="When"/> made ready for one snapshot: names became positions, branches became leaves.</summary>
public sealed class Condition
{
    private readonly HashSet<int>? _categories;
    private readonly HashSet<int>? _brands;
    private readonly HashSet<int>? _articles;
    private readonly long _from;
    private readonly long _below;

    /// <summary>Prepares it.</summary>
    public Condition(When when, Snapshot snapshot)
    {
        _categories =
            when.Categories.Count == 0
                ? null
                : [.. when.Categories.SelectMany(snapshot.Categories.WithDescendants)];
        _brands = when.Brands.Count == 0 ? null : [.. snapshot.Brands.PositionsOf(when.Brands)];
        _articles = when.Articles.Count == 0 ? null : [.. when.Articles];
        (_from, _below) = (when.PriceFrom, when.PriceBelow);
    }

    /// <summary>Whether the good is meant.</summary>
    public bool Matches(in Good good) =>
        good.DealerPrice >= _from
        && good.DealerPrice < _below
        && (_categories is null || _categories.Contains(good.Category))
        && (_brands is null || _brands.Contains(good.Brand))
        && (_articles is null || _articles.Contains(good.Article));
}

/// <summary>Rules in order of priority, ready for one snapshot.</summary>
public sealed class RuleList<T>
    where T : IConditional
{
    private readonly Condition[] _conditions;

    /// <summary>Prepares them.</summary>
    public RuleList(IReadOnlyList<T> rules, Snapshot snapshot)
    {
        Rules = rules;
        _conditions = [.. rules.Select(r => new Condition(r.When, snapshot))];
    }

    /// <summary>The rules.</summary>
    public IReadOnlyList<T> Rules { get; }

    /// <summary>The position of the first rule that applies, or -1.</summary>
    public int FirstFor(in Good good)
    {
        for (var i = 0; i < _conditions.Length; i++)
        {
            if (_conditions[i].Matches(good))
            {
                return i;
            }
        }

        return -1;
    }
}
