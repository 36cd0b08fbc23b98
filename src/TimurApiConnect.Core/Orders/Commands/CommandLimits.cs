namespace TimurApiConnect.Core.Orders.Commands;

/// <summary>How long the effect of a command is looked for, and how often it is sent.</summary>
/// <param name="SettleAfter">For how long when nobody knows whether Kaspi has got it.</param>
/// <param name="AppearsWithin">For how long when Kaspi has taken it.</param>
/// <param name="MaxAttempts">How often it is sent at most, where it may be sent again at all.</param>
public sealed record CommandLimits(TimeSpan SettleAfter, TimeSpan AppearsWithin, int MaxAttempts)
{
    private const int LooksWhileSettling = 6;

    /// <summary>Between two looks at the order.</summary>
    public TimeSpan LookEvery => SettleAfter / LooksWhileSettling;
}
