using System.Net;
using Microsoft.AspNetCore.Routing;
using Xunit;
using static TimurApiConnect.IntegrationTests.Gateway.GatewayServer;

namespace TimurApiConnect.IntegrationTests.Gateway;

public sealed class ApiTests
{
    [Fact]
    public async Task The_document_names_every_route_with_its_problems()
    {
        await using var server = await GatewayServer.StartAsync();

        var document = await server.JsonAsync("/openapi/v1.json");

        var described = document
            .GetProperty("paths")
            .EnumerateObject()
            .SelectMany(p => p.Value.EnumerateObject().Select(o => $"{o.Name} {p.Name}"))
            .ToHashSet(StringComparer.Ordinal);
        var mapped = server
            .Get<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(e =>
                Pattern(e) is var p
                && (
                    p.StartsWith("/api", StringComparison.Ordinal)
                    || p.StartsWith("/feeds", StringComparison.Ordinal)
                )
            )
            .SelectMany(e =>
                e.Metadata.GetMetadata<HttpMethodMetadata>()!
                    .HttpMethods.Select(m => $"{m.ToLowerInvariant()} {Pattern(e)}")
            )
            .ToHashSet(StringComparer.Ordinal);
        Assert.Equal(mapped.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
        var operations = document
            .GetProperty("paths")
            .EnumerateObject()
            .SelectMany(p => p.Value.EnumerateObject())
            .Select(o => o.Value)
            .ToArray();
        Assert.All(
            operations,
            o =>
            {
                Assert.False(string.IsNullOrEmpty(o.GetProperty("operationId").GetString()));
                Assert.False(string.IsNullOrEmpty(o.GetProperty("summary").GetString()));
                Assert.Contains(
                    o.GetProperty("responses").EnumerateObject(),
                    r => r.Value.GetRawText().Contains("application/problem+json")
                );
            }
        );
        Assert.Equal(
            operations.Length,
            operations
                .Select(o => o.GetProperty("operationId").GetString())
                .Distinct(StringComparer.Ordinal)
                .Count()
        );
    }

    [Fact]
    public async Task What_is_not_there_is_told_as_a_problem()
    {
        await using var server = await GatewayServer.StartAsync();

        await server.ProblemAsync("/api/nothing", 404, "route-not-found");
        await server.ProblemAsync("/api/runs/abc", 404, "route-not-found");
        await server.ProblemAsync("/api/runs", 405, "method-not-allowed", HttpMethod.Delete);
        using var text = new StringContent("{}");
        using var refused = await server.Http.PutAsync("/api/shops/demo/rules", text, Stopping);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, refused.StatusCode);
        Assert.Contains("not-json", await TextAsync(refused));
    }

    [Theory]
    [InlineData("/api/shops")]
    [InlineData("/api/nothing")]
    [InlineData("/api/offers?size=x")]
    [InlineData("/docs/")]
    [InlineData("/feeds/demo/kaspi.xml")]
    [InlineData("/health")]
    [InlineData("/nothing")]
    public async Task Answers_carry_the_security_headers(string path)
    {
        await using var server = await GatewayServer.StartAsync();

        using var response = await server.SendAsync(HttpMethod.Get, path);

        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains(
            path == "/docs/"
                ? "script-src 'self' 'nonce-"
                : "default-src 'none'; frame-ancestors 'none'",
            response.Headers.GetValues("Content-Security-Policy").Single(),
            StringComparison.Ordinal
        );
        Assert.Equal("no-referrer", response.Headers.GetValues("Referrer-Policy").Single());
        Assert.False(response.Headers.Contains("Server"));
    }

    [Fact]
    public async Task The_page_of_the_document_loads_nothing_from_outside()
    {
        await using var server = await GatewayServer.StartAsync();
        using var start = await server.SendAsync(HttpMethod.Get, "/");
        Assert.Equal("/docs", start.Headers.Location?.ToString());

        using var page = await server.SendAsync(HttpMethod.Get, "/docs/");
        var html = await TextAsync(page);

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.DoesNotContain("src=\"http", html);
        Assert.DoesNotContain("href=\"http", html);
    }

    [Fact]
    public async Task No_secret_is_shown()
    {
        await using var server = await GatewayServer.StartAsync(
            settings:
            [
                "Shops:demo:FeedLogin=login-7f3a",
                "Shops:demo:FeedPassword=password-7f3a",
                "Shops:demo:KaspiToken=token-7f3a",
            ]
        );

        foreach (
            var path in new[] { "/api/shops", "/api/status", "/health", "/feeds/demo/kaspi.xml" }
        )
        {
            using var response = await server.SendAsync(HttpMethod.Get, path);
            Assert.DoesNotContain("7f3a", await TextAsync(response));
        }
    }

    private static string Pattern(RouteEndpoint endpoint) =>
        $"/{endpoint.RoutePattern.RawText!.Trim('/')}"
            .Replace(":long", "", StringComparison.Ordinal)
            .Replace(":int", "", StringComparison.Ordinal);
}
