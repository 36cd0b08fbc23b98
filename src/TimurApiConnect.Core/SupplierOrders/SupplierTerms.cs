namespace TimurApiConnect.Core.SupplierOrders;

/// <summary>What the supplier knows of us: who may take goods, and how they come.</summary>
/// <param name="Bin">The company's number.</param>
/// <param name="Attorneys">The powers of attorney.</param>
/// <param name="Deliveries">The delivery methods.</param>
public sealed record SupplierTerms(
    string Bin,
    IReadOnlyList<Attorney> Attorneys,
    IReadOnlyList<DeliveryMethod> Deliveries
)
{
    /// <summary>The power of attorney to use: the one that is named, else the main one, else the one that lasts longest.</summary>
    /// <param name="number">Its number as set; null: the main one.</param>
    public Attorney? ChooseAttorney(string? number) =>
        number is { Length: > 0 }
            ? Attorneys.FirstOrDefault(a => a.Number == number)
            : Attorneys
                .OrderByDescending(a => a.IsMain)
                .ThenByDescending(a => a.Until ?? DateOnly.MaxValue)
                .FirstOrDefault();

    /// <summary>The delivery method to use: the first whose kind or address holds the words, else the main one, else the first.</summary>
    /// <param name="words">As set; null: the main one.</param>
    public DeliveryMethod? ChooseDelivery(string? words) =>
        words is { Length: > 0 }
            ? Deliveries.FirstOrDefault(d =>
                d.Kind.Contains(words, StringComparison.OrdinalIgnoreCase)
                || d.Address.Contains(words, StringComparison.OrdinalIgnoreCase)
            )
            : Deliveries.OrderByDescending(d => d.IsMain).FirstOrDefault();
}

/// <summary>A power of attorney: without a valid one the supplier gives nothing out.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Name">Whose it is. Personal data.</param>
/// <param name="Until">Its last day; null when the supplier gives none that can be read.</param>
/// <param name="IsMain">Whether the supplier calls it the main one.</param>
/// <param name="Document">As the supplier sent it (JSON): an order wants it back like that.</param>
public sealed record Attorney(
    string Number,
    string Name,
    DateOnly? Until,
    bool IsMain,
    string Document
)
{
    /// <summary>From how many days before its end it is pointed out.</summary>
    public const int WarnDays = 14;

    /// <summary>How many days it is still good for, today not counted; null when that is not known.</summary>
    public int? DaysLeft(DateOnly today) => Until?.DayNumber - today.DayNumber;

    /// <summary>Whether it is over.</summary>
    public bool IsExpired(DateOnly today) => DaysLeft(today) < 0;

    /// <summary>Whether it ends soon.</summary>
    public bool EndsSoon(DateOnly today) => DaysLeft(today) is >= 0 and <= WarnDays;

    /// <summary>What a person should know of its end, in a sentence; null when it is far. A number and no name: whose it is, is personal.</summary>
    public string? Warning(DateOnly today) =>
        IsExpired(today)
            ? $"The power of attorney {Number} ended on {Until:yyyy-MM-dd}; nothing can be ordered with it. Give the supplier a new one."
        : EndsSoon(today)
            ? $"The power of attorney {Number} ends on {Until:yyyy-MM-dd}. Give the supplier a new one before."
        : null;
}

/// <summary>A way in which goods come.</summary>
/// <param name="Kind">The supplier's word: <c>Самовывоз</c>.</param>
/// <param name="Carrier">Who brings it.</param>
/// <param name="Address">Where to.</param>
/// <param name="IsMain">Whether the supplier calls it the main one.</param>
/// <param name="Document">As the supplier sent it (JSON).</param>
public sealed record DeliveryMethod(
    string Kind,
    string Carrier,
    string Address,
    bool IsMain,
    string Document
);
