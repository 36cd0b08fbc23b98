using System.Globalization;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace TimurApiConnect.Gateway.PriceLists;

/// <summary>What a request's headers ask for, read without making objects.</summary>
internal static class Negotiation
{
    /// <summary>Whether gzip is wanted rather than the bytes as they are (RFC 9110, 12.5.3).</summary>
    /// <remarks><c>Accept-Encoding: gzip;q=0.8, identity;q=0.5, *;q=0</c>; not named at all, identity is fine but gzip is shorter.</remarks>
    public static bool WantsGzip(StringValues acceptEncoding)
    {
        var (gzip, identity, any) = (-1, -1, -1);
        for (var i = 0; i < acceptEncoding.Count; i++)
        {
            var header = acceptEncoding[i].AsSpan();
            foreach (var part in header.Split(','))
            {
                var (coding, quality) = ReadCoding(header[part]);
                (gzip, identity, any) = coding switch
                {
                    "gzip" => (quality, identity, any),
                    "identity" => (gzip, quality, any),
                    "*" => (gzip, identity, quality),
                    _ => (gzip, identity, any),
                };
            }
        }

        gzip = gzip < 0 ? any : gzip;
        return gzip > 0 && gzip >= identity;
    }

    /// <summary>Whether the caller has this very list already (RFC 9110, 13.1.2 and 13.1.3).</summary>
    public static bool IsNotModified(
        IHeaderDictionary headers,
        string etag,
        DateTimeOffset lastModified
    )
    {
        var wanted = headers.IfNoneMatch;
        if (wanted.Count > 0)
        {
            // With If-None-Match the date does not count.
            for (var i = 0; i < wanted.Count; i++)
            {
                if (Names(wanted[i].AsSpan(), etag))
                {
                    return true;
                }
            }

            return false;
        }

        var since = headers.IfModifiedSince;
        return since.Count == 1
            && HeaderUtilities.TryParseDate(since[0], out var date)
            && lastModified <= date;
    }

    /// <summary>Weak comparison: <c>W/"a"</c> is <c>"a"</c>. No tag of ours has a comma in it.</summary>
    public static bool Names(ReadOnlySpan<char> list, string etag)
    {
        foreach (var part in list.Split(','))
        {
            var tag = list[part].Trim();
            if (tag.StartsWith("W/", StringComparison.Ordinal))
            {
                tag = tag[2..];
            }

            if (tag is "*" || tag.SequenceEqual(etag))
            {
                return true;
            }
        }

        return false;
    }

    // Quality in thousandths; what cannot be read counts as 1, as if it were not said.
    private static (string Coding, int Quality) ReadCoding(ReadOnlySpan<char> text)
    {
        var end = text.IndexOf(';');
        var coding = (end < 0 ? text : text[..end]).Trim();
        var quality = 1000;
        if (end >= 0)
        {
            var parameter = text[(end + 1)..].Trim();
            if (
                parameter.StartsWith("q=", StringComparison.OrdinalIgnoreCase)
                && decimal.TryParse(
                    parameter[2..].Trim(),
                    NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture,
                    out var value
                )
                && value is >= 0 and <= 1
            )
            {
                quality = (int)(value * 1000);
            }
        }

        return (Known(coding), quality);
    }

    private static string Known(ReadOnlySpan<char> coding) =>
        coding.Equals("gzip", StringComparison.OrdinalIgnoreCase)
        || coding.Equals("x-gzip", StringComparison.OrdinalIgnoreCase)
            ? "gzip"
        : coding.Equals("identity", StringComparison.OrdinalIgnoreCase) ? "identity"
        : coding is "*" ? "*"
        : "";
}
