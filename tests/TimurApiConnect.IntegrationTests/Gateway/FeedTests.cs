using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;
using TimurApiConnect.Core.Offers;
using TimurApiConnect.Core.PriceLists;
using TimurApiConnect.Core.Runs;
using TimurApiConnect.Kaspi.PriceLists;
using TimurApiConnect.Storage.PriceLists;
using TimurApiConnect.Storage.Runs;
using Xunit;
using static TimurApiConnect.IntegrationTests.Gateway.GatewayServer;

namespace TimurApiConnect.IntegrationTests.Gateway;

public sealed class FeedTests
{
    private const string Feed = "/feeds/demo/kaspi.xml";

    [Fact]
    public async Task Without_a_list_the_answer_is_503_with_the_reason_and_never_an_empty_list()
    {
        await using var server = await GatewayServer.StartAsync();
        var shop = new ShopDriver(server);

        var none = await server.ProblemAsync(Feed, 503, "no-price-list");
        Assert.Contains("No run", none.GetProperty("detail").GetString(), StringComparison.Ordinal);

        var run = await server
            .Get<RunStore>()
            .EnqueueAsync(
                "demo",
                RunKind.Full,
                "test",
                false,
                TimeProvider.System.GetUtcNow(),
                Stopping
            );
        var waiting = await server.ProblemAsync(Feed, 503, "no-price-list");
        Assert.Contains(
            $"Run {run}",
            waiting.GetProperty("detail").GetString(),
            StringComparison.Ordinal
        );

        await shop.HoldAsync(new Hold("nothing-on-sale", 0, 0, 0, "Nothing is for sale."));
        var held = await server.ProblemAsync(Feed, 503, "price-list-held");
        Assert.Contains(
            "Nothing is for sale.",
            held.GetProperty("detail").GetString(),
            StringComparison.Ordinal
        );

        using var response = await server.PullAsync();
        Assert.Equal(TimeSpan.FromSeconds(60), response.Headers.RetryAfter?.Delta);
        using var head = await server.SendAsync(HttpMethod.Head, Feed);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, head.StatusCode);
    }

    [Fact]
    public async Task An_unknown_shop_is_404()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.ProblemAsync("/feeds/other/kaspi.xml", 404, "shop-not-found");
    }

    [Fact]
    public async Task A_list_is_served_whole_as_it_is_and_gzipped()
    {
        await using var server = await GatewayServer.StartAsync();
        var shop = new ShopDriver(server);
        await shop.ServedAsync(await shop.PublishAsync(ShopDriver.Good(1), ShopDriver.Good(2)));
        var stored = (await server.Get<PriceListStore>().LoadAsync("demo", 1, Stopping))!.Value;

        using var plain = await server.PullAsync();
        using var gzipped = await server.PullAsync(("Accept-Encoding", "gzip"));

        var bytes = await BytesAsync(plain);
        Assert.Equal(HttpStatusCode.OK, plain.StatusCode);
        Assert.Equal(
            "application/xml; charset=utf-8",
            plain.Content.Headers.ContentType?.ToString()
        );
        Assert.Equal("no-cache", plain.Headers.CacheControl?.ToString());
        Assert.Equal("Accept-Encoding", Assert.Single(plain.Headers.Vary));
        Assert.Equal(stored.Version.Size, plain.Content.Headers.ContentLength);
        Assert.Equal($"\"{stored.Version.Hash}\"", plain.Headers.ETag?.ToString());
        Assert.NotNull(plain.Content.Headers.LastModified);
        Assert.False(plain.Headers.Contains("Server"));
        Assert.Empty(PriceListValidator.Validate(new MemoryStream(bytes)));
        Assert.Equal(stored.Gzip, await BytesAsync(gzipped));
        Assert.Equal("gzip", Assert.Single(gzipped.Content.Headers.ContentEncoding));
        Assert.Equal($"\"{stored.Version.Hash}-gzip\"", gzipped.Headers.ETag?.ToString());
        Assert.Equal(bytes, Unzip(stored.Gzip));
    }

    [Fact]
    public async Task Head_has_the_headers_and_no_body()
    {
        await using var server = await GatewayServer.StartAsync();
        var shop = new ShopDriver(server);
        await shop.ServedAsync(await shop.PublishAsync(ShopDriver.Good(1)));

        using var get = await server.PullAsync(("Accept-Encoding", "gzip"));
        using var head = await server.SendAsync(
            HttpMethod.Head,
            Feed,
            null,
            ("Accept-Encoding", "gzip")
        );

        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(get.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
        Assert.Equal(get.Headers.ETag, head.Headers.ETag);
        Assert.Empty(await BytesAsync(head));
    }

    [Theory]
    [InlineData("gzip", true)]
    [InlineData("deflate, gzip;q=1.0, *;q=0.5", true)]
    [InlineData("br, GZIP", true)]
    [InlineData("*", true)]
    [InlineData("gzip;q=0.5, identity;q=0.5", true)]
    [InlineData("gzip;q=0", false)]
    [InlineData("gzip;q=0.2, identity;q=0.8", false)]
    [InlineData("identity", false)]
    [InlineData("br, deflate", false)]
    [InlineData("*;q=0", false)]
    public async Task Gzip_is_sent_only_when_it_is_wanted(string accepted, bool gzip)
    {
        await using var server = await GatewayServer.StartAsync();
        var shop = new ShopDriver(server);
        await shop.ServedAsync(await shop.PublishAsync(ShopDriver.Good(1)));

        using var response = await server.PullAsync(("Accept-Encoding", accepted));

        Assert.Equal(gzip, response.Content.Headers.ContentEncoding.Contains("gzip"));
    }

    [Fact]
    public async Task Who_has_the_list_already_gets_304()
    {
        await using var server = await GatewayServer.StartAsync();
        var shop = new ShopDriver(server);
        await shop.ServedAsync(await shop.PublishAsync(ShopDriver.Good(1)));
        using var first = await server.PullAsync();
        var etag = first.Headers.ETag!.ToString();
        var at = first.Content.Headers.LastModified!.Value;

        async Task<HttpStatusCode> PullAsync(params (string, string)[] headers)
        {
            using var response = await server.PullAsync(headers);
            if (response.StatusCode == HttpStatusCode.NotModified)
            {
                Assert.Empty(await BytesAsync(response));
                Assert.NotNull(response.Headers.ETag);
                Assert.NotEmpty(response.Headers.Vary);
            }

            return response.StatusCode;
        }

        static string Date(DateTimeOffset at) => at.ToString("R", CultureInfo.InvariantCulture);
        Assert.Equal(HttpStatusCode.NotModified, await PullAsync(("If-None-Match", etag)));
        Assert.Equal(HttpStatusCode.NotModified, await PullAsync(("If-None-Match", $"W/{etag}")));
        Assert.Equal(
            HttpStatusCode.NotModified,
            await PullAsync(("If-None-Match", $"\"a\", {etag}"))
        );
        Assert.Equal(HttpStatusCode.NotModified, await PullAsync(("If-None-Match", "*")));
        Assert.Equal(HttpStatusCode.NotModified, await PullAsync(("If-Modified-Since", Date(at))));
        Assert.Equal(
            HttpStatusCode.NotModified,
            await PullAsync(
                ("If-None-Match", etag.Insert(etag.Length - 1, "-gzip")),
                ("Accept-Encoding", "gzip")
            )
        );
        Assert.Equal(HttpStatusCode.OK, await PullAsync(("If-None-Match", "\"a\"")));
        Assert.Equal(
            HttpStatusCode.OK,
            await PullAsync(("If-None-Match", "\"a\""), ("If-Modified-Since", Date(at)))
        );
        Assert.Equal(
            HttpStatusCode.OK,
            await PullAsync(("If-Modified-Since", Date(at.AddSeconds(-1))))
        );
        Assert.Equal(HttpStatusCode.OK, await PullAsync(("If-Modified-Since", "yesterday")));
        Assert.Equal(
            HttpStatusCode.OK,
            await PullAsync(("If-None-Match", etag), ("Accept-Encoding", "gzip"))
        );
    }

    [Fact]
    public async Task A_login_is_asked_for_where_the_shop_has_one()
    {
        await using var server = await GatewayServer.StartAsync(
            settings: ["Shops:demo:FeedLogin=kaspi", "Shops:demo:FeedPassword=тайна:1"]
        );
        var shop = new ShopDriver(server);
        await shop.ServedAsync(await shop.PublishAsync(ShopDriver.Good(1)));
        static (string, string) Basic(string pair) =>
            ("Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(pair))}");

        using var right = await server.PullAsync(Basic("kaspi:тайна:1"));
        using var none = await server.PullAsync();

        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, none.StatusCode);
        Assert.Equal("Basic", Assert.Single(none.Headers.WwwAuthenticate).Scheme);
        await server.ProblemAsync(Feed, 401, "login-wrong", headers: [Basic("kaspi:wrong")]);
        await server.ProblemAsync(
            Feed,
            401,
            "login-wrong",
            headers: [("Authorization", "Basic *")]
        );
        await server.ProblemAsync(
            Feed,
            401,
            "login-wrong",
            headers: [("Authorization", "Bearer x")]
        );
    }

    [Fact]
    public async Task A_new_list_is_served_without_a_restart_and_every_pull_gets_a_whole_one()
    {
        await using var server = await GatewayServer.StartAsync();
        var shop = new ShopDriver(server);
        await shop.ServedAsync(await shop.PublishAsync(ShopDriver.Good(1)));
        using var done = new CancellationTokenSource();
        var etags = new HashSet<string>(StringComparer.Ordinal);

        async Task PullUntilDoneAsync()
        {
            while (!done.IsCancellationRequested)
            {
                using var response = await server.PullAsync(("Accept-Encoding", "gzip"));
                var bytes = Unzip(await BytesAsync(response));
                Assert.Empty(PriceListValidator.Validate(new MemoryStream(bytes)));
                etags.Add(response.Headers.ETag!.ToString());
            }
        }

        var pulling = PullUntilDoneAsync();
        for (var i = 2; i <= 4; i++)
        {
            await shop.ServedAsync(
                await shop.PublishAsync(ShopDriver.Good(1), ShopDriver.Good(2, 1_000 * i))
            );
        }

        await done.CancelAsync();
        await pulling;
        Assert.True(etags.Count > 1);
    }

    [Fact]
    public async Task A_list_whose_bytes_are_broken_is_not_served_and_the_last_one_stays()
    {
        await using var server = await GatewayServer.StartAsync();
        var shop = new ShopDriver(server);
        await shop.ServedAsync(await shop.PublishAsync(ShopDriver.Good(1)));
        var nothing = new ChangeSet { Published = new(), Next = new() };

        await shop.PublishAsync(nothing, new NewPriceList("broken", 1, 1, 1_000, [1, 2, 3]));

        // Two looks later it is still the old one.
        var shown = 0;
        await UntilAsync(
            async () =>
            {
                using var response = await server.PullAsync();
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
                Assert.False(response.Headers.ETag?.ToString() == "\"broken\"");
                return ++shown > 100;
            },
            "a hundred pulls of the old list"
        );
    }

    [Fact]
    public async Task Every_pull_is_recorded()
    {
        await using var server = await GatewayServer.StartAsync(
            settings: ["Shops:demo:FeedLogin=kaspi", "Shops:demo:FeedPassword=secret"]
        );
        var shop = new ShopDriver(server);
        (string, string) login = (
            "Authorization",
            $"Basic {Convert.ToBase64String("kaspi:secret"u8)}"
        );
        (await server.PullAsync(login)).Dispose();
        (await server.PullAsync()).Dispose();
        await shop.ServedAsync(await shop.PublishAsync(ShopDriver.Good(1)));
        using var first = await server.PullAsync(
            login,
            ("Accept-Encoding", "gzip"),
            ("User-Agent", new string('a', 300))
        );
        var size = (await BytesAsync(first)).Length;
        (await server.PullAsync(login, ("If-None-Match", "*"))).Dispose();

        IReadOnlyList<Pull> pulls = [];
        await UntilAsync(
            async () =>
                (pulls = await server.Get<PullStore>().ListAsync("demo", 10, Stopping)).Count == 4,
            "four pulls are recorded"
        );

        Assert.Equal([304, 200, 401, 503], pulls.Select(p => p.Status));
        Assert.Equal([1, 1, 0, 0], pulls.Select(p => p.Version));
        Assert.Equal([0, size, 0, 0], pulls.Select(p => p.Sent));
        Assert.True(pulls[1].Gzip);
        Assert.Equal(200, pulls[1].UserAgent.Length);
        Assert.Equal("127.0.0.1", pulls[1].Address);
        var listed = await server.JsonAsync("/api/pulls?size=1");
        Assert.Equal(304, listed.GetProperty("pulls")[0].GetProperty("status").GetInt32());
    }

    private static byte[] Unzip(byte[] gzip)
    {
        using var unzipped = new GZipStream(new MemoryStream(gzip), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        unzipped.CopyTo(bytes);
        return bytes.ToArray();
    }
}
