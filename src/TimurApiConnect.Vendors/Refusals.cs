using System.Net;
using TimurApiConnect.Core.Failures;

namespace TimurApiConnect.Vendors;

/// <summary>Names refusals as far as HTTP itself tells; what only one vendor says, its connector looks at first.</summary>
public static class Refusals
{
    private const int LongestQuote = 200;

    /// <summary>Names a refusal.</summary>
    /// <param name="vendor">Who refused.</param>
    /// <param name="call">What was asked.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="said">What the vendor said about it, in its own words; may be empty.</param>
    public static Failure Name(IVendor vendor, VendorCall call, VendorAnswer answer, string said)
    {
        var status = (int)answer.Status;
        var because =
            said.Length > 0 ? $"Status {status}: \"{Quoted(said)}\"."
            : answer.IsPage ? $"Status {status} with a page for people."
            : $"Status {status}.";
        var (kind, detail, move) = answer.Status switch
        {
            HttpStatusCode.TooManyRequests => (
                FailureKind.OverTheLimit,
                because,
                $"Something else uses the same token or address, or the pace is too fast. The pause is kept."
            ),
            // A firewall's page, not the vendor's word about the token.
            HttpStatusCode.Forbidden when answer.IsPage => (
                FailureKind.RequestRefused,
                because,
                $"A firewall before {vendor.Name} refuses this machine's address or headers: try from another network or through Outbound:Proxy. POST /api/diagnostics/{vendor.Name.Key} tells more."
            ),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => (
                FailureKind.TokenRefused,
                because,
                $"Put the right token into {vendor.TokenSetting(call.Account)}; work goes on by itself then."
            ),
            _ when status >= 500 => (
                FailureKind.ServerError,
                because,
                $"{vendor.Name}'s own fault; it is tried again at the next tick."
            ),
            _ when status is >= 300 and < 400 => (
                FailureKind.RequestRefused,
                $"Status {status}: it points to {answer.Location ?? "nowhere"}.",
                $"Redirects are not followed, since they would carry the token along. Check BaseUrl in the settings."
            ),
            _ => (
                FailureKind.RequestRefused,
                because,
                $"Check BaseUrl in the settings; the address or a parameter is not what {vendor.Name} knows."
            ),
        };
        return new Failure(kind, vendor.Name.Text, call.Step, detail, move)
        {
            RetryAfter = answer.RetryAfter,
        };
    }

    /// <summary>A vendor's words, short enough for a sentence and on one line, without NUL, which PostgreSQL takes in no text.</summary>
    public static string Quoted(string said)
    {
        var line = string.Join(
            ' ',
            said.Replace("\0", "", StringComparison.Ordinal)
                .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        );
        return line.Length <= LongestQuote ? line : $"{line[..LongestQuote]}…";
    }
}
