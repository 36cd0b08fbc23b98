using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using TimurApiConnect.Sandbox;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Sandbox.Faults;

/// <summary>Faults of whole connections, in front of a vendor.</summary>
public class FrontDoorTests(FaultySandbox faulty) : IClassFixture<FaultySandbox>
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(0.25);

    public static TheoryData<string> Vendors => ["al-style", "kaspi"];

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task The_door_leads_to_the_same_vendor(string vendor)
    {
        var direct = await RawClient.AskAsync(faulty.Server.BaseAddress, vendor);
        var door = await RawClient.AskAsync(await faulty.Server.DoorAsync(vendor), vendor);
        Assert.Equal((200, direct.Body, Ending.Closed), (door.Status, door.Body, door.Ending));
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task A_refused_connection_is_refused_at_the_door_only(string vendor)
    {
        var door = await faulty.Server.DoorAsync(vendor);
        await faulty.ArrangeAsync(vendor, new { kind = "refuse", @for = "00:10:00" });
        var refused = await Assert.ThrowsAsync<SocketException>(() =>
            RawClient.AskAsync(door, vendor)
        );
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
        Assert.Equal(200, (await RawClient.AskAsync(faulty.Server.BaseAddress, vendor)).Status);
        var shown = await faulty.Server.FaultsAsync(vendor);
        Assert.Equal("refusing", shown.GetProperty("frontDoor").GetProperty("state").GetString());
        Assert.Equal(1, shown.GetProperty("done").GetProperty("refuse").GetInt32());

        await faulty.Server.ClearFaultsAsync(vendor);
        Assert.Equal(200, (await RawClient.AskAsync(door, vendor)).Status);
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task An_unreachable_vendor_never_completes_a_connection(string vendor)
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux(),
            "Other systems refuse when their queue is full."
        );
        var door = await faulty.Server.DoorAsync(vendor);
        await faulty.ArrangeAsync(vendor, new { kind = "unreachable", @for = "00:10:00" });
        using (var socket = new Socket(SocketType.Stream, ProtocolType.Tcp))
        using (var limit = new CancellationTokenSource(Moment))
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
                socket.ConnectAsync(IPAddress.Loopback, door.Port, limit.Token).AsTask()
            );
        }

        await faulty.Server.ClearFaultsAsync(vendor);
        Assert.Equal(200, (await RawClient.AskAsync(door, vendor)).Status);
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task A_connection_stands_but_nobody_is_there(string vendor)
    {
        var path = vendor == "al-style" ? "/api/brands?held=1" : "/shop/api/v2/orders?held=1";
        var heard = await faulty.AskAtDoorAsync(
            vendor,
            new { kind = "hangBeforeConnect" },
            Moment,
            path
        );
        Assert.Equal(("", Ending.StillOpen), (heard.Text, heard.Ending));
        var door = await faulty.Server.DoorAsync(vendor);
        Assert.Equal(200, (await RawClient.AskAsync(door, vendor)).Status);
        // The vendor has never heard of it.
        Assert.DoesNotContain(
            "held=1",
            (await faulty.Server.RequestsAsync(vendor)).GetRawText(),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("al-style", "closeAtOnce")]
    [InlineData("al-style", "resetAtOnce")]
    [InlineData("kaspi", "closeAtOnce")]
    [InlineData("kaspi", "resetAtOnce")]
    public async Task A_connection_is_over_at_once(string vendor, string kind)
    {
        var door = await faulty.Server.DoorAsync(vendor);
        await faulty.ArrangeAsync(vendor, new { kind });
        using var socket = new Socket(
            AddressFamily.InterNetwork,
            SocketType.Stream,
            ProtocolType.Tcp
        );
        // Nothing is sent: what comes is the door's own doing. A reset may be there before connecting is done.
        var read = ConnectAndReadAsync(socket, door);
        if (kind == "closeAtOnce")
        {
            Assert.Equal(0, await read);
        }
        else
        {
            var reset = await Assert.ThrowsAsync<SocketException>(() => read);
            Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
        }
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task Faults_of_answers_pass_through_the_door_as_they_are(string vendor)
    {
        var reset = await faulty.AskAtDoorAsync(vendor, new { kind = "reset", at = "middle" });
        Assert.Equal((200, Ending.Reset), (reset.Status, reset.Ending));
        var first = await faulty.AskAtDoorAsync(vendor, new { kind = "reset" });
        Assert.Equal(("", Ending.Reset), (first.Text, first.Ending));
        var cut = await faulty.AskAtDoorAsync(vendor, new { kind = "cut" });
        Assert.Equal((200, Ending.Closed), (cut.Status, cut.Ending));
        Assert.True(cut.Body.Length < int.Parse(cut.Header("Content-Length")!));
        var drip = await faulty.AskAtDoorAsync(
            vendor,
            new
            {
                kind = "drip",
                bytes = 1,
                pause = 0.02,
            },
            Moment
        );
        Assert.Equal((200, Ending.StillOpen), (drip.Status, drip.Ending));
    }

    [Fact]
    public async Task A_client_that_keeps_its_connections_meets_the_fault_with_its_next_request()
    {
        using var http = new HttpClient { BaseAddress = await faulty.Server.DoorAsync("al-style") };
        var path = $"/api/date?access-token={SandboxServer.AlStyleToken}";
        await http.GetStringAsync(path, TestContext.Current.CancellationToken);
        await faulty.ArrangeAsync("al-style", new { kind = "resetAtOnce", count = 2 });
        Assert.False(await AnswersAsync(http, path));
        Assert.False(await AnswersAsync(http, path));
        Assert.True(await AnswersAsync(http, path));
    }

    [Fact]
    public async Task Each_request_has_its_own_draw_when_connections_fail_at_random()
    {
        var door = await faulty.Server.DoorAsync("kaspi");
        var twice = new List<string>();
        for (var run = 0; run < 2; run++)
        {
            // A new handler a run: it keeps connections, as clients do.
            using var http = new HttpClient { BaseAddress = door };
            http.DefaultRequestHeaders.Add("Accept", "*/*");
            http.DefaultRequestHeaders.Add("X-Auth-Token", SandboxServer.KaspiToken);
            await faulty.ArrangeAsync(
                "kaspi",
                new
                {
                    kind = "resetAtOnce",
                    share = 0.4,
                    seed = 11,
                }
            );
            var drawn = "";
            for (var i = 0; i < 20; i++)
            {
                drawn += await AnswersAsync(http, "/shop/api/v2/orders?filter[orders][code]=1")
                    ? '.'
                    : 'x';
            }

            twice.Add(drawn);
            await faulty.Server.ClearFaultsAsync("kaspi");
        }

        Assert.Equal(twice[0], twice[1]);
        Assert.InRange(twice[0].Count(c => c == 'x'), 3, 14);
    }

    [Fact]
    public async Task The_door_is_shut_and_opened_by_a_schedule()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var sandbox = await SandboxServer.StartAsync(
            time,
            "AlStyle:Port=0",
            """AlStyle:Faults=[{"kind":"refuse","every":"00:10:00","for":"00:00:30"}]"""
        );
        Assert.Equal("open", await StateAsync(sandbox));
        time.Advance(TimeSpan.FromMinutes(10));
        await UntilAsync(sandbox, "refusing");
        time.Advance(TimeSpan.FromSeconds(30));
        await UntilAsync(sandbox, "open");
        time.Advance(TimeSpan.FromMinutes(9.5));
        await UntilAsync(sandbox, "refusing");
    }

    [Fact]
    public async Task Without_a_door_its_faults_are_refused_with_the_setting_to_use()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var refused = await Assert.ThrowsAsync<HttpRequestException>(() =>
            sandbox.ArrangeAsync("kaspi", new { kind = "closeAtOnce" })
        );
        Assert.Contains("'closeAtOnce'", refused.Message);
        Assert.Contains("Sandbox:Kaspi:Port", refused.Message);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named_at_the_start()
    {
        var taken = (await faulty.Server.DoorAsync("kaspi")).Port;
        var refused = await Assert.ThrowsAsync<SettingsException>(() =>
            SandboxServer.StartAsync($"AlStyle:Port={taken}")
        );
        Assert.Contains($"Sandbox:AlStyle:Port '{taken}'", refused.Message);
    }

    private static async Task<int> ConnectAndReadAsync(Socket socket, Uri door)
    {
        await socket.ConnectAsync(door.Host, door.Port, TestContext.Current.CancellationToken);
        return await socket.ReceiveAsync(new byte[10], TestContext.Current.CancellationToken);
    }

    private static async Task<bool> AnswersAsync(HttpClient http, string path)
    {
        try
        {
            await http.GetStringAsync(path, TestContext.Current.CancellationToken);
            return true;
        }
        catch (Exception e) when (e is HttpRequestException or SocketException)
        {
            // A reset at the wrong moment comes out of HttpClient as the bare exception of the socket.
            return false;
        }
    }

    private static Task UntilAsync(SandboxServer sandbox, string state) =>
        SandboxServer.UntilAsync(
            async () => await StateAsync(sandbox) == state,
            $"the door is {state}"
        );

    private static async Task<string?> StateAsync(SandboxServer sandbox) =>
        (await sandbox.FaultsAsync("al-style"))
            .GetProperty("frontDoor")
            .GetProperty("state")
            .GetString();
}
