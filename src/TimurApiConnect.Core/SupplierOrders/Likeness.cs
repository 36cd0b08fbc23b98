namespace TimurApiConnect.Core.SupplierOrders;

/// <summary>Whether an order at the supplier may be one of ours whose answer was lost, by what a list shows of it.</summary>
public static class Likeness
{
    // The supplier's clock may stand in another zone: Moscow's is two hours behind Almaty's.
    private static readonly TimeSpan ClocksDiffer = TimeSpan.FromHours(3);

    /// <summary>Whether its sum is that of ours and it was not placed before ours was sent.</summary>
    /// <param name="found">As the list shows it.</param>
    /// <param name="sentAt">When ours was sent, Almaty time.</param>
    /// <param name="total">What ours comes to, tenge.</param>
    /// <param name="pieces">How many pieces are on ours: sums may be rounded, a tenge a piece.</param>
    public static bool MayBe(OrderReading found, DateTime sentAt, long total, int pieces) =>
        Math.Abs(found.Sum - total) <= pieces && !WasBefore(found.Date, sentAt - ClocksDiffer);

    // A whole day counts to its end.
    private static bool WasBefore(DateTime? date, DateTime moment) =>
        date is { } at && (at.TimeOfDay == TimeSpan.Zero ? at.AddDays(1) : at) <= moment;
}
