using System.Text.RegularExpressions;
using Dapper;
using TimurApiConnect.IntegrationTests.Gateway;
using TimurApiConnect.IntegrationTests.Servers;
using TimurApiConnect.Storage.Databases;
using TimurApiConnect.Storage.Keys;
using Xunit;
using static TimurApiConnect.IntegrationTests.Gateway.GatewayServer;

namespace TimurApiConnect.IntegrationTests.Access;

public sealed partial class KeyTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_key_is_shown_once_opens_what_it_may_and_is_revoked(bool postgres)
    {
        var database = postgres
            ? await (await PostgresServer.SharedAsync()).CreateDatabaseAsync()
            : null;
        await using var server = await GatewayServer.StartAsync(database);

        using var answer = await server.SendAsync(
            HttpMethod.Post,
            "/api/keys",
            """{ "name": "web page", "scope": "operate" }"""
        );
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        var made = System.Text.Json.JsonElement.Parse(await BytesAsync(answer));
        var key = made.GetProperty("key").GetString()!;
        var view = made.GetProperty("view");
        var id = view.GetProperty("id").GetInt64();

        Assert.Matches(KeyShape(), key);
        Assert.StartsWith(view.GetProperty("prefix").GetString()!, key, StringComparison.Ordinal);
        Assert.Equal($"/api/keys/{id}", answer.Headers.Location?.ToString());
        Assert.Equal("operate", view.GetProperty("scope").GetString());
        Assert.False(view.GetProperty("dealerPrices").GetBoolean());

        using (var client = server.Client(null))
        {
            client.DefaultRequestHeaders.Authorization = new("Bearer", key);
            using var sync = await client.PostAsync("/api/sync", null, Stopping);
            Assert.Equal(202, (int)sync.StatusCode);
        }

        var list = await server.JsonAsync("/api/keys");
        Assert.DoesNotContain(key, list.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("bootstrap web page", Joined(list.GetProperty("keys"), "name"));
        Assert.NotNull(list.GetProperty("keys")[1].GetProperty("lastUsedAt").GetString());
        var journal = await server.JsonAsync("/api/journal");
        Assert.Equal(
            "key web page",
            journal.GetProperty("entries")[0].GetProperty("who").GetString()
        );

        using var revoked = await server.SendAsync(HttpMethod.Delete, $"/api/keys/{id}");
        Assert.Equal(204, (int)revoked.StatusCode);
        using (var client = server.Client(key))
        {
            using var refused = await client.GetAsync("/api/shops", Stopping);
            Assert.Equal(401, (int)refused.StatusCode);
            Assert.Equal("Bearer", refused.Headers.WwwAuthenticate.ToString());
        }

        list = await server.JsonAsync("/api/keys");
        Assert.NotNull(list.GetProperty("keys")[1].GetProperty("revokedAt").GetString());
        Assert.Equal("key revoked key made key made", Joined(list.GetProperty("journal"), "what"));
        Assert.Equal(
            "key bootstrap key bootstrap start",
            Joined(list.GetProperty("journal"), "who")
        );
        // The name is free again.
        await server.JsonAsync(
            "/api/keys",
            201,
            HttpMethod.Post,
            """{ "name": "web page", "scope": "read", "dealerPrices": true }"""
        );
    }

    [Fact]
    public async Task The_database_holds_a_hash_and_no_key()
    {
        await using var server = await GatewayServer.StartAsync();
        var made = await server.JsonAsync(
            "/api/keys",
            201,
            HttpMethod.Post,
            """{ "name": "a", "scope": "read" }"""
        );
        var secret = made.GetProperty("key").GetString()!.Split('_')[2];

        await using var connection = await server.Get<Database>().OpenAsync(Stopping);
        var rows = await connection.QueryAsync("SELECT * FROM api_key");

        Assert.All(rows, row => Assert.DoesNotContain(secret, $"{row}", StringComparison.Ordinal));
        Assert.Equal(2, rows.Count());
    }

    [Fact]
    public async Task The_last_admin_key_stays()
    {
        await using var server = await GatewayServer.StartAsync();
        var other = await server.JsonAsync(
            "/api/keys",
            201,
            HttpMethod.Post,
            """{ "name": "other", "scope": "admin" }"""
        );
        Assert.True(other.GetProperty("view").GetProperty("dealerPrices").GetBoolean());
        using (var first = await server.SendAsync(HttpMethod.Delete, "/api/keys/2"))
        {
            Assert.Equal(204, (int)first.StatusCode);
        }

        await server.ProblemAsync("/api/keys/1", 409, "last-admin-key", HttpMethod.Delete);
        await server.ProblemAsync("/api/keys/99", 404, "key-not-found", HttpMethod.Delete);
        await server.JsonAsync("/api/keys");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_two_admins_who_revoke_each_other_at_the_same_moment_one_stays(
        bool postgres
    )
    {
        await using var database = await Storage.TestDatabase.CreateAsync(postgres);
        var store = new KeyStore(database.Database, TimeProvider.System);
        for (var round = 0; round < 10; round++)
        {
            var ids = new List<long>();
            foreach (var name in new[] { "a", "b" })
            {
                ids.Add(
                    (
                        await store.AddAsync(
                            new NewApiKey(
                                $"{name}{round}",
                                KeySecret.Create().Secret,
                                KeyScope.Admin,
                                true
                            ),
                            "test",
                            false,
                            Stopping
                        )
                    )!.Value
                );
            }

            // What the rounds before left.
            foreach (
                var old in (await store.ListAsync(Stopping)).Where(k => k.Works && k.Id < ids[0])
            )
            {
                Assert.Equal(
                    RevokeOutcome.Revoked,
                    await store.RevokeAsync(old.Id, "test", Stopping)
                );
            }

            var outcomes = await Task.WhenAll(
                ids.Select(id => Task.Run(() => store.RevokeAsync(id, "test", Stopping)))
            );

            Assert.Equal([RevokeOutcome.Revoked, RevokeOutcome.LastAdmin], outcomes.Order());
        }
    }

    [Fact]
    public async Task A_wrong_request_for_a_key_is_told_everything_that_is_wrong()
    {
        await using var server = await GatewayServer.StartAsync();

        async Task<string> PathsAsync(string body) =>
            Joined(
                (
                    await server.ProblemAsync(
                        "/api/keys",
                        400,
                        "body-invalid",
                        HttpMethod.Post,
                        body
                    )
                ).GetProperty("errors"),
                "path"
            );

        Assert.Equal("$.name $.scope", await PathsAsync("{}"));
        Assert.Equal(
            "$.scop $.dealerPrices $.name $.scope",
            await PathsAsync("""{ "name": "", "scop": "read", "dealerPrices": 1 }""")
        );
        Assert.Equal("$.scope", await PathsAsync("""{ "name": "x", "scope": "root" }"""));
        Assert.Equal(
            "$.dealerPrices",
            await PathsAsync("""{ "name": "x", "scope": "admin", "dealerPrices": false }""")
        );
        Assert.Equal("$.name", await PathsAsync("""{ "name": "\ud800", "scope": "read" }"""));
        await server.ProblemAsync(
            "/api/keys",
            409,
            "key-not-made",
            HttpMethod.Post,
            """{ "name": "bootstrap", "scope": "read" }"""
        );
    }

    [Fact]
    public async Task Unknown_wrong_and_revoked_keys_get_the_same_answer()
    {
        await using var server = await GatewayServer.StartAsync();
        var made = await server.JsonAsync(
            "/api/keys",
            201,
            HttpMethod.Post,
            """{ "name": "a", "scope": "read" }"""
        );
        var good = made.GetProperty("key").GetString()!;
        var wrong = $"{good[..^1]}{(good[^1] == 'A' ? 'B' : 'A')}";

        var texts = new List<string>();
        foreach (
            var key in new[]
            {
                wrong,
                "timur_aaaaaaaa_000000000000000000000000000000000000000000",
                "nonsense",
                new string('x', 5_000),
                " ",
            }
        )
        {
            texts.Add(await RefusalAsync(server, key));
        }

        using (
            var gone = await server.SendAsync(
                HttpMethod.Delete,
                $"/api/keys/{made.GetProperty("view").GetProperty("id").GetInt64()}"
            )
        )
        {
            Assert.Equal(204, (int)gone.StatusCode);
        }

        texts.Add(await RefusalAsync(server, good));
        Assert.Single(texts.Distinct(StringComparer.Ordinal));

        // Two different keys are one wrong key, be each of them right.
        await server.ProblemAsync(
            "/api/shops",
            401,
            "key-wrong",
            headers: [("Authorization", $"Bearer {wrong}")]
        );
        await server.JsonAsync("/api/shops", headers: [("Authorization", $"bearer {Key}")]);
        using var basic = server.Client(null);
        basic.DefaultRequestHeaders.Authorization = new("Basic", "a2FzcGk6a2FzcGk=");
        using var missing = await basic.GetAsync("/api/shops", Stopping);
        Assert.Contains("key-missing", await TextAsync(missing), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_gateway_learns_of_a_revoked_key()
    {
        await using var postgres = await PostgresServer.StartAsync();
        var database = await postgres.CreateDatabaseAsync();
        await using var one = await GatewayServer.StartAsync(database);
        await using var two = await GatewayServer.StartAsync(database);
        var made = await one.JsonAsync(
            "/api/keys",
            201,
            HttpMethod.Post,
            """{ "name": "a", "scope": "read" }"""
        );
        using var client = two.Client(made.GetProperty("key").GetString());

        async Task<bool> IsAsync(int status)
        {
            using var answer = await client.GetAsync("/api/shops", Stopping);
            return (int)answer.StatusCode == status;
        }

        await UntilAsync(() => IsAsync(200), "the other gateway knows the new key");
        using var gone = await one.SendAsync(HttpMethod.Delete, "/api/keys/2");
        await UntilAsync(() => IsAsync(401), "the other gateway has forgotten the key");
        // One key of the settings, however many gateways start with it.
        Assert.Equal(2, (await two.JsonAsync("/api/keys")).GetProperty("keys").GetArrayLength());

        // With the database away the known keys still open.
        postgres.Stop();
        await two.JsonAsync("/api/status");
    }

    private static async Task<string> RefusalAsync(GatewayServer server, string key)
    {
        using var client = server.Client(key);
        using var refused = await client.GetAsync("/api/shops", Stopping);
        Assert.Equal(401, (int)refused.StatusCode);
        return TraceId().Replace(await TextAsync(refused), "");
    }

    [GeneratedRegex("^timur_[a-z0-9]{8}_[A-Za-z0-9]{43}$", RegexOptions.None, 1_000)]
    private static partial Regex KeyShape();

    [GeneratedRegex("\"traceId\":\"[^\"]*\"", RegexOptions.None, 1_000)]
    private static partial Regex TraceId();
}
