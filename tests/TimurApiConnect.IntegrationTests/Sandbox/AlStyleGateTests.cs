using System.Net;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Sandbox;

public class AlStyleGateTests
{
    private const string SecondToken = "sandbox-alstyle-token-1111111111";

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task A_bad_token_is_refused_with_a_body_that_tells_it_from_the_limit(int status)
    {
        await using var sandbox = await SandboxServer.StartAsync(
            $"AlStyle:BadTokenStatus={status}"
        );
        using var bad = await sandbox.AskAlStyleAsync("date", "no-such-token");
        using var none = await sandbox.Http.GetAsync(
            "/api/date",
            TestContext.Current.CancellationToken
        );
        Assert.Equal((status, status), ((int)bad.StatusCode, (int)none.StatusCode));
        var body = await SandboxServer.JsonAsync(bad);
        Assert.Equal(
            "Your request was made with invalid credentials.",
            body.GetProperty("message").GetString()
        );
        Assert.False(body.TryGetProperty("interval", out _));
    }

    [Fact]
    public async Task One_request_per_interval_over_all_methods_and_a_refused_one_does_not_move_the_window()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var sandbox = await SandboxServer.StartAsync(
            time,
            "AlStyle:Interval=00:00:05",
            $"AlStyle:MoreTokens:0={SecondToken}"
        );
        Assert.Equal(HttpStatusCode.OK, await AskAsync(sandbox, "date"));
        time.Advance(TimeSpan.FromSeconds(4.9));
        using (var refused = await sandbox.AskAlStyleAsync("brands"))
        {
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
            Assert.Null(refused.Headers.RetryAfter);
            var body = await SandboxServer.JsonAsync(refused);
            Assert.False(body.GetProperty("success").GetBoolean());
            Assert.Equal(5, body.GetProperty("interval").GetInt32());
        }

        Assert.Equal(HttpStatusCode.OK, await AskAsync(sandbox, "date", SecondToken));
        time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(sandbox, "brands"));
        var state = (await sandbox.StateAsync()).GetProperty("alStyle");
        Assert.Equal(
            (3, 1),
            (state.GetProperty("accepted").GetInt32(), state.GetProperty("refused").GetInt32())
        );
    }

    [Fact]
    public async Task Requests_are_written_down_without_the_token()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        await AskAsync(sandbox, "elements?limit=7");
        await AskAsync(sandbox, "date", "wrong");
        var log = await sandbox.RequestsAsync("al-style");
        Assert.DoesNotContain(SandboxServer.AlStyleToken, log.GetRawText());
        var requests = log.GetProperty("requests");
        Assert.Equal("token refused", requests[0].GetProperty("note").GetString());
        Assert.Equal("limit=7", requests[1].GetProperty("query").GetString());
        Assert.Equal(200, requests[1].GetProperty("status").GetInt32());
        Assert.Equal(
            "TimurApiConnect-Tests/1.0",
            requests[1].GetProperty("headers").GetProperty("User-Agent").GetString()
        );
        Assert.Equal(2, log.GetProperty("counts").GetArrayLength());
    }

    [Fact]
    public async Task The_next_requests_can_be_made_to_fail()
    {
        await using var sandbox = await SandboxServer.StartAsync("Kaspi:HoldFor=00:00:00.2");
        await sandbox.FailAlStyleAsync("status", count: 2, status: 502);
        Assert.Equal(HttpStatusCode.BadGateway, await AskAsync(sandbox, "date"));
        Assert.Equal(HttpStatusCode.BadGateway, await AskAsync(sandbox, "date"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(sandbox, "date"));

        await sandbox.FailAlStyleAsync("html");
        using var page = await sandbox.AskAlStyleAsync("quantity");
        Assert.Equal("text/html", page.Content.Headers.ContentType!.MediaType);

        await sandbox.FailAlStyleAsync("truncated");
        await Assert.ThrowsAnyAsync<System.Text.Json.JsonException>(() =>
            sandbox.AlStyleAsync("quantity")
        );
        await sandbox.FailAlStyleAsync("cut");
        await Assert.ThrowsAsync<HttpRequestException>(() => sandbox.AlStyleAsync("quantity"));
        await sandbox.FailAlStyleAsync("hang");
        await Assert.ThrowsAsync<HttpRequestException>(() => sandbox.AlStyleAsync("quantity"));

        await sandbox.FailAlStyleAsync("emptyCatalogue");
        Assert.Empty((await sandbox.AlStyleAsync("quantity-price")).EnumerateObject());
        await sandbox.FailAlStyleAsync("halfCatalogue");
        Assert.Equal(300, (await sandbox.AlStyleAsync("quantity-price")).EnumerateObject().Count());
        Assert.Equal(600, (await sandbox.AlStyleAsync("quantity-price")).EnumerateObject().Count());
    }

    private static async Task<HttpStatusCode> AskAsync(
        SandboxServer sandbox,
        string query,
        string token = SandboxServer.AlStyleToken
    )
    {
        using var response = await sandbox.AskAlStyleAsync(query, token);
        await response.Content.ReadAsByteArrayAsync();
        return response.StatusCode;
    }
}
