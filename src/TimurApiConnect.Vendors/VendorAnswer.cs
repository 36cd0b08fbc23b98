using System.Net;
using System.Text;
using TimurApiConnect.Core.Vendors;

namespace TimurApiConnect.Vendors;

/// <summary>An answer as it came, with the beginning of its body: for refusals and for looking closely.</summary>
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

    /// <summary>The first 64 KB of the body; of a refusal without secrets.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Whether it is a page for people.</summary>
    public bool IsPage =>
        ContentType.Contains("html", StringComparison.OrdinalIgnoreCase)
        || Encoding
            .UTF8.GetString(Body.Span[..Math.Min(Body.Length, 64)])
            .TrimStart('\uFEFF', ' ', '\r', '\n', '\t')
            is ['<', ..];

    /// <summary>Reads an answer.</summary>
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
            ContentType = response.Content.Headers.ContentType?.MediaType ?? "",
            Location = Shown(response.Headers.Location, response.RequestMessage?.RequestUri),
            Body = response.IsSuccessStatusCode
                ? buffer.AsMemory(0, length)
                : Masked(buffer.AsSpan(0, length), mask),
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

    // Byte by byte a letter, and back: whatever encoding it is in, nothing else changes.
    private static byte[] Masked(ReadOnlySpan<byte> body, ISecretMask mask) =>
        Encoding.Latin1.GetBytes(mask.Mask(Encoding.Latin1.GetString(body)));

    private static string? Shown(Uri? location, Uri? asked) =>
        location is null ? null
        : !location.IsAbsoluteUri && asked is not null ? Shown(new Uri(asked, location), asked)
        : location.GetComponents(
            UriComponents.SchemeAndServer | UriComponents.Path,
            UriFormat.UriEscaped
        );
}
