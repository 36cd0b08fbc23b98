using System.Text.Json;
using TimurApiConnect.IntegrationTests.Gateway;
using TimurApiConnect.Storage.Keys;
using Xunit;
using static TimurApiConnect.IntegrationTests.Gateway.GatewayServer;

namespace TimurApiConnect.IntegrationTests.Access;

/// <summary>Every route with every kind of caller.</summary>
public sealed class RoleMatrixTests
{
    // Written down here once more on purpose: who lowers a scope must do it in two places.
    private static readonly string[] Operating =
    [
        "POST /api/sync",
        "POST /api/runs/{id:long}/cancel",
        "POST /api/shops/{shop}/rules/check",
        "POST /api/orders/import",
        "DELETE /api/orders/import",
        "POST /api/guard/measures/{id:long}/end",
        "POST /api/diagnostics",
        "POST /api/diagnostics/{vendor}",
        "POST /api/orders/{code}/commands",
        "GET /api/orders/{code}/waybill",
        "POST /api/orders/waybills",
        "POST /api/orders/commands/{id:long}/retry",
        "POST /api/orders/commands/{id:long}/dismiss",
        "POST /api/supplier-orders/{id:long}/approve",
        "POST /api/supplier-orders/{id:long}/cancel",
        "POST /api/supplier-orders/{id:long}/dismiss",
        "POST /api/supplier-orders/{id:long}/renew",
        "POST /api/supplier-orders/{id:long}/retry",
    ];

    private static readonly string[] Open =
    [
        "/",
        "/docs",
        "/openapi",
        "/health",
        "/alive",
        "/feeds/{shop}/kaspi.xml",
    ];

    [Fact]
    public async Task Every_route_declares_who_may_use_it_and_as_little_as_it_needs()
    {
        await using var server = await GatewayServer.StartAsync();
        var routes = Route.Of(server);

        Assert.True(routes.Count > 20, $"{routes.Count} routes");
        Assert.All(
            routes,
            route =>
            {
                if (route.Pattern.StartsWith("/api", StringComparison.Ordinal))
                {
                    Assert.False(route.IsOpen, $"{route} is open");
                    Assert.True(Expected(route) == route.Scope, $"{route} declares {route.Scope}");
                }
                else
                {
                    Assert.True(IsOpen(route), $"{route} is neither under /api nor known as open");
                }
            }
        );
    }

    [Fact]
    public async Task Each_caller_gets_what_the_route_allows_and_nothing_else()
    {
        await using var server = await GatewayServer.StartAsync(
            settings: ["Diagnostics:TakenWithin=00:00:00.100"]
        );
        var keys = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["no key"] = null,
            ["bad key"] = "timur_00000000_0000000000000000000000000000000000000000000",
            ["revoked"] = await MakeAsync(server, "admin", revoked: true),
            ["read"] = await MakeAsync(server, "read"),
            ["operate"] = await MakeAsync(server, "operate"),
            ["admin"] = await MakeAsync(server, "admin"),
        };
        var routes = Route.Of(server).Where(r => r.Scope is not null).ToArray();
        var asked = 0;

        foreach (var route in routes)
        {
            foreach (var (who, key) in keys)
            {
                var (status, code) = await AskAsync(server, route, key);
                var expected = who switch
                {
                    "no key" => "401 key-missing",
                    "bad key" or "revoked" => "401 key-wrong",
                    _ when Enum.Parse<KeyScope>(who, ignoreCase: true) < Expected(route) =>
                        "403 scope-too-small",
                    _ => "through",
                };
                var got = status is 401 or 403 ? $"{status} {code}" : "through";
                Assert.True(expected == got, $"{route}, {who}: {got} instead of {expected}");
                // The doctor's questions have nobody to take them here.
                Assert.True(status < 500 || code == "no-sync-worker", $"{route}, {who}: {status}");
                asked++;
            }
        }

        Assert.Equal(routes.Length * keys.Count, asked);
        Assert.True(asked >= 100, $"{asked} requests");
        TestContext.Current.TestOutputHelper?.WriteLine($"{asked} requests");
    }

    private static KeyScope Expected(Route route) =>
        route.Pattern.StartsWith("/api/keys", StringComparison.Ordinal) ? KeyScope.Admin
        : Operating.Contains(route.ToString(), StringComparer.Ordinal) ? KeyScope.Operate
        : route.Method == "GET" ? KeyScope.Read
        : KeyScope.Admin;

    private static bool IsOpen(Route route) =>
        Open.Any(o =>
            route.Pattern == o
            || (o.Length > 1 && route.Pattern.StartsWith($"{o}/", StringComparison.Ordinal))
        );

    private static async Task<string> MakeAsync(
        GatewayServer server,
        string scope,
        bool revoked = false
    )
    {
        var made = await server.JsonAsync(
            "/api/keys",
            201,
            HttpMethod.Post,
            $$"""{ "name": "{{scope}}{{(revoked ? " of yesterday" : "")}}", "scope": "{{scope}}", "dealerPrices": true }"""
        );
        if (revoked)
        {
            var id = made.GetProperty("view").GetProperty("id").GetInt64();
            using var gone = await server.SendAsync(HttpMethod.Delete, $"/api/keys/{id}");
            Assert.Equal(204, (int)gone.StatusCode);
        }

        return made.GetProperty("key").GetString()!;
    }

    private static async Task<(int Status, string? Code)> AskAsync(
        GatewayServer server,
        Route route,
        string? key
    )
    {
        using var client = server.Client(key);
        using var request = new HttpRequestMessage(
            HttpMethod.Parse(route.Method),
            route.Address(("shop", "demo"), ("sku", "1"))
        );
        if (route.Method is "PUT" or "POST")
        {
            // Not an object: whoever gets through changes nothing.
            request.Content = new StringContent("[]", null, "application/json");
        }

        using var response = await client.SendAsync(
            request,
            HttpCompletionOption.ResponseHeadersRead,
            Stopping
        );
        var text = await BeginningAsync(response);
        return (
            (int)response.StatusCode,
            text.StartsWith('{')
            && JsonSerializer.Deserialize<JsonElement>(text).TryGetProperty("code", out var code)
                ? code.GetString()
                : null
        );
    }
}
