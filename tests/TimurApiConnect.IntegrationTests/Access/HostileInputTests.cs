using System.Collections.Concurrent;
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
    private const ulong Seed = 5180;
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

    private static readonly Gen<Hostility> Request = Gen.Select(
        Hostile.Array[3],
        Gen.Select(OneOf(Queries), Hostile).Array[0, 4],
        Gen.Select(OneOf(Headers), Hostile).Array[0, 3],
        Body,
        (path, query, headers, body) => new Hostility(path, query, headers, body)
    );

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_request_breaks_the_gateway_and_every_refusal_has_a_code(bool postgres)
    {
        await using var server = await GatewayServer.StartAsync(
            postgres ? await (await PostgresServer.SharedAsync()).CreateDatabaseAsync() : null,
            settings: ["Diagnostics:TakenWithin=00:00:00.100"]
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
        var (statuses, failures) = (
            new ConcurrentDictionary<int, int>(),
            new ConcurrentQueue<string>()
        );
        // The same requests every time: what fails once can be looked at again.
        var chance = new PCG(1, Seed);
        var requests = Enumerable
            .Range(0, Requests)
            .Select(i =>
                (Route: routes[i % routes.Length], Values: Request.Generate(chance, null, out _))
            )
            .ToArray();

        await Parallel.ForEachAsync(
            requests,
            new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Stopping },
            async (request, stopping) =>
            {
                using var message = Message(request.Route, request.Values);
                using var response = await server.Http.SendAsync(
                    message,
                    HttpCompletionOption.ResponseHeadersRead,
                    stopping
                );
                statuses.AddOrUpdate((int)response.StatusCode, 1, (_, n) => n + 1);
                if (await WrongAsync(response) is { } wrong)
                {
                    failures.Enqueue(
                        $"{message.Method} {message.RequestUri} {Encoding.UTF8.GetString(request.Values.Body)}: {(int)response.StatusCode}, {wrong}"
                    );
                }
            }
        );

        Assert.True(failures.IsEmpty, string.Join('\n', failures.Take(20)));
        Assert.Equal(Requests, statuses.Values.Sum());
        Assert.True(statuses.GetValueOrDefault(200) > 100, "hardly anything got through");
        // It is as well as before.
        await server.JsonAsync("/api/offers/1");
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{Requests} requests to {routes.Length} routes: {string.Join(", ", statuses.OrderBy(s => s.Key).Select(s => $"{s.Value} × {s.Key}"))}"
        );
    }

    /// <summary>What is wrong with an answer, or null.</summary>
    private static async Task<string?> WrongAsync(HttpResponseMessage response)
    {
        var (status, type) = (
            (int)response.StatusCode,
            response.Content.Headers.ContentType?.MediaType
        );
        if (
            status == 503
            && response.RequestMessage!.RequestUri!.AbsolutePath.StartsWith(
                "/api/diagnostics",
                StringComparison.OrdinalIgnoreCase
            )
        )
        {
            // Nobody takes the doctor's questions here.
            return (await TextAsync(response)).Contains("no-sync-worker", StringComparison.Ordinal)
                ? null
                : "an error of our own";
        }

        if (status >= 500)
        {
            // Nothing is away here, so there is no reason for any of them.
            return "an error of our own";
        }

        if (response.Headers.Contains("Set-Cookie"))
        {
            return "a header of the request came back as one of the answer";
        }

        if (type == "text/event-stream")
        {
            return null;
        }

        var text = await TextAsync(response);
        if (status == 414)
        {
            // A line of more than 8 KB never gets past the server itself.
            return text.Length == 0 ? null : text;
        }

        if (!response.Headers.Contains("X-Content-Type-Options"))
        {
            return "no security headers";
        }

        if (status < 400)
        {
            return null;
        }

        return
            type == "application/problem+json"
            && (
                response.RequestMessage!.Method == HttpMethod.Head
                || JsonElement.Parse(text).GetProperty("code").GetString() is { Length: > 3 }
            )
            ? null
            : $"no problem with a code: {type} {text}";
    }

    private static HttpRequestMessage Message(Route route, Hostility request)
    {
        var (path, query, headers, body) = request;
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

    private sealed record Hostility(
        string[] Path,
        (string Name, string Value)[] Query,
        (string Name, string Value)[] Headers,
        byte[] Body
    );
}
