using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using TimurApiConnect.Sandbox;
using TimurApiConnect.Sandbox.AlStyle;
using TimurApiConnect.Sandbox.Faults.Answers;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Sandbox.Faults;

/// <summary>When faults strike.</summary>
public class ArrangementTests(FaultySandbox faulty) : IClassFixture<FaultySandbox>
{
    [Fact]
    public async Task The_next_requests_are_struck_in_the_order_of_arranging()
    {
        await faulty.ArrangeAsync(
            "al-style",
            new
            {
                kind = "status",
                status = 502,
                count = 2,
            }
        );
        await faulty.ArrangeAsync("al-style", new { kind = "status", status = 500 });
        Assert.Equal("502 502 500 200", await StatusesAsync(faulty.Server, 4));
    }

    [Fact]
    public async Task One_method_is_struck_and_the_others_are_not()
    {
        await faulty.ArrangeAsync("al-style", new { kind = "status", method = "quantity" });
        Assert.Equal(200, await StatusAsync("date"));
        Assert.Equal(503, await StatusAsync("quantity"));
        await faulty.ArrangeAsync(
            "al-style",
            new
            {
                kind = "status",
                verb = "POST",
                method = "date",
            }
        );
        Assert.Equal(200, await StatusAsync("date"));
        using var post = await faulty.Server.Http.PostAsync(
            $"/api/date?access-token={SandboxServer.AlStyleToken}",
            null,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(HttpStatusCode.ServiceUnavailable, post.StatusCode);
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_faults()
    {
        var drawn = new List<string>();
        foreach (var seed in (int[])[7, 7, 8])
        {
            await faulty.ArrangeAsync(
                "al-style",
                new
                {
                    seed,
                    share = 0.3,
                    kinds = new object[]
                    {
                        "html",
                        new { kind = "status", status = 500 },
                        new
                        {
                            kind = "status",
                            status = 429,
                            retryAfter = 3,
                        },
                    },
                }
            );
            drawn.Add(await StatusesAsync(faulty.Server, 100));
            await faulty.Server.ClearFaultsAsync("al-style");
        }

        Assert.Equal(drawn[0], drawn[1]);
        Assert.NotEqual(drawn[0], drawn[2]);
        Assert.InRange(drawn[0].Split(' ').Count(s => s != "200"), 10, 30);
        Assert.Contains("500", drawn[0]);
        Assert.Contains("429", drawn[0]);
    }

    [Fact]
    public async Task For_a_time_and_again_and_again()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var sandbox = await SandboxServer.StartAsync(time);
        await sandbox.ArrangeAsync("al-style", new { kind = "status", @for = "00:00:30" });
        Assert.Equal("503 503", await StatusesAsync(sandbox, 2));
        time.Advance(TimeSpan.FromSeconds(29.9));
        Assert.Equal("503", await StatusesAsync(sandbox, 1));
        time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal("200", await StatusesAsync(sandbox, 1));
        Assert.Equal(
            0,
            (await sandbox.FaultsAsync("al-style")).GetProperty("arranged").GetArrayLength()
        );

        await sandbox.ArrangeAsync(
            "al-style",
            new
            {
                kind = "status",
                every = "00:10:00",
                @for = 30,
                count = 3,
            }
        );
        Assert.Equal("200", await StatusesAsync(sandbox, 1));
        time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal("503", await StatusesAsync(sandbox, 1));
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("200", await StatusesAsync(sandbox, 1));
        time.Advance(TimeSpan.FromMinutes(9.5));
        // No more than three in all.
        Assert.Equal("503 503 200", await StatusesAsync(sandbox, 3));
    }

    [Fact]
    public async Task What_is_arranged_and_done_is_shown_and_can_be_taken_back()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        await sandbox.ArrangeAsync(
            "al-style",
            new
            {
                kind = "status",
                count = 3,
                method = "date",
            }
        );
        await sandbox.ArrangeAsync(
            "al-style",
            new { kinds = new[] { "reset", "cut" }, share = 0.01 }
        );
        await sandbox.FailAlStyleAsync("html", count: 2);
        await StatusesAsync(sandbox, 1);
        var shown = await sandbox.FaultsAsync("al-style");
        var arranged = shown.GetProperty("arranged");
        Assert.Equal(
            ["the next 2, only date", "1 % at random, seed 1", "the next 2"],
            arranged.EnumerateArray().Select(a => a.GetProperty("when").GetString()!)
        );
        Assert.Equal("""{"status":1}""", shown.GetProperty("done").GetRawText());
        Assert.Equal(
            4,
            (await sandbox.StateAsync())
                .GetProperty("alStyle")
                .GetProperty("faultsWaiting")
                .GetInt32()
        );

        var id = arranged[2].GetProperty("id").GetInt32();
        using var removed = await sandbox.Http.DeleteAsync(
            $"/control/al-style/faults/{id}",
            TestContext.Current.CancellationToken
        );
        using var again = await sandbox.Http.DeleteAsync(
            $"/control/al-style/faults/{id}",
            TestContext.Current.CancellationToken
        );
        Assert.Equal((200, 404), ((int)removed.StatusCode, (int)again.StatusCode));
        await sandbox.PostAsync("/control/al-style/fail-next", new { clear = true });
        await sandbox.ArrangeAsync("kaspi", new { kind = "html" });
        using var all = await sandbox.Http.DeleteAsync(
            "/control/faults",
            TestContext.Current.CancellationToken
        );
        Assert.All(
            (await SandboxServer.JsonAsync(all)).GetProperty("sides").EnumerateArray(),
            side => Assert.Equal(0, side.GetProperty("arranged").GetArrayLength())
        );
    }

    [Theory]
    [InlineData("al-style", "{}", "one of status, badToken")]
    [InlineData("al-style", """{"kind":"explode"}""", "kind 'explode' is not one of status")]
    [InlineData("al-style", """{"kind":7}""", "kind '7'")]
    [InlineData("al-style", """{"kinds":["reset","explode"]}""", "'explode'")]
    [InlineData("al-style", """{"kinds":[]}""", "kinds '[]'")]
    [InlineData("al-style", """{"kinds":[{"status":500}]}""", "has no kind")]
    [InlineData(
        "al-style",
        """{"kinds":[{"kind":"cut","status":500}]}""",
        "'status' is not a value of kind 'cut'"
    )]
    [InlineData(
        "al-style",
        """{"kind":"reset","kinds":["cut"]}""",
        "kind 'reset' and kinds are both given"
    )]
    [InlineData("al-style", """{"kinds":["reset","refuse"],"for":5}""", "'reset, refuse'")]
    [InlineData("al-style", """{"kind":"cut","status":500}""", "'status' is not known here")]
    [InlineData("al-style", """{"kind":"reset","colour":1}""", "'colour'")]
    [InlineData("al-style", """{"kind":"reset","at":"end"}""", "at 'end' is not start, middle")]
    [InlineData(
        "al-style",
        """{"kind":"status","status":700}""",
        "status '700' is not a whole number from 200 to 599"
    )]
    [InlineData("al-style", """{"kind":"status","status":"many"}""", "status 'many'")]
    [InlineData(
        "al-style",
        """{"kind":"badToken","status":402}""",
        "status '402' is not 401 or 403"
    )]
    [InlineData("al-style", """{"kind":"status","retryAfter":-1}""", "retryAfter '-1'")]
    [InlineData(
        "al-style",
        """{"kind":"status","carriedOut":"perhaps"}""",
        "carriedOut 'perhaps' is not true or false"
    )]
    [InlineData("al-style", """{"kind":"latency","delay":"soon"}""", "delay 'soon' is not a time")]
    [InlineData("al-style", """{"kind":"wrongShape","shape":"round"}""", "objectForList")]
    [InlineData(
        "al-style",
        """{"kind":"status","count":0}""",
        "count '0' is not a whole number from 1 to 100000"
    )]
    [InlineData("al-style", """{"kind":"status","count":"all"}""", "count 'all'")]
    [InlineData("al-style", """{"kind":"status","share":1.5}""", "share '1.5'")]
    [InlineData("al-style", """{"kind":"status","share":0.5,"seed":"x"}""", "seed 'x'")]
    [InlineData("al-style", """{"kind":"status","for":"0"}""", "for '0'")]
    [InlineData(
        "al-style",
        """{"kind":"status","every":"00:10:00"}""",
        "every '00:10:00' is given without for"
    )]
    [InlineData(
        "al-style",
        """{"kind":"status","every":30,"for":30}""",
        "for '00:00:30' is not shorter"
    )]
    [InlineData(
        "al-style",
        """{"kind":"status","method":"qty"}""",
        "method 'qty' is not one of date, categories"
    )]
    [InlineData("al-style", """{"kind":"status","verb":"LOOK"}""", "verb 'LOOK' is not one of GET")]
    [InlineData("al-style", """{"kind":"refuse"}""", "give for")]
    [InlineData(
        "al-style",
        """{"kind":"refuse","for":5,"share":0.5}""",
        "Leave out count and share"
    )]
    [InlineData("al-style", """{"kind":"closeAtOnce","method":"date"}""", "'date'")]
    [InlineData("al-style", """{"kind":"emptyOrders"}""", "not for al-style but for kaspi")]
    [InlineData("kaspi", """{"kind":"slowPull"}""", "not for kaspi but for kaspi-puller")]
    [InlineData("kaspi-puller", """{"kind":"manyPulls","pulls":1}""", "pulls '1'")]
    [InlineData("kaspi-puller", """{"kind":"garbageETag","value":"a\nb"}""", "visible ASCII")]
    [InlineData("kaspi-puller", """{"kind":"slowPull","method":"orders"}""", "'orders'")]
    [InlineData("kaspi", "[]", "instead of an object")]
    [InlineData("kaspi", "{", "not JSON")]
    [InlineData("kaspi", """{"kind":"html","clear":"perhaps"}""", "clear 'perhaps'")]
    public async Task Bad_input_is_quoted_and_what_is_allowed_is_said(
        string side,
        string body,
        string says
    )
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await faulty.Server.Http.PostAsync(
            $"/control/{side}/faults",
            content,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var detail = (await SandboxServer.JsonAsync(response)).GetProperty("detail").GetString();
        Assert.Contains(says, detail);
        Assert.Equal(
            0,
            (await faulty.Server.FaultsAsync(side)).GetProperty("arranged").GetArrayLength()
        );
    }

    [Fact]
    public async Task Somebody_unknown_has_no_faults()
    {
        var refused = await Assert.ThrowsAsync<HttpRequestException>(() =>
            faulty.ArrangeAsync("amazon", new { kind = "reset" })
        );
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        Assert.Contains("al-style, kaspi, kaspi-puller", refused.Message);
    }

    [Fact]
    public async Task Settings_arrange_faults_and_a_reset_goes_back_to_them()
    {
        await using var sandbox = await SandboxServer.StartAsync(
            "AlStyle:Faults:0:Kinds:0=html",
            "AlStyle:Faults:0:Kinds:1:Kind=status",
            "AlStyle:Faults:0:Kinds:1:Status=500",
            "AlStyle:Faults:0:Share=0.5",
            "AlStyle:Faults:0:Seed=3",
            """Kaspi:Faults=[{"kind":"latency","delay":0.001,"every":"00:10:00","for":30}]""",
            """Kaspi:PullerFaults=[{"kind":"slowPull","share":0.1}]"""
        );
        var first = await StatusesAsync(sandbox, 30);
        Assert.Contains("500", first);
        await sandbox.ClearFaultsAsync("al-style");
        await sandbox.ArrangeAsync("al-style", new { kind = "status", count = 100 });
        await sandbox.ResetAsync();
        Assert.Equal(first, await StatusesAsync(sandbox, 30));
        Assert.Equal(
            "every 00:10:00 for 00:00:30",
            (await sandbox.FaultsAsync("kaspi"))
                .GetProperty("arranged")[0]
                .GetProperty("when")
                .GetString()
        );
        Assert.Equal(
            1,
            (await sandbox.FaultsAsync("kaspi-puller")).GetProperty("arranged").GetArrayLength()
        );
    }

    [Theory]
    [InlineData("AlStyle:Faults:0:Kind=explode", "Sandbox:AlStyle:Faults:0: kind 'explode'")]
    [InlineData("AlStyle:Faults:0=reset", "Sandbox:AlStyle:Faults:0: 'reset' is not an object")]
    [InlineData("Kaspi:Faults=reset", "Sandbox:Kaspi:Faults 'reset' is not JSON")]
    [InlineData("Kaspi:Faults={}", "is not a list")]
    [InlineData(
        "Kaspi:PullerFaults=[{\"kind\":\"html\"}]",
        "not for kaspi-puller but for al-style and kaspi"
    )]
    [InlineData("AlStyle:Faults=[{\"kind\":\"refuse\",\"for\":5}]", "Sandbox:AlStyle:Port")]
    [InlineData("AlStyle:Port=70000", "'70000'")]
    public async Task A_wrong_setting_is_quoted(string setting, string says)
    {
        var refused = await Assert.ThrowsAsync<SettingsException>(() =>
            SandboxServer.StartAsync(setting)
        );
        Assert.Contains(says, refused.Message);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public async Task What_was_carried_out_is_answered_like_what_was_not(bool carriedOut, int times)
    {
        var context = new DefaultHttpContext { Response = { Body = new MemoryStream() } };
        var done = 0;
        var fault = new StatusFault(
            new SimulatedAlStyle(),
            504,
            null,
            RetryAfterForm.Seconds,
            carriedOut,
            TimeProvider.System
        );
        await fault.StrikeAsync(
            context,
            c =>
            {
                done++;
                c.Response.Headers["X-Done"] = "yes";
                return c.Response.WriteAsync("done");
            }
        );
        Assert.Equal((times, 504), (done, context.Response.StatusCode));
        Assert.False(context.Response.Headers.ContainsKey("X-Done"));
        Assert.StartsWith(
            "{\"name\":\"Gateway Timeout\"",
            Encoding.UTF8.GetString(((MemoryStream)context.Response.Body).ToArray())
        );
    }

    private async Task<int> StatusAsync(string method)
    {
        using var response = await faulty.Server.AskAlStyleAsync(method);
        return (int)response.StatusCode;
    }

    private static async Task<string> StatusesAsync(SandboxServer sandbox, int count)
    {
        var statuses = new int[count];
        for (var i = 0; i < count; i++)
        {
            using var response = await sandbox.AskAlStyleAsync("date");
            statuses[i] = (int)response.StatusCode;
        }

        return string.Join(' ', statuses);
    }
}
