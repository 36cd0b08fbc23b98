using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using TimurApiConnect.Core.Failures;
using TimurApiConnect.IntegrationTests.Sandbox;
using TimurApiConnect.IntegrationTests.Servers;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Vendors;

/// <summary>Calls over real sockets to servers that misbehave in every way; shown with Kaspi, the same for all vendors.</summary>
public class VendorCallTests
{
    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    private static RawServer Server(string fault) =>
        fault switch
        {
            "silent" => RawServer.Silent(),
            "closes" => RawServer.Closes(),
            "resets" => RawServer.Resets(),
            "drips" => RawServer.Drips(),
            "not http" => RawServer.Says("SSH-2.0-OpenSSH_9.2\r\n"),
            "cut" => RawServer.Says("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"data\""),
            "cut json" => RawServer.Answers("200 OK", "{\"data\":["),
            "page" => RawServer.Answers("200 OK\r\nContent-Type: text/html", "<!DOCTYPE html><p>"),
            "too large" => RawServer.Answers("200 OK", $"[{new string(' ', 5000)}]"),
            "bad gzip" => RawServer.Answers("200 OK\r\nContent-Encoding: gzip", "no gzip at all"),
            "token" => RawServer.Answers("401 Unauthorized"),
            "firewall page" => RawServer.Answers(
                "403 Forbidden\r\nContent-Type: text/html",
                "<html>"
            ),
            "limit" => RawServer.Answers("429 Too Many Requests\r\nRetry-After: 1"),
            "redirect" => RawServer.Answers(
                "302 Found\r\nLocation: https://elsewhere.example/x?token=1"
            ),
            _ => RawServer.Answers(
                $"{fault} Whatever",
                "{\"errors\":[{\"title\":\"Their\\nwords\"}]}"
            ),
        };

    [Theory]
    [InlineData("silent", FailureKind.ConnectedButSilent, 2, "no byte came within 0.5 s")]
    [InlineData("closes", FailureKind.BrokenOff, 3, "closed the connection without an answer")]
    [InlineData("resets", FailureKind.BrokenOff, 3, "ConnectionReset")]
    [InlineData("drips", FailureKind.BrokenOff, 3, "not complete after 0.7 s")]
    [InlineData("cut", FailureKind.BrokenOff, 3, "in the middle of the answer")]
    [InlineData("not http", FailureKind.Unreadable, 3, "no HTTP")]
    [InlineData("cut json", FailureKind.Unreadable, 3, "no complete JSON")]
    [InlineData("page", FailureKind.Unreadable, 3, "no complete JSON")]
    [InlineData("too large", FailureKind.Unreadable, 3, "larger than 4096 bytes")]
    [InlineData("bad gzip", FailureKind.Unreadable, 3, "compressed answer is damaged")]
    [InlineData("token", FailureKind.TokenRefused, 1, "Status 401")]
    [InlineData("firewall page", FailureKind.RequestRefused, 1, "page for people")]
    [InlineData("limit", FailureKind.OverTheLimit, 3, "Status 429")]
    [InlineData(
        "redirect",
        FailureKind.RequestRefused,
        1,
        "points to https://elsewhere.example/x."
    )]
    [InlineData("400", FailureKind.RequestRefused, 1, "Status 400: \"Their words\"")]
    [InlineData("503", FailureKind.ServerError, 3, "Status 503: \"Their words\"")]
    public async Task What_goes_wrong_has_its_name_its_evidence_and_as_many_tries_as_make_sense(
        string fault,
        FailureKind kind,
        int tries,
        string evidence
    )
    {
        await using var server = Server(fault);
        await using var under = KaspiUnderTest.Start(
            server.Address(),
            [
                .. fault is "silent" or "drips" ? KaspiUnderTest.ShortLimits : [],
                "Kaspi:LargestAnswer=4096",
            ]
        );

        var failure = (await under.AskAsync()).Failure!;

        Assert.Equal((kind, "Kaspi", "orders"), (failure.Kind, failure.Vendor, failure.Step));
        Assert.Contains(evidence, failure.ToString(), StringComparison.Ordinal);
        Assert.Equal((tries, tries), (failure.Attempt, under.Noted.Count));
        Assert.NotEmpty(failure.NextMove);
        Assert.InRange(failure.Elapsed, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task A_port_where_nobody_listens_a_name_without_an_address_and_a_port_without_TLS_are_told_apart()
    {
        await using var plain = RawServer.Says("HTTP/1.1 400 Bad Request\r\n\r\n");
        await using var silent = RawServer.Silent();
        foreach (
            var (address, kind) in new[]
            {
                (
                    new Uri($"http://127.0.0.1:{ChildProcess.FreePort()}/"),
                    FailureKind.CouldNotConnect
                ),
                (new Uri("http://no-such-host.invalid/"), FailureKind.CouldNotResolve),
                (plain.Address(scheme: "https"), FailureKind.Tls),
                (silent.Address(scheme: "https"), FailureKind.Tls),
            }
        )
        {
            await using var under = KaspiUnderTest.Start(address, KaspiUnderTest.ShortLimits);
            var failure = (await under.AskAsync()).Failure!;
            Assert.Equal((address, kind), (address, failure.Kind));
        }
    }

    [Fact]
    public async Task A_listener_that_takes_no_more_connections_is_no_silent_vendor()
    {
        using var full = new Socket(
            AddressFamily.InterNetwork,
            SocketType.Stream,
            ProtocolType.Tcp
        );
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        var waiting = new List<Socket>();
        try
        {
            // The queue of the listener is filled: what comes now gets no answer to its first packet.
            for (var i = 0; i < 4; i++)
            {
                var socket = new Socket(
                    AddressFamily.InterNetwork,
                    SocketType.Stream,
                    ProtocolType.Tcp
                );
                waiting.Add(socket);
                _ = socket.ConnectAsync(full.LocalEndPoint!, Stopping).AsTask();
            }

            await using var under = KaspiUnderTest.Start(
                new Uri($"http://{full.LocalEndPoint}/"),
                [.. KaspiUnderTest.ShortLimits, "Kaspi:Attempts=1"]
            );
            var failure = (await under.AskAsync()).Failure!;

            Assert.Equal(FailureKind.CouldNotConnect, failure.Kind);
            Assert.Contains("No connection to 127.0.0.1", failure.Detail, StringComparison.Ordinal);
        }
        finally
        {
            waiting.ForEach(s => s.Dispose());
        }
    }

    [Fact]
    public async Task A_write_is_sent_once_whatever_happens()
    {
        await using var server = RawServer.Answers("503 Unavailable");
        await using var under = KaspiUnderTest.Start(server.Address());

        Assert.Equal(1, (await under.AskAsync(method: HttpMethod.Post)).Failure!.Attempt);
        Assert.Equal(1, server.Connections);
    }

    [Theory]
    [InlineData("Retry-After: 1")]
    [InlineData(
        "Date: Wed, 21 Oct 2026 07:28:00 GMT\r\nRetry-After: Wed, 21 Oct 2026 07:28:01 GMT"
    )]
    public async Task A_pause_that_the_vendor_asks_for_is_kept(string header)
    {
        await using var server = RawServer.Answers($"503 Unavailable\r\n{header}");
        await using var under = KaspiUnderTest.Start(server.Address(), "Kaspi:Attempts=2");
        var watch = Stopwatch.StartNew();

        var failure = (await under.AskAsync()).Failure!;

        Assert.Equal((2, TimeSpan.FromSeconds(1)), (failure.Attempt, failure.RetryAfter));
        Assert.InRange(watch.Elapsed.TotalSeconds, 1, 15);
    }

    [Fact]
    public async Task A_pause_that_is_longer_than_the_call_may_take_is_not_waited_for()
    {
        await using var server = RawServer.Answers("503 Unavailable\r\nRetry-After: 3600");
        await using var under = KaspiUnderTest.Start(server.Address());
        var watch = Stopwatch.StartNew();

        var failure = (await under.AskAsync()).Failure!;

        Assert.Equal((1, TimeSpan.FromMinutes(10)), (failure.Attempt, failure.RetryAfter));
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 15);
    }

    [Fact]
    public async Task All_tries_together_stay_within_the_total_limit()
    {
        await using var server = RawServer.Drips();
        await using var under = KaspiUnderTest.Start(
            server.Address(),
            [.. KaspiUnderTest.ShortLimits, "Kaspi:Attempts=5", "Kaspi:TotalLimit=00:00:01"]
        );
        var watch = Stopwatch.StartNew();

        Assert.Equal(FailureKind.BrokenOff, (await under.AskAsync()).Failure!.Kind);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0.7, 3);
    }

    [Fact]
    public async Task A_vendor_that_is_down_is_left_alone_named_and_asked_again_by_itself()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        await using var under = KaspiUnderTest.Start(
            new Uri(sandbox.BaseAddress, "shop/api/v2/"),
            "Kaspi:BreakAfter=4",
            "Kaspi:BreakFor=00:00:00.500"
        );
        await sandbox.FailKaspiAsync("status", count: 4, status: 502);
        Assert.Equal(3, (await under.AskAsync()).Failure!.Attempt);
        Assert.Equal((FailureKind.ServerError, 1), await KindAsync(under));

        var failure = (await under.AskAsync()).Failure!;

        Assert.Equal(
            (FailureKind.NotAsked, FailureKind.ServerError, 0),
            (failure.Kind, failure.Cause, failure.Attempt)
        );
        Assert.Contains("left alone until", failure.Detail, StringComparison.Ordinal);
        Assert.Equal(4, under.Noted.Count);
        Assert.NotNull(under.Noted.Last().Breaker.OpenUntil);
        await SandboxServer.UntilAsync(
            async () => (await under.AskAsync()).Worked,
            "it is asked again"
        );
        Assert.Null(under.Noted.Last().Breaker.OpenSince);
        Assert.Equal(5, under.Noted.Last().Latency!.Calls);

        static async Task<(FailureKind, int)> KindAsync(KaspiUnderTest under)
        {
            var failure = (await under.AskAsync()).Failure!;
            return (failure.Kind, failure.Attempt);
        }
    }

    [Fact]
    public async Task Repetitions_end_when_their_budget_is_used_up()
    {
        await using var server = RawServer.Answers("503 Unavailable");
        await using var under = KaspiUnderTest.Start(
            server.Address(),
            "Kaspi:RetryBurst=1",
            "Kaspi:RetryPercent=0",
            "Kaspi:BreakAfter=100"
        );

        Assert.Equal(2, (await under.AskAsync()).Failure!.Attempt);
        Assert.Equal(1, (await under.AskAsync()).Failure!.Attempt);
    }

    [Fact]
    public async Task Without_a_token_nothing_is_sent_and_the_setting_is_named()
    {
        await using var server = RawServer.Closes();
        await using var under = KaspiUnderTest.Start(server.Address(), "Shops:demo:KaspiToken=");

        var failure = (await under.AskAsync()).Failure!;

        Assert.Equal((FailureKind.NotConfigured, 0), (failure.Kind, failure.Attempt));
        Assert.Contains("Shops:demo:KaspiToken", failure.NextMove, StringComparison.Ordinal);
        Assert.Equal(0, server.Connections);
        Assert.Empty(under.Noted);
    }

    [Fact]
    public async Task A_stop_ends_the_pause_before_the_next_try()
    {
        await using var server = RawServer.Answers("503 Unavailable\r\nRetry-After: 40");
        await using var under = KaspiUnderTest.Start(server.Address());
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stopping);

        var call = under.AskAsync(stop.Token);
        await SandboxServer.UntilAsync(
            () => Task.FromResult(under.Noted.Count == 1),
            "the first try"
        );
        await stop.CancelAsync();

        Assert.Equal(
            FailureKind.ServerError,
            (await call.WaitAsync(TimeSpan.FromSeconds(2), Stopping)).Failure!.Kind
        );
    }

    [Fact]
    public async Task The_way_leads_through_the_proxy_that_is_set_and_its_refusal_is_named()
    {
        await using var proxy = RawServer.Answers("407 Proxy Authentication Required");
        await using var under = KaspiUnderTest.Start(
            new Uri("https://kaspi.invalid/shop/api/v2/"),
            $"Outbound:Proxy=http://me:secret@127.0.0.1:{proxy.Port}",
            "Kaspi:Attempts=1"
        );

        var failure = (await under.AskAsync()).Failure!;

        Assert.Equal(FailureKind.CouldNotConnect, failure.Kind);
        Assert.Contains(
            $"kaspi.invalid:443 through the proxy http://127.0.0.1:{proxy.Port}",
            failure.Detail,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("secret", failure.ToString(), StringComparison.Ordinal);
        Assert.True(proxy.Connections > 0);
    }

    [Fact]
    public async Task The_sandbox_takes_the_harmless_read_and_holds_a_tool_that_asks_the_same()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        await using var under = KaspiUnderTest.Start(
            new Uri(sandbox.BaseAddress, "shop/api/v2/"),
            "Kaspi:FirstByteLimit=00:00:05",
            "Kaspi:ConnectLimit=00:00:02"
        );

        var (ours, tools) = (await under.LookAsync(), await under.LookAsync("curl/8.0"));

        Assert.Null(ours.Failure);
        Assert.NotNull(ours.Answer!.Date);
        Assert.Equal(FailureKind.ConnectedButSilent, tools.Failure!.Kind);
        // What was only compared counts for nothing.
        Assert.Null(Assert.Single(under.Noted).Failure);
        await SandboxServer.UntilAsync(
            async () =>
                (await sandbox.RequestsAsync("kaspi", 10)).GetProperty("requests").GetArrayLength()
                == 2,
            "both are written down"
        );
    }

    [Fact]
    public async Task The_token_reaches_no_log_no_span_and_no_failure()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var (logs, spans) = (new FakeLogCollector(), new List<string>());
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = a =>
            {
                lock (spans)
                {
                    spans.Add(
                        $"{a.DisplayName} {string.Join(' ', a.TagObjects.Select(t => $"{t.Key}={t.Value}"))}"
                    );
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using var under = KaspiUnderTest.Start(
            new Uri(sandbox.BaseAddress, "shop/api/v2/"),
            logging =>
            {
                logging.SetMinimumLevel(LogLevel.Trace);
                logging.Services.AddSingleton(logs);
                logging.AddProvider(new FakeLoggerProvider(logs));
            }
        );
        var failures = new List<string>();
        foreach (var fault in new[] { "status", "html", "cut" })
        {
            await sandbox.FailKaspiAsync(fault, count: 3);
            failures.Add((await under.AskAsync()).Failure!.ToString());
        }

        Assert.True((await under.AskAsync()).Worked);

        var everything = logs.GetSnapshot()
            .Select(l => $"{l.Message} {l.Exception} {string.Join(' ', l.StructuredState ?? [])}")
            .Concat(spans.ToArray())
            .Concat(failures)
            .ToList();
        Assert.True(everything.Count > 20);
        Assert.Contains(everything, e => e.Contains("server-error", StringComparison.Ordinal));
        Assert.DoesNotContain(
            everything,
            e => e.Contains(SandboxServer.KaspiToken, StringComparison.Ordinal)
        );
    }
}
