using System.Collections.Frozen;
using System.Globalization;
using System.IO.Compression;
using System.IO.Pipelines;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using TimurApiConnect.Gateway.Access;
using TimurApiConnect.Gateway.Api;
using TimurApiConnect.Storage.Shops;

namespace TimurApiConnect.Gateway.PriceLists;

/// <summary>
/// Serves price lists from memory:
/// <code>
/// 1. which shop                         unknown → 404
/// 2. its login, when it has one         wrong → 401
///    not too many pulls                 → 429
/// 3. the list in memory                 none → wait for the first look, then 503: never an empty list
/// 4. gzip or not, known already or not  known → 304
/// 5. the bytes
/// </code>
/// Every pull of a known shop is noted for the record.
/// </summary>
internal sealed class PriceListFeed
{
    // Piece by piece, so that a slow reader of a large list holds this much memory and not all of it.
    private const int Piece = 256 * 1024;
    private const int RetryAfterSeconds = 60;
    private static readonly TimeSpan FirstLookLimit = TimeSpan.FromSeconds(2);
    private static readonly StringValues ContentType = "application/xml; charset=utf-8";
    private static readonly StringValues NoCache = "no-cache";
    private static readonly StringValues VaryByEncoding = "Accept-Encoding";
    private static readonly StringValues WhoAreYou =
        "Basic realm=\"Price list\", charset=\"UTF-8\"";

    private readonly PriceListCache _cache;
    private readonly PullLog _log;
    private readonly FeedAbsence _absence;
    private readonly ShopDirectory _directory;
    private readonly RequestLimits _limits;
    private readonly TimeProvider _clock;
    private FrozenDictionary<string, FeedLogin?> _shops;

    public PriceListFeed(
        PriceListCache cache,
        PullLog log,
        FeedAbsence absence,
        ShopDirectory directory,
        RequestLimits limits,
        IOptionsMonitor<ShopsOptions> options,
        TimeProvider clock
    )
    {
        _limits = limits;
        (_cache, _log, _absence, _directory, _clock) = (cache, log, absence, directory, clock);
        _shops = Logins();
        options.OnChange(_ => _shops = Logins());
    }

    public Task ServeAsync(string shop, HttpContext context)
    {
        // Pulls leave the pipeline before it could do this.
        SecurityHeaders.Set(context);

        // :: 1. Which shop
        var known = _shops.TryGetValue(shop, out var login);

        // :: 2. Its login, and not too many pulls
        var loggedIn = login?.Allows(context.Request.Headers.Authorization) == true;
        if (_limits.Pull(loggedIn ? shop : null, context) is { } tooMany)
        {
            return tooMany.ExecuteAsync(context);
        }

        if (!known)
        {
            return Problems.NoSuchShop(shop, _directory.All).ExecuteAsync(context);
        }

        if (login is not null && !loggedIn)
        {
            return RefuseAsync(shop, context);
        }

        // :: 3. The list in memory
        return _cache.Find(shop) is { } list
            ? SendAsync(context, list)
            : WaitAndSendAsync(shop, context);
    }

    private async Task SendAsync(HttpContext context, ServedList list)
    {
        var (request, response) = (context.Request, context.Response);

        // :: 4. Gzip or not, known already or not
        var gzip = Negotiation.WantsGzip(request.Headers.AcceptEncoding);
        var form = gzip ? list.Gzip : list.Raw;
        var headers = response.Headers;
        headers.ETag = form.ETag;
        headers.LastModified = list.LastModified;
        headers.CacheControl = NoCache;
        headers.Vary = VaryByEncoding;
        if (Negotiation.IsNotModified(request.Headers, form.ETag!, list.LastModifiedAt))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            Note(context, list, 0, gzip);
            return;
        }

        // :: 5. The bytes
        headers.ContentType = ContentType;
        headers.ContentEncoding = form.Encoding;
        headers.ContentLength = form.Length;
        var sent = 0L;
        if (HttpMethods.IsGet(request.Method))
        {
            sent = form.Bytes is { } bytes
                ? await SendAsync(response.BodyWriter, bytes)
                : await UnpackAsync(context, list);
        }

        Note(context, list, sent, gzip);
    }

    private static async ValueTask<long> SendAsync(PipeWriter body, ReadOnlyMemory<byte> bytes)
    {
        var sent = 0;
        while (sent < bytes.Length)
        {
            var piece = bytes.Slice(sent, Math.Min(Piece, bytes.Length - sent));
            var flushed = await body.WriteAsync(piece);
            if (flushed.IsCompleted || flushed.IsCanceled)
            {
                // Whoever asked has gone.
                break;
            }

            sent += piece.Length;
        }

        return sent;
    }

    private static async Task<long> UnpackAsync(HttpContext context, ServedList list)
    {
        await using var unzipped = new GZipStream(
            new MemoryStream(list.GzipBytes),
            CompressionMode.Decompress
        );
        try
        {
            await unzipped.CopyToAsync(context.Response.Body, Piece, context.RequestAborted);
            return list.Raw.Length;
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
    }

    private async Task WaitAndSendAsync(string shop, HttpContext context)
    {
        try
        {
            await _cache.FirstLook.WaitAsync(FirstLookLimit, _clock, context.RequestAborted);
        }
        catch (TimeoutException)
        {
            // Then the answer says so.
        }
        catch (OperationCanceledException)
        {
            return;
        }

        if (_cache.Find(shop) is { } list)
        {
            await SendAsync(context, list);
            return;
        }

        var (code, text) = await _absence.ReasonAsync(shop, context.RequestAborted);
        context.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(
            CultureInfo.InvariantCulture
        );
        await Problems
            .Of(
                StatusCodes.Status503ServiceUnavailable,
                code,
                "There is no price list to serve",
                text
            )
            .ExecuteAsync(context);
        Note(context, shop);
    }

    private async Task RefuseAsync(string shop, HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = WhoAreYou;
        await Problems
            .Of(
                StatusCodes.Status401Unauthorized,
                "login-wrong",
                "The price list asks for a login",
                $"Send Shops:{shop}:FeedLogin and its password as HTTP Basic; in Kaspi's cabinet they stand beside the list's address."
            )
            .ExecuteAsync(context);
        Note(context, shop);
    }

    private void Note(HttpContext context, ServedList list, long sent, bool gzip) =>
        _log.Note(
            new PullNote(
                list.Version.Shop,
                _clock.GetUtcNow(),
                context.Request.Method,
                context.Response.StatusCode,
                list.Version.Version,
                sent,
                gzip,
                context.Request.Headers.UserAgent,
                context.Connection.RemoteIpAddress
            )
        );

    private void Note(HttpContext context, string shop) =>
        _log.Note(
            new PullNote(
                shop,
                _clock.GetUtcNow(),
                context.Request.Method,
                context.Response.StatusCode,
                0,
                0,
                false,
                context.Request.Headers.UserAgent,
                context.Connection.RemoteIpAddress
            )
        );

    private FrozenDictionary<string, FeedLogin?> Logins() =>
        _directory.All.ToFrozenDictionary(
            s => s.Key,
            s =>
                string.IsNullOrEmpty(s.Options.FeedLogin)
                    ? null
                    : new FeedLogin(s.Options.FeedLogin, s.Options.FeedPassword ?? ""),
            StringComparer.Ordinal
        );
}
