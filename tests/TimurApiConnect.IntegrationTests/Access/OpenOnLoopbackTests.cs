using Microsoft.Extensions.Options;
using TimurApiConnect.IntegrationTests.Gateway;
using Xunit;
using static TimurApiConnect.IntegrationTests.Gateway.GatewayServer;

namespace TimurApiConnect.IntegrationTests.Access;

/// <summary>The demonstration: no keys on this machine, and nobody else gets in.</summary>
public sealed class OpenOnLoopbackTests
{
    private static readonly string[] Open =
    [
        "Access:Mode=open-on-loopback",
        "environment=Development",
        "Access:BootstrapKey=",
    ];

    [Fact]
    public async Task Whoever_asks_from_this_machine_needs_no_key_and_is_called_local()
    {
        await using var server = await GatewayServer.StartAsync(settings: Open);

        Assert.Equal(202, await StatusAsync(server, HttpMethod.Post, "/api/sync"));
        Assert.Equal(200, await StatusAsync(server, HttpMethod.Get, "/api/keys"));
        using var client = server.Client(null);
        Assert.Contains(
            "\"who\":\"local\"",
            await client.GetStringAsync("/api/journal", Stopping),
            StringComparison.Ordinal
        );
        // No key was made that nobody has seen.
        Assert.StartsWith(
            "{\"keys\":[],",
            await client.GetStringAsync("/api/keys", Stopping),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("Host", "evil.example")]
    [InlineData("Host", "localhost.evil.example:80")]
    [InlineData("Host", "0.0.0.0")]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("Forwarded", "for=127.0.0.1")]
    [InlineData("X-Real-IP", "127.0.0.1")]
    [InlineData("Via", "1.1 proxy")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task What_may_come_from_elsewhere_is_refused(string header, string value)
    {
        await using var server = await GatewayServer.StartAsync(settings: Open);

        Assert.Equal(
            401,
            await StatusAsync(server, HttpMethod.Get, "/api/status", (header, value))
        );
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("LocalHost:5180")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]:5180")]
    public async Task This_machine_by_any_of_its_names_is_let_in(string host)
    {
        await using var server = await GatewayServer.StartAsync(settings: Open);

        Assert.Equal(200, await StatusAsync(server, HttpMethod.Get, "/api/status", ("Host", host)));
    }

    [Theory]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "http://localhost:1")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    public async Task A_page_of_another_site_changes_nothing(string header, string value)
    {
        await using var server = await GatewayServer.StartAsync(settings: Open);

        Assert.Equal(403, await StatusAsync(server, HttpMethod.Post, "/api/sync", (header, value)));
        Assert.Equal(
            202,
            await StatusAsync(
                server,
                HttpMethod.Post,
                "/api/sync",
                ("Origin", server.Address.GetLeftPart(UriPartial.Authority)),
                ("Sec-Fetch-Site", "same-origin")
            )
        );
    }

    [Fact]
    public async Task A_wrong_key_is_refused_even_here()
    {
        await using var server = await GatewayServer.StartAsync(settings: Open);

        Assert.Equal(
            401,
            await StatusAsync(server, HttpMethod.Get, "/api/status", ("X-Api-Key", "wrong"))
        );
    }

    [Theory]
    [InlineData(
        "environment=Production",
        "Access:Mode is open-on-loopback, but the environment is Production"
    )]
    [InlineData("environment=Staging", "but the environment is Staging")]
    [InlineData("Access:TrustedProxies=127.0.0.1", "behind a proxy everybody would seem")]
    [InlineData("Access:Mode=open", "Access:Mode is \"open\"; write keys")]
    [InlineData("Access:Burst=0", "Access:Burst is 0; write a number")]
    [InlineData("Access:TrustedProxies=nginx", "Access:TrustedProxies names \"nginx\"")]
    [InlineData("Access:BootstrapKey=short", "Access:BootstrapKey has 5 characters")]
    public async Task What_would_let_the_wrong_ones_in_stops_the_start(string setting, string says)
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() =>
            GatewayServer.StartAsync(settings: [.. Open, setting])
        );

        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    private static async Task<int> StatusAsync(
        GatewayServer server,
        HttpMethod method,
        string path,
        params (string Name, string Value)[] headers
    )
    {
        using var client = server.Client(null);
        using var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        using var response = await client.SendAsync(request, Stopping);
        return (int)response.StatusCode;
    }
}
