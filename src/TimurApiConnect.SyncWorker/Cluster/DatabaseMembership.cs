using System.Globalization;
using System.Text.Json;
using TimurApiConnect.Storage.Owners;

namespace TimurApiConnect.SyncWorker.Cluster;

/// <summary>
/// Which workers there are, in the database that they share: where it is away there is no work either, and nobody who empties a cache makes two clusters
/// of one.
/// </summary>
internal sealed class DatabaseMembership(SiloStore silos) : IMembershipTable
{
    public Task InitializeMembershipTable(bool tryInitTableVersion) => Task.CompletedTask;

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
