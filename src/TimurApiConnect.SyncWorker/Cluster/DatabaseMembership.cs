using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using TimurApiConnect.Storage.Owners;

namespace TimurApiConnect.SyncWorker.Cluster;

/// <summary>
/// Which workers there are, in the database that they share: where it is away there is no work either, and nobody who empties a cache makes two clusters
/// of one.
/// </summary>
internal sealed partial class DatabaseMembership(
    SiloStore silos,
    TimeProvider clock,
    ILogger<DatabaseMembership> logger
) : IMembershipTable
{
    private static readonly TimeSpan MaxConnect = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Before this worker joins: whoever counts as living and listens no more, on a machine that answers, was killed. It is noted as dead, else this one
    /// would wait for it, and its owners with it.
    /// </summary>
    public async Task InitializeMembershipTable(bool tryInitTableVersion)
    {
        foreach (var (entry, _) in (await ReadAll()).Members)
        {
            if (entry.Status == SiloStatus.Active && await RefusesAsync(entry.SiloAddress))
            {
                await NoteDeadAsync(entry.SiloAddress);
            }
        }
    }

    // The database is this cluster's alone: all rows are of it.
    public async Task DeleteMembershipTableEntries(string clusterId)
    {
        var (_, stored) = await silos.ReadAsync();
        await silos.DeleteAsync([.. stored.Select(s => s.Address)]);
    }

    public async Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate)
    {
        var (_, stored) = await silos.ReadAsync();
        await silos.DeleteAsync([
            .. stored
                .Where(s => s.AliveAt < beforeDate && Read(s).Item1.Status == SiloStatus.Dead)
                .Select(s => s.Address),
        ]);
    }

    public async Task<MembershipTableData> ReadRow(SiloAddress key)
    {
        var (version, stored) = await silos.ReadAsync();
        var address = key.ToParsableString();
        return new([.. stored.Where(s => s.Address == address).Select(Read)], VersionOf(version));
    }

    public async Task<MembershipTableData> ReadAll()
    {
        var (version, stored) = await silos.ReadAsync();
        return new([.. stored.Select(Read)], VersionOf(version));
    }

    public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) =>
        silos.InsertAsync(Write(entry, 0), NumberOf(tableVersion.VersionEtag));

    public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) =>
        silos.UpdateAsync(Write(entry, NumberOf(etag)), NumberOf(tableVersion.VersionEtag));

    public Task UpdateIAmAlive(MembershipEntry entry) =>
        silos.SetAliveAsync(
            entry.SiloAddress.ToParsableString(),
            new DateTimeOffset(entry.IAmAliveTime, TimeSpan.Zero)
        );

    private async Task NoteDeadAsync(SiloAddress address)
    {
        var table = await ReadAll();
        if (table.TryGet(address) is { Item1: { Status: SiloStatus.Active } entry } found)
        {
            entry.Status = SiloStatus.Dead;
            // Refused when another worker has changed the table meanwhile: it has noted the same, or the probes will find it.
            if (await UpdateRow(entry, found.Item2, table.Version.Next()))
            {
                Log.Gone(logger, entry.SiloName, address);
            }
        }
    }

    private async Task<bool> RefusesAsync(SiloAddress address)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var limit = new CancellationTokenSource(MaxConnect, clock);
        try
        {
            await socket.ConnectAsync(address.Endpoint, limit.Token);
            return false;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode == SocketError.ConnectionRefused;
        }
        catch (OperationCanceledException)
        {
            // No answer at all: that may be the way there.
            return false;
        }
    }

    private static TableVersion VersionOf(long version) => new((int)version, TextOf(version));

    private static string TextOf(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static long NumberOf(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static StoredSilo Write(MembershipEntry entry, long etag) =>
        new(
            entry.SiloAddress.ToParsableString(),
            JsonSerializer.Serialize(
                new Entry(
                    entry.Status,
                    [
                        .. (entry.SuspectTimes ?? []).Select(s => new Suspicion(
                            s.Item1.ToParsableString(),
                            s.Item2
                        )),
                    ],
                    entry.ProxyPort,
                    entry.HostName ?? "",
                    entry.SiloName ?? "",
                    entry.StartTime
                )
            ),
            etag,
            new DateTimeOffset(entry.IAmAliveTime, TimeSpan.Zero)
        );

    private static Tuple<MembershipEntry, string> Read(StoredSilo silo)
    {
        var entry =
            JsonSerializer.Deserialize<Entry>(silo.Entry)
            ?? throw new FormatException($"The table of workers has no entry for {silo.Address}.");
        return Tuple.Create(
            new MembershipEntry
            {
                SiloAddress = SiloAddress.FromParsableString(silo.Address),
                Status = entry.Status,
                SuspectTimes =
                [
                    .. entry.Suspicions.Select(s =>
                        Tuple.Create(SiloAddress.FromParsableString(s.By), s.At)
                    ),
                ],
                ProxyPort = entry.ProxyPort,
                HostName = entry.HostName,
                SiloName = entry.SiloName,
                RoleName = "",
                StartTime = entry.StartTime,
                IAmAliveTime = silo.AliveAt.UtcDateTime,
            },
            TextOf(silo.Etag)
        );
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1,
            Level = LogLevel.Information,
            Message = "The worker {Name} at {Address} listens no more and counts as dead."
        )]
        public static partial void Gone(ILogger logger, string name, SiloAddress address);
    }

    private sealed record Suspicion(string By, DateTime At);

    private sealed record Entry(
        SiloStatus Status,
        IReadOnlyList<Suspicion> Suspicions,
        int ProxyPort,
        string HostName,
        string SiloName,
        DateTime StartTime
    );
}
