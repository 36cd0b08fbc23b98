namespace TimurApiConnect.Core.Stock;

/// <summary>
/// What others have a claim to before a buyer sees it: pieces that open orders reserve, and what the cancellation guard keeps back. Beside the rules,
/// since it changes with every order.
/// </summary>
public sealed class StockClaims
{
    /// <summary>Nobody claims anything.</summary>
    public static StockClaims None { get; } = new();

    /// <summary>Pieces that open orders reserve, by article, over all shops that sell from the same shelf.</summary>
    public IReadOnlyDictionary<int, int> Reserved { get; init; } = new Dictionary<int, int>();

    /// <summary>Kept back of every good on top of its stock rule's buffer, while cancellations come near Kaspi's line.</summary>
    public int ExtraBuffer { get; init; }

    /// <summary>Articles that the guard has taken off sale.</summary>
    public IReadOnlySet<int> OffSale { get; init; } = new HashSet<int>();

    /// <summary>Pieces of an article that open orders reserve.</summary>
    public int ReservedOf(int article) => Reserved.GetValueOrDefault(article);
}
