using TimurApiConnect.Core.Failures;

namespace TimurApiConnect.Vendors;

/// <summary>What a look at a vendor brought.</summary>
/// <param name="Answer">The answer, when one came, whatever it says.</param>
/// <param name="Failure">What is wrong, or null.</param>
public sealed record VendorLook(VendorAnswer? Answer, Failure? Failure);
