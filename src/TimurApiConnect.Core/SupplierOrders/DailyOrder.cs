namespace TimurApiConnect.Core.SupplierOrders;

/// <summary>When a day's order is made.</summary>
public static class DailyOrder
{
    /// <summary>
    /// The day whose order is due; null when none is. What a worker that was down has missed is made up for as soon as there is one again.
    /// </summary>
    /// <param name="now">Almaty time.</param>
    /// <param name="at">When a day's order is made.</param>
    /// <param name="made">The last day whose order was made; the default before the first: then there is nothing to make up for.</param>
    public static DateOnly? DueDay(DateTime now, TimeOnly at, DateOnly made)
    {
        var today = DateOnly.FromDateTime(now);
        var last = TimeOnly.FromDateTime(now) >= at ? today : today.AddDays(-1);
        return made >= last || (made == default && last < today) ? null : last;
    }
}
