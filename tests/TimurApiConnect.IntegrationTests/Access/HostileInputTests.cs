using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CsCheck;
using TimurApiConnect.Core.Rules;
using TimurApiConnect.IntegrationTests.Gateway;
using TimurApiConnect.IntegrationTests.Servers;
using Xunit;
using static TimurApiConnect.IntegrationTests.Gateway.GatewayServer;

namespace TimurApiConnect.IntegrationTests.Access;

/// <summary>Thousands of hostile requests to every route: none breaks anything, and each refusal says what it is.</summary>
public sealed class HostileInputTests
{
    private const string Seed = "0000KGjXQ2S4";
    private const int Requests = 4_000;

    private static readonly string[] Values =
    [
        "",
        "0",
        "-1",
        "1",
        "999999999999999999999999",
        "9223372036854775807",
        "-9223372036854775808",
        "1e400",
        "NaN",
        "null",
        "true",
        "demo",
        "DEMO",
        "demo ",
        "fast",
        "onSale",
        "sku",
        "-price",
        "-",
        "--",
        "'; DROP TABLE offer; --",
        "' OR 1=1 --",
        "%",
        "_",
        "\\",
        "100%_\\",
        "../../../etc/passwd",
        "..%2f..%2f",
        "<script>alert(1)</script>",
        "{{7*7}}",
        "${jndi:ldap://x}",
        "\0",
        "a\0b",
        "\r\nSet-Cookie: a=b",
        "\u202e\u0000\ufffe",
        "Кабель",
        "😀",
        "İıŞ",
        new string('a', 300),
        new string('я', 2_000),
    ];

    private static readonly string[] Bodies =
    [
        "",
        "{}",
        "[]",
        "null",
        "1",
        "\"text\"",
        "{",
        "{\"",
        "nonsense",
        "<xml/>",
        "{\"a\":1,\"a\":2}",
        "{\"shop\":\"\\ud800\"}",
        "{\"\\ud800\":1}",
        "{\"shop\":\"\\u0000\"}",
        "{\"kind\":\"\\udfff\",\"acceptLoss\":\"\\u0000\"}",
        "{\"name\":\"\\u0000\",\"scope\":\"read\"}",
        "{\"name\":\"<b>\",\"scope\":\"READ\",\"dealerPrices\":{}}",
        "{\"name\":\"\\ud800x\",\"scope\":1}",
        "{\"sku\":{\"scheme\":\"mapping\",\"mappingFile\":\"a\\u0000b\"}}",
        "{\"sku\":{\"scheme\":\"mapping\",\"mappingFile\":\"\\ud800\"}}",
        "{\"points\":[{\"storeId\":\"\\ud800\"}],\"\\udfff\":1}",
        "{\"$comment\":\"\\ud800\"}",
        "{\"prices\":{\"rules\":[{\"name\":\"\\u0000\",\"markupPercent\":1e400}]}}",
        "{\"prices\":{\"rules\":[{\"name\":\"x\",\"markupTenge\":99999999999999999999}]}}",
        "{\"stock\":[null,1,\"x\",{}]}",
        new string('[', 3_000),
        string.Concat(Enumerable.Repeat("{\"a\":", 500)),
        $"{{\"shop\":\"{new string('x', 10_000)}\"}}",
    ];

    private static readonly string[] Headers =
    [
        "Accept",
        "Accept-Encoding",
        "Authorization",
        "If-Match",
        "If-None-Match",
        "If-Modified-Since",
        "Range",
        "If-Range",
        "Last-Event-ID",
        "Content-Encoding",
        "traceparent",
        "baggage",
        "X-Forwarded-For",
        "X-HTTP-Method-Override",
        "Accept-Language",
        "Origin",
        "Cookie",
    ];

    private static readonly string[] Queries =
    [
        "shop",
        "state",
        "reason",
        "brand",
        "search",
        "priceFrom",
        "priceTo",
        "sort",
        "page",
        "size",
        "before",
        "unknown",
    ];

    private static readonly Gen<string> Hostile = Gen.Frequency(
        (4, OneOf(Values)),
        (1, Gen.String[0, 40])
    );

    private static readonly Gen<byte[]> Body = Gen.Frequency(
        (4, OneOf(Bodies).Select(Encoding.UTF8.GetBytes)),
        (2, Mangled()),
        (1, Gen.Byte.Array[0, 200])
    );

    private static readonly Gen<(
        int Route,
        string[] Path,
        (string Name, string Value)[] Query,
        (string Name, string Value)[] Header,
        byte[] Body
    )> Request = Gen.Select(
        Gen.Int[0, 10_000],
        Hostile.Array[3],
        Gen.Select(OneOf(Queries), Hostile).Array[0, 4],
        Gen.Select(OneOf(Headers), Hostile).Array[0, 3],
        Body
    );

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_request_breaks_the_gateway_and_every_refusal_has_a_code(bool postgres)
    {
        await using var server = await GatewayServer.StartAsync(
            postgres ? await (await PostgresServer.SharedAsync()).CreateDatabaseAsync() : null
        );
        var shop = new ShopDriver(server);
        await shop.ServedAsync(
            await shop.PublishAsync(ShopDriver.Good(1), ShopDriver.Good(2, quantity: "0"))
        );
        // All but the pages of the document, which are files.
        var routes = Route
            .Of(server)
            .Where(r =>
                r.Pattern.StartsWith("/api", StringComparison.Ordinal)
                || r.Pattern.StartsWith("/feeds", StringComparison.Ordinal)
                || r.Pattern.StartsWith("/openapi", StringComparison.Ordinal)
            )
            .ToArray();
        var (asked, statuses, reached) = (
            0,
            new System.Collections.Concurrent.ConcurrentDictionary<int, int>(),
            new System.Collections.Concurrent.ConcurrentDictionary<string, int>(
                StringComparer.Ordinal
            )
        );

        await Request.SampleAsync(
            async request =>
            {
                var route = routes[request.Route % routes.Length];
                using var message = Message(
                    route,
                    request.Path,
                    request.Query,
                    request.Header,
                    request.Body
                );
                using var response = await server.Http.SendAsync(
                    message,
                    HttpCompletionOption.ResponseHeadersRead
                );
                var status = (int)response.StatusCode;
                Interlocked.Increment(ref asked);
                statuses.AddOrUpdate(status, 1, (_, n) => n + 1);
                reached.AddOrUpdate($"{route}", 1, (_, n) => n + 1);
                await CheckAsync(response, $"{message.Method} {message.RequestUri}");
                return true;
            },
            seed: Seed,
            iter: Requests,
            threads: 4,
            print: r =>
                $"{routes[r.Route % routes.Length]} {string.Join('|', r.Path)} ?{string.Join('&', r.Query)} {string.Join('|', r.Header)} {Convert.ToBase64String(r.Body)}"
        );

        Assert.True(asked >= Requests, $"{asked}");
        Assert.Equal(routes.Length, reached.Count);
        Assert.True(statuses.GetValueOrDefault(200) > 100, "hardly anything got through");
        // It is as well as before.
        await server.JsonAsync("/api/offers/1");
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{asked} requests to {routes.Length} routes: {string.Join(", ", statuses.OrderBy(s => s.Key).Select(s => $"{s.Value} × {s.Key}"))}"
        );
    }

    private static async Task CheckAsync(HttpResponseMessage response, string what)
    {
        var status = (int)response.StatusCode;
        Assert.True(status is < 500 or 503, $"{what}: {status}");
        if (response.Content.Headers.ContentType?.MediaType == "text/event-stream")
        {
            return;
        }

        var text = await TextAsync(response);
        if (status == 414)
        {
            // A line of more than 8 KB never gets past the server itself.
            Assert.Equal("", text);
            return;
        }

        if (status >= 400)
        {
            Assert.True(
                response.Content.Headers.ContentType?.MediaType == "application/problem+json",
                $"{what}: {status} {response.Content.Headers.ContentType} {text}"
            );
            if (what.StartsWith("HEAD", StringComparison.Ordinal))
            {
                return;
            }

            var code = JsonElement.Parse(text).GetProperty("code").GetString();
            Assert.Matches("^[a-z]+(-[a-z]+)*$", code!);
            // Nothing here needs the database to be away.
            Assert.True(status != 503, $"{what}: {text}");
        }

        Assert.True(
            response.Headers.TryGetValues("X-Content-Type-Options", out _),
            $"{what}: no security headers"
        );
        Assert.False(response.Headers.Contains("Set-Cookie"), what);
    }

    private static HttpRequestMessage Message(
        Route route,
        string[] path,
        (string Name, string Value)[] query,
        (string Name, string Value)[] headers,
        byte[] body
    )
    {
        // The shop mostly right, else hardly anything behind it would be reached.
        var shop = path[0].Length % 3 == 0 ? path[0] : "demo";
        var address = route.Address(
            ("shop", Escaped(shop)),
            ("sku", Escaped(path[1])),
            ("id", Escaped(path[2])),
            ("version", Escaped(path[2]))
        );
        var asked = string.Join(
            '&',
            query.Select(q => $"{q.Name}={Uri.EscapeDataString(Whole(q.Value))}")
        );
        var message = new HttpRequestMessage(
            HttpMethod.Parse(route.Method),
            new Uri($"{address}{(asked.Length > 0 ? "?" : "")}{asked}", UriKind.Relative)
        );
        foreach (var (name, value) in headers)
        {
            // What HTTP itself cannot carry cannot be sent.
            message.Headers.TryAddWithoutValidation(
                name,
                string.Concat(value.Where(c => c is >= ' ' and <= '~'))
            );
        }

        if (route.Method is "POST" or "PUT")
        {
            message.Content = new ByteArrayContent(body);
            message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(
                (body.Length % 7) == 6 ? "text/plain" : "application/json"
            );
        }

        return message;
    }

    // An empty part, or one of dots, makes another address of it; NUL the server refuses before anybody sees it.
    private static string Escaped(string part)
    {
        var text = Whole(part).Replace("\0", "", StringComparison.Ordinal);
        return text.Trim('.').Length == 0 ? "x" : Uri.EscapeDataString(text);
    }

    // Half a character cannot be written in an address.
    private static string Whole(string text) =>
        Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static Gen<string> OneOf(string[] values) =>
        Gen.Int[0, values.Length - 1].Select(i => values[i]);

    // The shipped rules with a few bytes changed: nearly right is worse than wrong.
    private static Gen<byte[]> Mangled() =>
        Gen.Select(Gen.Int[0, 100_000], Gen.Byte)
            .Array[1, 5]
            .Select(changes =>
            {
                var bytes = Encoding.UTF8.GetBytes(RulesDocument.Default);
                foreach (var (at, value) in changes)
                {
                    bytes[at % bytes.Length] = value;
                }

                return bytes;
            });
}
