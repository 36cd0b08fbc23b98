using System.Diagnostics;
using System.Text.Json;
using TimurApiConnect.Core.Runs;
using TimurApiConnect.IntegrationTests.Gateway;
using TimurApiConnect.IntegrationTests.Sandbox;
using TimurApiConnect.IntegrationTests.Servers;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Sync;

/// <summary>The doctor through the API: asked of the gateway, done by a worker.</summary>
public class DiagnosticsTests
{
    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    private static Task<JsonElement> ExamineAsync(
        Product product,
        string vendor,
        string? body = null
    ) => product.Gateway.JsonAsync($"/api/diagnostics/{vendor}", 200, HttpMethod.Post, body);

    private static string Verdict(JsonElement report) =>
        report.GetProperty("verdict").GetProperty("code").GetString()!;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Both_vendors_are_examined_by_a_worker_and_the_report_stays(bool postgres)
    {
        await using var product = await Product.StartAsync(postgres);
        await product.StartWorkerAsync($"Shops:demo:KaspiToken={SandboxServer.KaspiToken}");

        var kaspi = await ExamineAsync(product, "kaspi", """{"shop":"demo"}""");
        var supplier = await ExamineAsync(product, "al-style");
        var all = await product.Gateway.JsonAsync("/api/diagnostics", 200, HttpMethod.Post);
        var latest = await product.Gateway.JsonAsync("/api/diagnostics/kaspi?shop=demo");

        Assert.Equal(("all-well", "all-well"), (Verdict(kaspi), Verdict(supplier)));
        Assert.Equal(
            ("kaspi", "demo", "main"),
            (
                kaspi.GetProperty("vendor").GetString(),
                kaspi.GetProperty("account").GetString(),
                supplier.GetProperty("account").GetString()
            )
        );
        Assert.Equal(
            "settings dns tcp tls http clock token read",
            string.Join(
                ' ',
                kaspi.GetProperty("steps").EnumerateArray().Select(s => s.GetProperty("name"))
            )
        );
        Assert.True(all.GetProperty("ok").GetBoolean());
        Assert.Equal(2, all.GetProperty("reports").GetArrayLength());
        Assert.True(latest.GetProperty("id").GetInt64() > kaspi.GetProperty("id").GetInt64());
    }

    [Fact]
    public async Task While_a_call_hangs_the_doctor_looks_and_names_the_silence_within_the_suppliers_limit()
    {
        await using var product = await Product.StartAsync(
            postgres: false,
            ["AlStyle:Interval=00:00:00.200"]
        );
        await product.StartWorkerAsync(
            "AlStyle:Interval=00:00:00.200",
            "AlStyle:Margin=00:00:00.020",
            "AlStyle:ConnectLimit=00:00:01",
            "AlStyle:FirstByteLimit=00:00:02",
            "Doctor:StepLimit=00:00:00.500",
            "Schedule:FastEvery=01:00:00"
        );
        await product.FirstListAsync();
        await product.Sandbox.FailAlStyleAsync("hang", count: 100);
        var run = await product.AskAsync("fast");
        await SandboxServer.UntilAsync(
            async () => (await product.Runs.FindAsync(run, Stopping))!.Stage == "stock",
            "the run hangs"
        );

        var report = await ExamineAsync(product, "al-style", """{"account":"main"}""");

        Assert.Equal("firewall-silence", Verdict(report));
        Assert.Equal(
            0,
            (await product.Sandbox.StateAsync())
                .GetProperty("alStyle")
                .GetProperty("refused")
                .GetInt64()
        );
        Assert.Equal(RunState.Failed, (await product.EndedAsync(run)).State);
    }

    [Fact]
    public async Task A_refused_token_is_found_and_its_cure_lets_work_go_on_at_once()
    {
        const string Other = "another-token-of-the-right-shape";
        await using var product = await Product.StartAsync(postgres: false);
        await product.StartWorkerAsync($"AlStyle:Accounts:main:Token={Other}");
        var refused = await ExamineAsync(product, "al-style");
        Assert.Equal("token-refused", Verdict(refused));
        Assert.DoesNotContain(Other, refused.ToString(), StringComparison.Ordinal);

        await product.Sandbox.SetAlStyleAsync(new { token = Other });
        Assert.Equal("all-well", Verdict(await ExamineAsync(product, "al-style")));

        await product.FirstListAsync();
    }

    [Fact]
    public async Task A_closed_port_is_found_and_repeated_failures_leave_the_doctor_its_way()
    {
        await using var product = await Product.StartAsync(postgres: false);
        await product.StartWorkerAsync(
            $"AlStyle:BaseUrl=http://127.0.0.1:{ChildProcess.FreePort()}/api/",
            "AlStyle:BreakAfter=1",
            "AlStyle:BreakFor=00:10:00"
        );
        await SandboxServer.UntilAsync(
            async () =>
                (await product.Gateway.JsonAsync("/api/status"))
                    .GetProperty("vendors")
                    .EnumerateArray()
                    .Any(v =>
                        v.GetProperty("breaker").GetProperty("state").GetString() == "open"
                        && !v.GetProperty("reachable").GetBoolean()
                    ),
            "the supplier is left alone"
        );

        var report = await ExamineAsync(product, "al-style");

        Assert.Equal("could-not-connect", Verdict(report));
        await SandboxServer.UntilAsync(
            async () =>
                (await product.Runs.ListAsync("demo", null, 1, Stopping))
                    is [{ FailureCode: "not-asked" }],
            "a run ends without a request"
        );
        var attention = (await product.Gateway.JsonAsync("/api/status")).GetProperty("attention");
        Assert.Single(
            attention.EnumerateArray(),
            a => $"{a}".Contains("Al-Style", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Without_a_worker_the_answer_says_so_in_time_and_leaves_nothing_behind()
    {
        await using var server = await GatewayServer.StartAsync(
            settings: ["Diagnostics:TakenWithin=00:00:00.300"]
        );
        var watch = Stopwatch.StartNew();

        var problem = await server.ProblemAsync(
            "/api/diagnostics/kaspi",
            503,
            "no-sync-worker",
            HttpMethod.Post
        );
        await server.ProblemAsync("/api/diagnostics", 503, "no-sync-worker", HttpMethod.Post);

        Assert.InRange(watch.Elapsed.TotalSeconds, 0.3, 8);
        Assert.Contains(
            "./run",
            problem.GetProperty("detail").GetString(),
            StringComparison.Ordinal
        );
        await server.ProblemAsync("/api/diagnostics/kaspi", 404, "no-report");
    }

    [Fact]
    public async Task What_cannot_be_examined_is_refused_with_what_is_wanted()
    {
        await using var server = await GatewayServer.StartAsync(
            settings:
            [
                "Shops:second:Name=Second",
                "Shops:second:MerchantId=2",
                "Shops:second:Supplier=other",
            ]
        );
        foreach (
            var (vendor, body, status, code) in new[]
            {
                ("ozon", "{}", 404, "vendor-not-found"),
                ("kaspi", "{}", 400, "body-invalid"),
                ("kaspi", "", 400, "body-invalid"),
                ("kaspi", "[1]", 400, "body-invalid"),
                ("kaspi", "{\"shop\":", 400, "body-invalid"),
                ("kaspi", "{\"shop\":7}", 400, "body-invalid"),
                ("kaspi", "{\"account\":\"main\"}", 400, "body-invalid"),
                ("kaspi", "{\"shop\":\"third\"}", 404, "shop-not-found"),
                ("al-style", "{\"account\":\"third\"}", 404, "account-not-found"),
            }
        )
        {
            await server.ProblemAsync(
                $"/api/diagnostics/{vendor}",
                status,
                code,
                HttpMethod.Post,
                body
            );
        }

        await server.ProblemAsync("/api/diagnostics/kaspi", 400, "query-invalid");
        await server.ProblemAsync("/api/diagnostics/kaspi?account=main", 400, "query-invalid");
        await server.ProblemAsync("/api/diagnostics/al-style?account=other", 404, "no-report");
    }
}
