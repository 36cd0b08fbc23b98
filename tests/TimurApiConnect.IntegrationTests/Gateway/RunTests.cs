using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using TimurApiConnect.Core.Runs;
using TimurApiConnect.Storage.Journal;
using TimurApiConnect.Storage.Notifications;
using TimurApiConnect.Storage.Runs;
using Xunit;
using static TimurApiConnect.IntegrationTests.Gateway.GatewayServer;

namespace TimurApiConnect.IntegrationTests.Gateway;

public sealed class RunTests
{
    [Fact]
    public async Task A_run_is_asked_for_once_however_often_it_is_asked_for()
    {
        await using var server = await GatewayServer.StartAsync();

        using var response = await server.SendAsync(
            HttpMethod.Post,
            "/api/sync",
            """{ "shop": "demo" }"""
        );
        var first = JsonSerializer.Deserialize<JsonElement>(await TextAsync(response));
        var second = await server.JsonAsync(
            "/api/sync",
            202,
            HttpMethod.Post,
            """{ "kind": "full", "acceptLoss": true }"""
        );

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var id = first.GetProperty("id").GetInt64();
        Assert.Equal($"/api/runs/{id}", response.Headers.Location?.ToString());
        Assert.Equal("fast", first.GetProperty("kind").GetString());
        Assert.False(first.GetProperty("existing").GetBoolean());
        Assert.Equal(id, second.GetProperty("id").GetInt64());
        Assert.Equal("full", second.GetProperty("kind").GetString());
        Assert.True(second.GetProperty("existing").GetBoolean());
        var run = (await server.Get<RunStore>().FindAsync(id, Stopping))!;
        Assert.True(run is { Kind: RunKind.Full, AcceptLoss: true, AskedBy: "key bootstrap" });
        var journal = await server.Get<JournalStore>().ListAsync("demo", 10, Stopping);
        Assert.Equal(2, journal.Count(e => e is { Who: "key bootstrap", What: "run asked for" }));
    }

    [Fact]
    public async Task A_wrong_request_for_a_run_is_told_everything_that_is_wrong()
    {
        await using var server = await GatewayServer.StartAsync();

        var problem = await server.ProblemAsync(
            "/api/sync",
            400,
            "body-invalid",
            HttpMethod.Post,
            """{ "shop": 1, "kind": "quick", "acceptLoss": "yes", "acceptLos": true }"""
        );

        Assert.Equal(
            "$.acceptLos $.shop $.kind $.acceptLoss",
            Joined(problem.GetProperty("errors"), "path")
        );
        await server.ProblemAsync("/api/sync", 400, "body-invalid", HttpMethod.Post, "{ nonsense");
        await server.ProblemAsync("/api/sync", 400, "body-invalid", HttpMethod.Post, "[]");
        await server.ProblemAsync(
            "/api/sync",
            404,
            "shop-not-found",
            HttpMethod.Post,
            """{ "shop": "other" }"""
        );
        await server.ProblemAsync(
            "/api/sync",
            413,
            "body-too-large",
            HttpMethod.Post,
            new string(' ', 20_000)
        );
        await server.ProblemAsync(
            "/api/sync",
            403,
            "other-site",
            HttpMethod.Post,
            headers: [("Sec-Fetch-Site", "cross-site")]
        );
        Assert.Empty(await server.Get<RunStore>().ListAsync(null, null, 10, Stopping));
    }

    [Fact]
    public async Task With_two_shops_the_shop_must_be_named()
    {
        await using var server = await GatewayServer.StartAsync(
            settings: ["Shops:second:Name=Second", "Shops:second:MerchantId=2"]
        );

        await server.ProblemAsync("/api/sync", 400, "body-invalid", HttpMethod.Post, "{}");
        await server.ProblemAsync("/api/offers", 400, "query-invalid");
        await server.JsonAsync("/api/sync", 202, HttpMethod.Post, """{ "shop": "second" }""");
        await server.JsonAsync("/api/offers?shop=second");
        Assert.Equal(2, (await server.JsonAsync("/api/shops")).GetArrayLength());
    }

    [Fact]
    public async Task Runs_are_listed_page_by_page()
    {
        await using var server = await GatewayServer.StartAsync();
        var shop = new ShopDriver(server);
        for (var i = 0; i < 3; i++)
        {
            await shop.EndedRunAsync(RunKind.Fast, RunState.Succeeded, $"{i}");
        }

        var first = await server.JsonAsync("/api/runs?size=2&shop=demo&unknown=1");
        var before = first.GetProperty("before").GetInt64();
        var second = await server.JsonAsync($"/api/runs?size=2&before={before}");

        Assert.Equal(2, first.GetProperty("runs").GetArrayLength());
        Assert.Equal(
            "0",
            Assert
                .Single(second.GetProperty("runs").EnumerateArray())
                .GetProperty("message")
                .GetString()
        );
        Assert.Equal(JsonValueKind.Null, second.GetProperty("before").ValueKind);
        var problem = await server.ProblemAsync(
            "/api/runs?size=0&before=x&shop=other",
            400,
            "query-invalid"
        );
        Assert.Equal(2, problem.GetProperty("errors").GetArrayLength());
        await server.ProblemAsync("/api/runs?shop=other", 404, "shop-not-found");
        await server.ProblemAsync("/api/runs/99", 404, "run-not-found");
        await server.ProblemAsync("/api/runs/99/events", 404, "run-not-found");
    }

    [Fact]
    public async Task A_run_is_stopped_unless_it_is_over()
    {
        await using var server = await GatewayServer.StartAsync();
        var shop = new ShopDriver(server);
        var runs = server.Get<RunStore>();
        await server.JsonAsync("/api/sync", 202, HttpMethod.Post);
        var run = await shop.StartRunAsync();

        var answer = await server.JsonAsync($"/api/runs/{run.Id}/cancel", 202, HttpMethod.Post);

        Assert.True(answer.GetProperty("cancelRequested").GetBoolean());
        Assert.True(await runs.BeatAsync(run, Stopping));
        await runs.FinishAsync(run with { State = RunState.Cancelled }, Stopping);
        await server.ProblemAsync($"/api/runs/{run.Id}/cancel", 409, "run-over", HttpMethod.Post);
        await server.ProblemAsync("/api/runs/99/cancel", 404, "run-not-found", HttpMethod.Post);
    }

    [Fact]
    public async Task Events_tell_every_change_and_the_end_last()
    {
        await using var server = await GatewayServer.StartAsync();
        var shop = new ShopDriver(server);
        var (runs, notifier) = (server.Get<RunStore>(), server.Get<INotifier>());
        await server.JsonAsync("/api/sync", 202, HttpMethod.Post);
        using var response = await server.SendAsync(HttpMethod.Get, "/api/runs/1/events");
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        var events = SseParser
            .Create(await response.Content.ReadAsStreamAsync(Stopping))
            .EnumerateAsync(Stopping)
            .GetAsyncEnumerator(Stopping);

        async Task<(string Type, JsonElement Run)> NextAsync()
        {
            Assert.True(await events.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20)));
            return (
                events.Current.EventType,
                JsonSerializer.Deserialize<JsonElement>(events.Current.Data)
            );
        }

        Assert.Equal("queued", Told(await NextAsync(), "progress", "state"));
        var run = await shop.StartRunAsync();
        await notifier.PublishAsync(Topics.Progress);
        Assert.Equal("running", Told(await NextAsync(), "progress", "state"));
        run = run with { Stage = "decide", Done = 5, Total = 10 };
        await runs.BeatAsync(run, Stopping);
        Assert.Equal("decide", Told(await NextAsync(), "progress", "stage"));
        await runs.FinishAsync(
            run with
            {
                State = RunState.Succeeded,
                Message = "Done.",
            },
            Stopping
        );
        await notifier.PublishAsync(Topics.Progress);
        Assert.Equal("Done.", Told(await NextAsync(), "ended", "message"));
        Assert.False(await events.MoveNextAsync());

        // Whoever comes back after the end is told the end.
        using var again = await server.SendAsync(HttpMethod.Get, "/api/runs/1/events");
        Assert.StartsWith("event: ended", await TextAsync(again), StringComparison.Ordinal);
    }

    private static string? Told((string Type, JsonElement Run) told, string type, string property)
    {
        Assert.Equal(type, told.Type);
        return told.Run.GetProperty(property).GetString();
    }
}
