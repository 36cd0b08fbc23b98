using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Vendors;

namespace TimurApiConnect.Kaspi.Orders;

/// <summary>Answers that came and cannot be used.</summary>
internal static class Unreadable
{
    public static Failure Because(string step, string evidence) =>
        new(
            FailureKind.Unreadable,
            VendorName.Kaspi.Text,
            step,
            evidence,
            "Nothing was changed; it is tried again. If it repeats, Kaspi has changed its format, or BaseUrl leads to another service."
        );
}
