using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Sandbox;

public class KaspiGateTests
{
    private const long Day = 24L * 60 * 60 * 1000;

    [Theory]
    [InlineData("python-requests/2.32.3")]
    [InlineData("python-httpx/0.27")]
    [InlineData("Python-urllib/3.12")]
    [InlineData("curl/8.5.0")]
    [InlineData("Wget/1.21")]
    public async Task A_tool_is_held_without_a_byte_whatever_its_token(string agent)
    {
        await using var sandbox = await SandboxServer.StartAsync("Kaspi:HoldFor=00:00:00.4");
        var (bytes, took) = await RawAsync(
            sandbox,
            $"User-Agent: {agent}\r\nAccept: */*\r\nX-Auth-Token: wrong\r\n"
        );
        Assert.Equal(0, bytes);
        Assert.InRange(took.TotalMilliseconds, 380, 20_000);
        // It is written down a moment after the connection is gone.
        JsonElement[] requests = [];
        await SandboxServer.UntilAsync(
            async () =>
                (
                    requests = [
                        .. (await sandbox.RequestsAsync("kaspi"))
                            .GetProperty("requests")
                            .EnumerateArray(),
                    ]
                ).Length > 0,
            "the request is written down"
        );
        var request = Assert.Single(requests);
        Assert.Equal(
            ("held: User-Agent", 0),
            (request.GetProperty("note").GetString(), request.GetProperty("status").GetInt32())
        );
    }

    [Fact]
    public async Task A_missing_user_agent_passes_unless_the_switch_is_on()
    {
        await using var sandbox = await SandboxServer.StartAsync("Kaspi:HoldFor=00:00:00.2");
        const string headers = "Accept: */*\r\nX-Auth-Token: wrong\r\n";
        Assert.NotEqual(0, (await RawAsync(sandbox, headers)).Bytes);
        await sandbox.SetKaspiAsync(new { holdMissingUserAgent = true });
        Assert.Equal(0, (await RawAsync(sandbox, headers)).Bytes);
    }

    [Fact]
    public async Task A_foreign_address_is_held_where_it_is_said_to_be()
    {
        await using var sandbox = await SandboxServer.StartAsync("Kaspi:HoldFor=00:00:00.2");
        const string headers = "User-Agent: Mine/1\r\nAccept: */*\r\nX-Auth-Token: wrong\r\n";
        await sandbox.SetKaspiAsync(new { holdAddresses = new[] { "203.0.113.7" } });
        Assert.NotEqual(0, (await RawAsync(sandbox, headers)).Bytes);
        foreach (var held in new[] { "127.0.0.1", "*" })
        {
            await sandbox.SetKaspiAsync(new { holdAddresses = new[] { held } });
            Assert.Equal(0, (await RawAsync(sandbox, headers)).Bytes);
        }
    }

    [Fact]
    public async Task Without_accept_there_is_a_404_page()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        using var response = await sandbox.AskKaspiAsync("orders", r => r.Headers.Remove("Accept"));
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("unknown")]
    public async Task A_missing_or_unknown_token_is_401(string? token)
    {
        await using var sandbox = await SandboxServer.StartAsync();
        using var response = await sandbox.AskKaspiAsync(
            "orders",
            r =>
            {
                r.Headers.Remove("X-Auth-Token");
                if (token is not null)
                {
                    r.Headers.Add("X-Auth-Token", token);
                }
            }
        );
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task The_two_titles_about_dates_are_exact()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        Assert.Equal(
            "Required filter [orders][creationDate][$ge] is empty.",
            await TitleAsync(sandbox, "orders?page[number]=0&page[size]=20")
        );
        Assert.Equal(
            "Exceeded the maximum difference for the filter[orders][creationDate] (in days). Actual [30], max [14].",
            await TitleAsync(
                sandbox,
                $"orders?page[number]=0&page[size]=20&filter[orders][creationDate][$ge]={Day * 20000}&filter[orders][creationDate][$le]={Day * 20030}"
            )
        );
    }

    [Fact]
    public async Task Fourteen_days_are_allowed_and_the_list_is_empty()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var window =
            $"filter%5Borders%5D%5BcreationDate%5D%5B%24ge%5D={Day * 20000}&filter[orders][creationDate][$le]={Day * 20014}";
        foreach (
            var query in (string[])
                [$"orders?page[number]=0&page[size]=100&{window}", "orders?filter[orders][code]=21"]
        )
        {
            using var response = await sandbox.AskKaspiAsync(query);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(
                "application/vnd.api+json",
                response.Content.Headers.ContentType!.MediaType
            );
            var body = await SandboxServer.JsonAsync(response);
            Assert.Equal(0, body.GetProperty("data").GetArrayLength());
            Assert.Equal(0, body.GetProperty("meta").GetProperty("totalCount").GetInt32());
        }

        Assert.Contains(
            "page[size]",
            await TitleAsync(sandbox, $"orders?page[number]=0&page[size]=101&{window}"),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "page[number]",
            await TitleAsync(sandbox, $"orders?page[size]=10&{window}"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Kaspi_can_be_made_to_fail()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        await sandbox.FailKaspiAsync("status", status: 429);
        using var response = await sandbox.AskKaspiAsync("orders?filter[orders][code]=21");
        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
    }

    private static async Task<string> TitleAsync(SandboxServer sandbox, string query)
    {
        using var response = await sandbox.AskKaspiAsync(query);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        return (await SandboxServer.JsonAsync(response))
            .GetProperty("errors")[0]
            .GetProperty("title")
            .GetString()!;
    }

    /// <summary>Speaks HTTP by hand: only so is it seen that nothing at all comes back.</summary>
    private static async Task<(int Bytes, TimeSpan Took)> RawAsync(
        SandboxServer sandbox,
        string headers
    )
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(sandbox.BaseAddress.Host, sandbox.BaseAddress.Port);
        await using var stream = socket.GetStream();
        var start = Stopwatch.GetTimestamp();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"GET /shop/api/v2/orders HTTP/1.1\r\nHost: kaspi\r\n{headers}\r\n"
            )
        );
        var count = 0;
        try
        {
            count = await stream.ReadAsync(new byte[1024]);
        }
        catch (IOException)
        {
            // Closed with a reset: still not a byte.
        }

        return (count, Stopwatch.GetElapsedTime(start));
    }
}
