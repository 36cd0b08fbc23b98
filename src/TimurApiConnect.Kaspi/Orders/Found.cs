namespace TimurApiConnect.Kaspi.Orders;

/// <summary>What was looked for; null when there is none, which is an answer and no failure.</summary>
/// <param name="Value">What was found.</param>
public sealed record Found<T>(T? Value)
    where T : class;
