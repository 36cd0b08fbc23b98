using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using TimurApiConnect.IntegrationTests.Servers;
using TimurApiConnect.Storage.Owners;
using TimurApiConnect.SyncWorker.Cluster;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Storage;

public sealed class SqliteSiloStorageTests() : SiloStorageSuite(postgres: false);

public sealed class PostgresSiloStorageTests() : SiloStorageSuite(postgres: true);

/// <summary>The table of workers keeps what Orleans asks of such a table. The same for both databases.</summary>
public abstract class SiloStorageSuite(bool postgres) : IAsyncLifetime
{
    private static readonly DateTime Start = new(2026, 12, 1, 5, 0, 0, DateTimeKind.Utc);
    private TestDatabase _test = null!;

    private DatabaseMembership Table =>
        new(
            new SiloStore(_test.Database),
            TimeProvider.System,
            NullLogger<DatabaseMembership>.Instance
        );

    public async ValueTask InitializeAsync() => _test = await TestDatabase.CreateAsync(postgres);

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _test.DisposeAsync();
    }

    [Fact]
    public async Task What_is_written_is_read_back_whole()
    {
        var (first, second) = (Entry(1), Entry(2));
        first.AddSuspector(second.SiloAddress, Start.AddSeconds(3));
        Assert.True(await Table.InsertRow(first, (await Table.ReadAll()).Version.Next()));

        var read = Assert.Single((await Table.ReadAll()).Members).Item1;
        Assert.Equal(first.ToFullString(), read.ToFullString());
        Assert.Equal(
            first.SiloAddress,
            Assert.Single((await Table.ReadRow(first.SiloAddress)).Members).Item1.SiloAddress
        );
        Assert.Empty((await Table.ReadRow(second.SiloAddress)).Members);
    }

    [Fact]
    public async Task Of_two_who_change_the_table_at_once_one_is_refused()
    {
        var before = (await Table.ReadAll()).Version;
        Assert.True(await Table.InsertRow(Entry(1), before.Next()));
        Assert.False(await Table.InsertRow(Entry(2), before.Next()));
        Assert.False(
            await Table.InsertRow(Entry(1), (await Table.ReadAll()).Version.Next()),
            "it is there already"
        );

        var read = await Table.ReadAll();
        var (entry, etag) = Assert.Single(read.Members);
        entry.Status = SiloStatus.Dead;
        Assert.True(await Table.UpdateRow(entry, etag, read.Version.Next()));
        Assert.False(
            await Table.UpdateRow(entry, etag, (await Table.ReadAll()).Version.Next()),
            "the row is another since"
        );
        Assert.False(await Table.UpdateRow(entry, etag, read.Version.Next()));
        Assert.Equal(SiloStatus.Dead, Assert.Single((await Table.ReadAll()).Members).Item1.Status);
    }

    [Fact]
    public async Task A_sign_of_life_is_no_change_and_only_the_dead_are_forgotten()
    {
        var (dead, living) = (Entry(1), Entry(2));
        dead.Status = SiloStatus.Dead;
        foreach (var entry in new[] { dead, living })
        {
            Assert.True(await Table.InsertRow(entry, (await Table.ReadAll()).Version.Next()));
        }

        var before = await Table.ReadAll();
        living.IAmAliveTime = Start.AddMinutes(1);
        await Table.UpdateIAmAlive(living);
        var after = await Table.ReadAll();
        Assert.Equal(before.Version.VersionEtag, after.Version.VersionEtag);
        Assert.Equal(Start.AddMinutes(1), after.TryGet(living.SiloAddress)!.Item1.IAmAliveTime);

        await Table.CleanupDefunctSiloEntries(new DateTimeOffset(Start.AddMinutes(2)));
        Assert.Equal(
            living.SiloAddress,
            Assert.Single((await Table.ReadAll()).Members).Item1.SiloAddress
        );
    }

    [Fact]
    public async Task Whoever_listens_no_more_is_dead_before_the_next_joins_and_whoever_listens_is_not()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var living = Entry(1);
        living.SiloAddress = SiloAddress.New((IPEndPoint)listener.LocalEndpoint, 1);
        var gone = Entry(2);
        gone.SiloAddress = SiloAddress.New(
            new IPEndPoint(IPAddress.Loopback, ChildProcess.FreePort()),
            2
        );
        foreach (var entry in new[] { living, gone })
        {
            Assert.True(await Table.InsertRow(entry, (await Table.ReadAll()).Version.Next()));
        }

        await Table.InitializeMembershipTable(true);

        var after = await Table.ReadAll();
        Assert.Equal(SiloStatus.Active, after.TryGet(living.SiloAddress)!.Item1.Status);
        Assert.Equal(SiloStatus.Dead, after.TryGet(gone.SiloAddress)!.Item1.Status);
    }

    private static MembershipEntry Entry(int generation) =>
        new()
        {
            SiloAddress = SiloAddress.New(
                new IPEndPoint(IPAddress.Loopback, 40_000 + generation),
                generation
            ),
            Status = SiloStatus.Active,
            SuspectTimes = [],
            HostName = "host",
            SiloName = $"host/{generation}/abcdef",
            RoleName = "",
            StartTime = Start,
            IAmAliveTime = Start,
        };
}
