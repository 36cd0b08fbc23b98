using TimurApiConnect.Core.Failures;

namespace TimurApiConnect.Core.Vendors;

/// <summary>How one try of a call to a vendor went, and how the vendor stands after it.</summary>
/// <param name="Vendor">Who was asked.</param>
/// <param name="Account">In whose name: a supplier account or a shop.</param>
/// <param name="Step">What was asked for.</param>
/// <param name="Failure">What went wrong, or null.</param>
/// <param name="Elapsed">How long it took, without the wait for its turn.</param>
public sealed record VendorNote(
    VendorName Vendor,
    string Account,
    string Step,
    Failure? Failure,
    TimeSpan Elapsed
)
{
    /// <summary>The token that was shown to the vendor. A secret: it is compared and never stored.</summary>
    public string? Token { get; init; }

    /// <summary>How the breaker stands now.</summary>
    public BreakerView Breaker { get; init; } = BreakerView.Closed;

    /// <summary>How long the last calls took.</summary>
    public LatencyView? Latency { get; init; }
}

/// <summary>How a breaker stands.</summary>
/// <param name="OpenSince">Since when nothing is sent; null when it is closed.</param>
/// <param name="OpenUntil">When one call may try again.</param>
/// <param name="Failures">Failures in a row that speak of the vendor's state.</param>
public sealed record BreakerView(DateTimeOffset? OpenSince, DateTimeOffset? OpenUntil, int Failures)
{
    /// <summary>Calls go through.</summary>
    public static BreakerView Closed { get; } = new(null, null, 0);
}

/// <summary>How long the last calls took.</summary>
/// <param name="MedianMs">Half of them took less, milliseconds.</param>
/// <param name="P95Ms">Nineteen of twenty took less, milliseconds.</param>
/// <param name="Calls">How many they are.</param>
public sealed record LatencyView(long MedianMs, long P95Ms, int Calls);
