using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace TimurApiConnect.IntegrationTests.Sandbox;

/// <summary>A place where a price list can be pulled from, for tests of the puller.</summary>
internal sealed class FeedServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _asked;

    private FeedServer(WebApplication app) => _app = app;

    public string Url => _app.Urls.First() + "/list.xml";

    public string Body { get; set; } = "";

    public int Status { get; set; } = 200;

    /// <summary>Takes the request and never answers.</summary>
    public bool Hangs { get; set; }

    public string? Login { get; set; }

    public int Asked => _asked;

    public string? LastIfNoneMatch { get; private set; }

    public string? LastAcceptEncoding { get; private set; }

    public static async Task<FeedServer> StartAsync(string body)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var server = new FeedServer(app) { Body = body };
        app.Run(server.AnswerAsync);
        await app.StartAsync();
        return server;
    }

    /// <summary>A whole document around offers.</summary>
    public static string Document(params string[] offers) =>
        $"""
            <?xml version="1.0" encoding="utf-8"?>
            <kaspi_catalog date="2026-01-01" xmlns="kaspiShopping" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="kaspiShopping http://kaspi.kz/kaspishopping.xsd">
              <company>Test</company><merchantid>30000001</merchantid>
              <offers>{string.Concat(offers)}</offers>
            </kaspi_catalog>
            """;

    public static string Offer(string sku, string price = "6418", string available = "yes") =>
        $"""<offer sku="{sku}"><model>Good {sku}</model><brand>Brand</brand><availabilities><availability available="{available}" storeId="PP1" preOrder="3" stockCount="7"/></availabilities><price>{price}</price></offer>""";

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref _asked);
        LastIfNoneMatch = context.Request.Headers.IfNoneMatch;
        LastAcceptEncoding = context.Request.Headers.AcceptEncoding;
        if (Hangs)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        var etag =
            $"\"{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Body)))[..16]}\"";
        if (
            Login is not null
            && context.Request.Headers.Authorization
                != "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(Login))
        )
        {
            context.Response.StatusCode = 401;
            return;
        }

        if (Status == 200 && context.Request.Headers.IfNoneMatch == etag)
        {
            context.Response.StatusCode = 304;
            return;
        }

        context.Response.StatusCode = Status;
        context.Response.Headers.ETag = etag;
        context.Response.Headers.ContentEncoding = "gzip";
        await using var gzip = new System.IO.Compression.GZipStream(
            context.Response.Body,
            System.IO.Compression.CompressionLevel.Fastest
        );
        await gzip.WriteAsync(Encoding.UTF8.GetBytes(Body));
    }
}
