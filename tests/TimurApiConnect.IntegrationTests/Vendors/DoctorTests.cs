using System.Net;
using TimurApiConnect.Core.Diagnostics;
using TimurApiConnect.IntegrationTests.Sandbox;
using TimurApiConnect.IntegrationTests.Servers;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Vendors;

/// <summary>What the doctor says to every trouble between us and a vendor.</summary>
public class DoctorTests
{
    private static string States(DoctorReport report) =>
        string.Join(
            ' ',
            report.Steps.Select(s =>
                $"{s.Name}{s.State switch { StepState.Passed => "+", StepState.Failed => "!", _ => "-" }}"
            )
        );

    private static void AssertVerdict(
        DoctorReport report,
        string code,
        string states,
        params string[] says
    )
    {
        var everything = $"{report.Verdict} {string.Join('\n', report.Steps)}";
        Assert.True(
            (report.Verdict.Code, States(report)) == (code, states),
            $"{report.Verdict.Code} {States(report)}\n{everything}"
        );
        Assert.Equal(code == "all-well", report.Verdict.Ok);
        Assert.NotEmpty(report.Verdict.Text);
        Assert.NotEmpty(report.Verdict.NextMove);
        Assert.All(report.Steps, s => Assert.NotEmpty(s.Evidence));
        Assert.All(
            report.Steps,
            s => Assert.Equal(s.State == StepState.Failed, s.Fix is { Length: > 0 })
        );
        Assert.All(says, s => Assert.Contains(s, everything, StringComparison.Ordinal));
        Assert.DoesNotContain(SandboxServer.KaspiToken, everything, StringComparison.Ordinal);
    }

    private static async Task<DoctorReport> ExamineAsync(Uri address, params string[] settings)
    {
        await using var under = KaspiUnderTest.Start(address, settings);
        return await under.ExamineAsync();
    }

    private static Uri Kaspi(SandboxServer sandbox) => new(sandbox.BaseAddress, "shop/api/v2/");

    [Fact]
    public async Task All_is_well()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        await using var under = KaspiUnderTest.Start(Kaspi(sandbox));

        AssertVerdict(
            await under.ExamineAsync(),
            "all-well",
            "settings+ dns- tcp+ tls- http+ clock+ token+ read+",
            "User-Agent TimurApiConnect/",
            "no outbound proxy",
            "Status 200, application/vnd.api+json"
        );
        // An examination is a proof of the token like any call.
        Assert.Null(Assert.Single(under.Noted).Failure);
    }

    [Fact]
    public async Task A_firewall_that_holds_everything_is_proved_by_a_second_name()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        await sandbox.FailKaspiAsync("hang", count: 10);
        var report = await ExamineAsync(Kaspi(sandbox), KaspiUnderTest.ShortLimits);

        AssertVerdict(
            report,
            "firewall-silence",
            "settings+ dns- tcp+ tls- http! clock- token- read-",
            "curl/8.0 and as connection-check/1.0 neither",
            "Outbound:Proxy"
        );
        Assert.InRange(report.ElapsedMs, 1100, 15000);
    }

    [Theory]
    [InlineData("TimurApiConnect", "curl/8.0 is answered with status 401")]
    [InlineData("TimurApiConnect|curl", "connection-check/1.0 is answered with status 401")]
    public async Task A_firewall_that_holds_names_is_told_from_it(string held, string says)
    {
        await using var server = RawServer.PerAgent(request =>
            held.Split('|').Any(name => request.Contains(name, StringComparison.Ordinal))
        );

        AssertVerdict(
            await ExamineAsync(server.Address(), "Doctor:StepLimit=00:00:01.500"),
            "user-agent-blocked",
            "settings+ dns- tcp+ tls- http! clock- token- read-",
            says
        );
    }

    [Fact]
    public async Task A_vendor_that_was_only_slow_is_not_called_blocked()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        await sandbox.FailKaspiAsync("hang", count: 1);

        AssertVerdict(
            await ExamineAsync(Kaspi(sandbox), "Doctor:StepLimit=00:00:01.500"),
            "all-well",
            "settings+ dns- tcp+ tls- http+ clock+ token+ read+",
            "within 1.5 s at first. At the next try: Status 200"
        );
    }

    [Fact]
    public async Task A_bad_token_is_no_hang_and_no_outage()
    {
        await using var sandbox = await SandboxServer.StartAsync();

        AssertVerdict(
            await ExamineAsync(
                Kaspi(sandbox),
                "Shops:demo:KaspiToken=another-token-0000000000000000000000000000000"
            ),
            "token-refused",
            "settings+ dns- tcp+ tls- http+ clock+ token! read-",
            "Status 401",
            "Shops:demo:KaspiToken",
            "kaspi-token"
        );
    }

    [Theory]
    [InlineData(
        "400 Bad Request",
        "{\"errors\":[{\"title\":\"Required filter [orders][creationDate][$ge] is empty.\"}]}",
        "missing-filter",
        "settings+ dns- tcp+ tls- http+ clock- token+ read!"
    )]
    [InlineData(
        "400 Bad Request",
        "{\"errors\":[{\"title\":\"No.\"}]}",
        "request-refused",
        "settings+ dns- tcp+ tls- http+ clock- token+ read!"
    )]
    [InlineData(
        "429 Too Many Requests",
        "",
        "over-the-limit",
        "settings+ dns- tcp+ tls- http+ clock- token- read!"
    )]
    [InlineData(
        "503 Service Unavailable\r\nContent-Type: text/html",
        "<html>Технические работы",
        "server-error",
        "settings+ dns- tcp+ tls- http! clock- token- read-"
    )]
    [InlineData(
        "403 Forbidden\r\nContent-Type: text/html",
        "<html>Access denied",
        "request-refused",
        "settings+ dns- tcp+ tls- http+ clock- token! read-"
    )]
    [InlineData(
        "200 OK\r\nContent-Type: application/json",
        "{\"hello\":1}",
        "unreadable",
        "settings+ dns- tcp+ tls- http+ clock- token+ read!"
    )]
    [InlineData(
        "200 OK\r\nContent-Type: text/html",
        "<html>Welcome to nginx",
        "wrong-base-url",
        "settings+ dns- tcp+ tls- http! clock- token- read-"
    )]
    [InlineData(
        "404 Not Found",
        "",
        "wrong-base-url",
        "settings+ dns- tcp+ tls- http! clock- token- read-"
    )]
    [InlineData(
        "301 Moved\r\nLocation: https://kaspi.example/shop/api/v2/orders",
        "",
        "wrong-base-url",
        "settings+ dns- tcp+ tls- http! clock- token- read-"
    )]
    [InlineData(
        "200 OK\r\nDate: Wed, 21 Oct 2020 07:28:00 GMT",
        "{\"data\":[],\"meta\":{\"totalCount\":0}}",
        "clock-skew",
        "settings+ dns- tcp+ tls- http+ clock! token+ read+"
    )]
    public async Task Every_answer_has_its_verdict(
        string head,
        string body,
        string code,
        string states
    )
    {
        await using var server = RawServer.Answers(head, body);

        AssertVerdict(await ExamineAsync(server.Address()), code, states);
    }

    [Fact]
    public async Task An_address_without_its_path_is_no_outage()
    {
        await using var sandbox = await SandboxServer.StartAsync();

        AssertVerdict(
            await ExamineAsync(sandbox.BaseAddress),
            "wrong-base-url",
            "settings+ dns- tcp+ tls- http! clock- token- read-",
            "https://kaspi.kz/shop/api/v2/"
        );
    }

    [Theory]
    [InlineData("https://kaspi.kz/merchantapi/v1/")]
    [InlineData("https://api.kaspi.kz/shop/v2/")]
    [InlineData("https://merchant.kaspi.kz/api/v2/")]
    [InlineData("https://kaspi.kz/")]
    [InlineData("https://kaspi.kz/shop/api/v1/")]
    [InlineData("http://kaspi.kz/shop/api/v2/")]
    public async Task Addresses_that_go_round_and_are_wrong_are_known_without_a_request(
        string address
    ) =>
        AssertVerdict(
            await ExamineAsync(new Uri(address)),
            "wrong-base-url",
            "settings! dns- tcp- tls- http- clock- token- read-",
            "Set BaseUrl in section Kaspi to https://kaspi.kz/shop/api/v2/."
        );

    [Fact]
    public async Task No_token_is_said_before_anything_is_asked() =>
        AssertVerdict(
            await ExamineAsync(new Uri("http://127.0.0.1:1/"), "Shops:demo:KaspiToken="),
            "not-configured",
            "settings! dns- tcp- tls- http- clock- token- read-",
            "Shops:demo:KaspiToken"
        );

    [Fact]
    public async Task A_name_without_an_address() =>
        AssertVerdict(
            await ExamineAsync(new Uri("http://no-such-host.invalid/shop/api/v2/")),
            "could-not-resolve",
            "settings+ dns! tcp- tls- http- clock- token- read-",
            "nslookup no-such-host.invalid"
        );

    [Fact]
    public async Task A_port_where_nobody_listens() =>
        AssertVerdict(
            await ExamineAsync(new Uri($"http://localhost:{ChildProcess.FreePort()}/shop/api/v2/")),
            "could-not-connect",
            "settings+ dns+ tcp! tls- http- clock- token- read-",
            "connection refused"
        );

    [Theory]
    [InlineData(true, "does not speak TLS")]
    [InlineData(false, "answers no TLS handshake within 0.4 s")]
    public async Task A_port_without_TLS(bool answers, string says)
    {
        await using var server = answers
            ? RawServer.Answers("400 Bad Request")
            : RawServer.Silent();

        AssertVerdict(
            await ExamineAsync(
                server.Address(scheme: "https"),
                answers ? [] : KaspiUnderTest.ShortLimits
            ),
            "tls",
            "settings+ dns- tcp+ tls! http- clock- token- read-",
            says
        );
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for()
    {
        await using var server = await TlsServer.StartAsync();

        AssertVerdict(
            await ExamineAsync(server.Address),
            "tls",
            "settings+ dns- tcp+ tls! http- clock- token- read-",
            "RemoteCertificateChainErrors",
            "CN=somebody.example",
            "valid until"
        );
    }

    [Fact]
    public async Task A_connection_that_is_closed_without_a_word()
    {
        await using var server = RawServer.Resets();

        AssertVerdict(
            await ExamineAsync(server.Address()),
            "broken-off",
            "settings+ dns- tcp+ tls- http! clock- token- read-"
        );
    }

    [Fact]
    public async Task A_proxy_that_refuses_is_named_without_its_login()
    {
        await using var proxy = RawServer.Answers("407 Proxy Authentication Required");
        var report = await ExamineAsync(
            new Uri("https://orders.example/shop/api/v2/"),
            $"Outbound:Proxy=http://me:secret@localhost:{proxy.Port}"
        );

        AssertVerdict(
            report,
            "proxy-refused",
            "settings+ dns+ tcp+ tls! http- clock- token- read-",
            "HTTP/1.1 407"
        );
        Assert.Equal($"http://localhost:{proxy.Port}", report.Proxy);
        Assert.DoesNotContain(
            "secret",
            $"{report} {string.Join('\n', report.Steps)}",
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task What_is_sent_to_a_vendor_is_one_request_when_all_is_well()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var report = await ExamineAsync(Kaspi(sandbox));

        var asked = (await sandbox.RequestsAsync("kaspi", 10)).GetProperty("requests");
        Assert.Equal(
            (int)HttpStatusCode.OK,
            Assert.Single(asked.EnumerateArray()).GetProperty("status").GetInt32()
        );
        Assert.Equal(8, report.Steps.Count);
    }
}
