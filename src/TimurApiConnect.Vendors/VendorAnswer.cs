using System.Net;
using System.Text;
using TimurApiConnect.Core.Vendors;

namespace TimurApiConnect.Vendors;

/// <summary>An answer without our tokens, with the beginning of its body: for refusals and for looking closely.</summary>
public sealed record VendorAnswer
{
    private const int LongestBody = 64 * 1024;
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    /// <summary>The status.</summary>
    public required HttpStatusCode Status { get; init; }

    /// <summary>The vendor's clock, header <c>Date</c>.</summary>
    public DateTimeOffset? Date { get; init; }

    /// <summary>How long to wait, header <c>Retry-After</c> in either of its two shapes; ten minutes at most.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The body's media type.</summary>
    public string ContentType { get; init; } = "";

    /// <summary>Where a redirect points, without its query.</summary>
    public string? Location { get; init; }

    /// <summary>The first 64 KB of the body.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Whether it is a page for people.</summary>
    public bool IsPage =>
        ContentType.Contains("html", StringComparison.OrdinalIgnoreCase)
        || Encoding
            .UTF8.GetString(Body.Span[..Math.Min(Body.Length, 64)])
            .TrimStart('\uFEFF', ' ', '\r', '\n', '\t')
            is ['<', ..];

    /// <summary>Reads an answer.</summary>
    /// <param name="response">Its head.</param>
    /// <param name="body">Its body, in which tokens are masked.</param>
    /// <param name="clock">The time.</param>
    /// <param name="mask">Masks what of its head is shown.</param>
    /// <param name="stopping">Gives up.</param>
    public static async Task<VendorAnswer> ReadAsync(
        HttpResponseMessage response,
        Stream body,
        TimeProvider clock,
        ISecretMask mask,
        CancellationToken stopping
    )
    {
        var buffer = new byte[LongestBody];
        var length = await body.ReadAtLeastAsync(
            buffer,
            LongestBody,
            throwOnEndOfStream: false,
            stopping
        );
        return new VendorAnswer
        {
            Status = response.StatusCode,
            Date = response.Headers.Date,
            RetryAfter = Pause(response, clock),
            ContentType = mask.Mask(response.Content.Headers.ContentType?.MediaType ?? ""),
            Location = response.Headers.Location is { } location
                ? Shown(location, response.RequestMessage?.RequestUri, mask)
                : null,
            Body = buffer.AsMemory(0, length),
        };
    }

    // Retry-After: 120
    // Retry-After: Wed, 21 Oct 2026 07:28:00 GMT
    private static TimeSpan? Pause(HttpResponseMessage response, TimeProvider clock)
    {
        var pause = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            // Counted by the vendor's own clock where it shows it: ours may differ.
            { Date: { } date } => date - (response.Headers.Date ?? clock.GetUtcNow()),
            _ => (TimeSpan?)null,
        };
        return pause is not { } asked ? null
            : asked < TimeSpan.Zero ? TimeSpan.Zero
            : asked > LongestPause ? LongestPause
            : asked;
    }

    // As it came first: an address that is read may lose what made an escape one.
    private static string Shown(Uri location, Uri? asked, ISecretMask mask)
    {
        if (
            !Uri.TryCreate(
                mask.Mask(location.OriginalString),
                UriKind.RelativeOrAbsolute,
                out var address
            ) || (!address.IsAbsoluteUri && !Uri.TryCreate(asked, address, out address))
        )
        {
            return "no address";
        }

        return mask.Mask(
            address.GetComponents(
                UriComponents.SchemeAndServer | UriComponents.Path,
                UriFormat.UriEscaped
            )
        );
    }
}
