using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Xunit;
using static TimurApiConnect.IntegrationTests.Sandbox.FeedServer;

namespace TimurApiConnect.IntegrationTests.Sandbox.Faults;

/// <summary>The marketplace as a caller that misbehaves.</summary>
public class PullFaultTests
{
    [Fact]
    public async Task A_slow_pull_gets_the_list_in_the_end_or_gives_up()
    {
        await using var feed = await FeedServer.StartAsync(Document(Offer("A1")));
        await using var sandbox = await SandboxServer.StartAsync($"Kaspi:PriceListUrl={feed.Url}");
        await sandbox.ArrangeAsync(
            "kaspi-puller",
            new
            {
                kind = "slowPull",
                bytes = 100,
                pause = 0.02,
            }
        );
        var slow = await sandbox.PullAsync();
        Assert.Equal(
            ("applied", "slowPull"),
            (Outcome(slow), slow.GetProperty("fault").GetString())
        );
        Assert.InRange(slow.GetProperty("tookMs").GetDouble(), 60, 20_000);

        feed.Body = Document(Offer("A1"), Offer("A2"));
        await sandbox.SetKaspiAsync(new { pullTimeout = 0.2 });
        await sandbox.ArrangeAsync(
            "kaspi-puller",
            new
            {
                kind = "slowPull",
                bytes = 1,
                pause = 0.05,
            }
        );
        Assert.Equal("kept", Outcome(await sandbox.PullAsync()));
    }

    [Fact]
    public async Task A_download_is_broken_off_and_the_connection_with_it()
    {
        var stop = TestContext.Current.CancellationToken;
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var sandbox = await SandboxServer.StartAsync(
            $"Kaspi:PriceListUrl=http://{listener.LocalEndpoint}/list.xml"
        );
        await sandbox.ArrangeAsync("kaspi-puller", new { kind = "breakOff", after = 500 });
        var pull = sandbox.PullAsync();
        using var server = await listener.AcceptSocketAsync(stop);
        var buffer = new byte[10_000];
        await server.ReceiveAsync(buffer, stop);
        // More is announced than is ever sent: only the caller can end this.
        await server.SendAsync(
            Encoding.UTF8.GetBytes(
                "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"
                    + Document([.. Enumerable.Repeat(Offer("A1"), 50)])
            ),
            stop
        );
        try
        {
            Assert.Equal(0, await server.ReceiveAsync(buffer, stop));
        }
        catch (SocketException e)
        {
            Assert.Equal(SocketError.ConnectionReset, e.SocketErrorCode);
        }

        var report = await pull;
        Assert.Equal(
            ("kept", "breakOff"),
            (Outcome(report), report.GetProperty("fault").GetString())
        );
        Assert.Contains("broken off", report.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_validator_that_is_none_is_sent()
    {
        await using var feed = await FeedServer.StartAsync(Document(Offer("A1")));
        await using var sandbox = await SandboxServer.StartAsync($"Kaspi:PriceListUrl={feed.Url}");
        await sandbox.ArrangeAsync("kaspi-puller", new { kind = "garbageETag" });
        Assert.Equal("applied", Outcome(await sandbox.PullAsync()));
        Assert.Equal("W/\"unclosed, , not-quoted", feed.LastIfNoneMatch);
        await sandbox.ArrangeAsync("kaspi-puller", new { kind = "garbageETag", value = "*;q=0" });
        await sandbox.PullAsync();
        Assert.Equal("*;q=0", feed.LastIfNoneMatch);
    }

    [Fact]
    public async Task Many_pulls_come_at_once_and_are_counted()
    {
        await using var feed = await FeedServer.StartAsync(Document(Offer("A1")));
        await using var sandbox = await SandboxServer.StartAsync($"Kaspi:PriceListUrl={feed.Url}");
        await sandbox.ArrangeAsync("kaspi-puller", new { kind = "manyPulls", pulls = 10 });
        var report = await sandbox.PullAsync();
        Assert.Equal("applied", Outcome(report));
        Assert.Equal("""{"200":9}""", report.GetProperty("beside").GetRawText());
        Assert.Equal(10, feed.Asked);
    }

    private static string? Outcome(JsonElement report) => report.GetProperty("outcome").GetString();
}
