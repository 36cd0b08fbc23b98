using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Runs;
using TimurApiConnect.Core.Vendors;

namespace TimurApiConnect.Gateway.Status;

/// <summary>
/// What is wrong with a vendor, and what follows from it: one cause is said once, with its consequences, and not again for each of them.
/// </summary>
internal sealed class VendorTrouble
{
    private static readonly string NotAsked = FailureKind.NotAsked.Code();
    private readonly VendorStatus _vendor;
    private readonly string? _code;

    private VendorTrouble(VendorStatus vendor) =>
        (_vendor, _code) = (
            vendor,
            vendor.Token.State == TokenState.Refused
                ? FailureKind.TokenRefused.Code()
                : vendor.LastFailure?.Code
        );

    /// <summary>The vendors that something is wrong with.</summary>
    public static IReadOnlyList<VendorTrouble> Of(StatusView status) =>
        [.. (status.Vendors ?? []).Where(v => v.Failing).Select(v => new VendorTrouble(v))];

    /// <summary>Whether a run failed for this.</summary>
    public bool Explains(ShopStatus shop, RunStatus run) =>
        IsAbout(shop.Supplier)
        && run.State == RunState.Failed
        && run.FailureCode is { } code
        && (code == _code || code == NotAsked);

    /// <summary>Whether it is about a supplier account.</summary>
    public bool IsAbout(string supplierAccount) =>
        _vendor.Vendor == VendorName.AlStyle.Key
        && string.Equals(_vendor.Account, supplierAccount, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it is about a shop's orders.</summary>
    public bool IsAboutOrders(string shop) =>
        _vendor.Vendor == VendorName.Kaspi.Key
        && string.Equals(_vendor.Account, shop, StringComparison.OrdinalIgnoreCase);

    /// <summary>The sentence.</summary>
    /// <param name="failing">Shops whose runs fail for it.</param>
    /// <param name="stockAge">How old stock and prices are, where that is too old.</param>
    public string Text(IReadOnlyCollection<string> failing, string? stockAge)
    {
        var who =
            $"{VendorName.Find(_vendor.Vendor)?.Text ?? _vendor.Vendor}, account {_vendor.Account}";
        var cause =
            _vendor.Token.State == TokenState.Refused
                ? $"the token is refused{(_vendor.Token.ProvedAt is { } at ? $" ({at.UtcDateTime:yyyy-MM-dd HH:mm} UTC)" : "")}; nothing is sent with it until it is replaced or a check finds it good."
            : _vendor.Breaker is { State: BreakerState.Open, Until: { } until }
                ? $"it has failed too often in a row and is left alone until {until.UtcDateTime:HH:mm:ss} UTC."
            : "the last call failed.";
        return string.Join(
            ' ',
            new[]
            {
                $"{who}: {cause}",
                failing.Count > 0 ? $"Runs of {string.Join(", ", failing)} fail for it." : "",
                stockAge is null ? "" : $"Stock and prices are {stockAge} old.",
                _vendor.LastFailure?.Text ?? "",
            }.Where(s => s.Length > 0)
        );
    }
}
