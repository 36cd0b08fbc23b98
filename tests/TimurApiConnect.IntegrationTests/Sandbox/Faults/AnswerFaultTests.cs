using System.Globalization;
using System.Text.Json;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Sandbox.Faults;

/// <summary>Faults of one answer, as a socket sees them.</summary>
public class AnswerFaultTests(FaultySandbox faulty) : IClassFixture<FaultySandbox>
{
    public static TheoryData<string> Vendors => ["al-style", "kaspi"];

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task Latency_answers_right_but_late(string vendor)
    {
        var right = await RawClient.AskAsync(faulty.Server.BaseAddress, vendor);
        var late = await faulty.AskAsync(vendor, new { kind = "latency", delay = 0.2 });
        Assert.Equal(right.Body, late.Body);
        // Timers may be a little early.
        Assert.InRange(late.Took.TotalSeconds, 0.18, 10);
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task A_hang_sends_not_a_byte(string vendor)
    {
        var heard = await faulty.AskAsync(
            vendor,
            new { kind = "hang", holdFor = 30 },
            TimeSpan.FromSeconds(0.2)
        );
        Assert.Equal(("", Ending.StillOpen), (heard.Text, heard.Ending));
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task A_reset_comes_before_the_first_byte_or_in_the_middle(string vendor)
    {
        var first = await faulty.AskAsync(vendor, new { kind = "reset" });
        Assert.Equal(("", Ending.Reset), (first.Text, first.Ending));

        var middle = await faulty.AskAsync(vendor, new { kind = "reset", at = "middle" });
        Assert.Equal((200, Ending.Reset), (middle.Status, middle.Ending));
        Assert.InRange(middle.Body.Length, 1, long.Parse(middle.Header("Content-Length")!) - 1);
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task A_cut_closes_in_the_middle(string vendor)
    {
        var heard = await faulty.AskAsync(vendor, new { kind = "cut" });
        Assert.Equal((200, Ending.Closed), (heard.Status, heard.Ending));
        Assert.InRange(heard.Body.Length, 1, long.Parse(heard.Header("Content-Length")!) - 1);
    }

    [Theory]
    [InlineData("al-style", 401)]
    [InlineData("al-style", 403)]
    [InlineData("kaspi", 401)]
    [InlineData("kaspi", 403)]
    public async Task A_good_token_is_refused_like_a_bad_one(string vendor, int status)
    {
        await faulty.Server.SetAlStyleAsync(new { badTokenStatus = status });
        var request = RawClient
            .Request(vendor)
            .Replace(SandboxServer.AlStyleToken, "bad", StringComparison.Ordinal)
            .Replace(SandboxServer.KaspiToken, "bad", StringComparison.Ordinal);
        var bad = await RawClient.SendAsync(
            faulty.Server.BaseAddress,
            request,
            TimeSpan.FromSeconds(20)
        );
        var heard = await faulty.AskAsync(vendor, new { kind = "badToken", status });
        Assert.Equal((status, bad.Body), (heard.Status, heard.Body));
    }

    [Fact]
    public async Task The_limit_speaks_the_vendors_own_way()
    {
        var alStyle = await faulty.AskAsync("al-style", new { kind = "limit", interval = 7 });
        Assert.Equal((403, null), (alStyle.Status, alStyle.Header("Retry-After")));
        Assert.Contains("\"success\":false", alStyle.Body);
        Assert.Contains("\"interval\":7}", alStyle.Body);

        var kaspi = await faulty.AskAsync("kaspi", new { kind = "limit" });
        Assert.Equal(
            (403, "text/html; charset=UTF-8"),
            (kaspi.Status, kaspi.Header("Content-Type"))
        );
    }

    [Theory]
    [InlineData("al-style", 429)]
    [InlineData("al-style", 500)]
    [InlineData("kaspi", 429)]
    [InlineData("kaspi", 502)]
    [InlineData("kaspi", 503)]
    public async Task A_status_says_when_to_come_again_only_when_told_to(string vendor, int status)
    {
        var silent = await faulty.AskAsync(vendor, new { kind = "status", status });
        Assert.Equal((status, null), (silent.Status, silent.Header("Retry-After")));
        var seconds = await faulty.AskAsync(
            vendor,
            new
            {
                kind = "status",
                status,
                retryAfter = "00:00:07",
            }
        );
        Assert.Equal((status, "7"), (seconds.Status, seconds.Header("Retry-After")));
        var date = await faulty.AskAsync(
            vendor,
            new
            {
                kind = "status",
                status,
                retryAfter = 600,
                retryAfterAs = "date",
            }
        );
        var at = DateTimeOffset.ParseExact(
            date.Header("Retry-After")!,
            "R",
            CultureInfo.InvariantCulture
        );
        Assert.InRange((at - Date(date)).TotalSeconds, 598, 602);
    }

    [Theory]
    [InlineData("al-style", "\"status\":503")]
    [InlineData("kaspi", "{\"errors\":[{\"title\":\"Service Unavailable\"}]}")]
    public async Task A_status_has_the_vendors_error_body(string vendor, string body) =>
        Assert.Contains(body, (await faulty.AskAsync(vendor, new { kind = "status" })).Body);

    [Theory]
    [InlineData(204)]
    [InlineData(304)]
    public async Task A_status_that_has_no_body_has_none(int status)
    {
        var heard = await faulty.AskAsync("al-style", new { kind = "status", status });
        Assert.Equal((status, ""), (heard.Status, heard.Body));
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task A_page_for_people_comes_with_status_200(string vendor)
    {
        var heard = await faulty.AskAsync(vendor, new { kind = "html" });
        Assert.Equal(
            (200, "text/html; charset=UTF-8"),
            (heard.Status, heard.Header("Content-Type"))
        );
        Assert.Contains("<!DOCTYPE html>", heard.Body);
    }

    [Fact]
    public async Task A_wrong_clock_shows_in_the_date_header_and_in_the_suppliers_date()
    {
        var right = await RawClient.AskAsync(
            faulty.Server.BaseAddress,
            "al-style",
            path: "/api/date"
        );
        var wrong = await faulty.AskAsync(
            "al-style",
            new { kind = "clockSkew", by = "-01:00:00" },
            path: "/api/date"
        );
        Assert.InRange((Date(right) - Date(wrong)).TotalMinutes, 59, 61);
        Assert.Equal(1, (Freshness(right) - Freshness(wrong)).TotalHours);
    }

    [Fact]
    public async Task A_wrong_clock_moves_the_marketplaces_window_of_days()
    {
        var since = TimeProvider.System.GetUtcNow().AddDays(-13.5).ToUnixTimeMilliseconds();
        var path =
            $"/shop/api/v2/orders?page[number]=0&page[size]=20&filter[orders][creationDate][$ge]={since}";
        var right = await RawClient.AskAsync(faulty.Server.BaseAddress, "kaspi", path: path);
        var wrong = await faulty.AskAsync(
            "kaspi",
            new { kind = "clockSkew", by = "1.00:00:00" },
            path: path
        );
        Assert.Equal((200, 400), (right.Status, wrong.Status));
        Assert.InRange((Date(wrong) - Date(right)).TotalHours, 23.9, 24.1);
    }

    private static DateTimeOffset Date(Heard heard) =>
        DateTimeOffset.ParseExact(heard.Header("Date")!, "R", CultureInfo.InvariantCulture);

    private static DateTime Freshness(Heard heard) =>
        DateTime.Parse(
            JsonElement
                .Parse(heard.Body[heard.Body.IndexOf('{')..(heard.Body.IndexOf('}') + 1)])
                .GetProperty("date")
                .GetString()!,
            CultureInfo.InvariantCulture
        );
}
