using TimurApiConnect.Storage.Processes;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Storage;

public sealed class SqliteProcessStorageTests() : ProcessStorageSuite(postgres: false);

public sealed class PostgresProcessStorageTests() : ProcessStorageSuite(postgres: true);

/// <summary>Which processes run, the same for both databases.</summary>
public abstract class ProcessStorageSuite(bool postgres)
{
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 5, 0, 0, TimeSpan.Zero);

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    private static ProductProcess Process(string id, DateTimeOffset seen) =>
        new()
        {
            Id = id,
            Service = "gateway",
            Version = "1",
            Machine = "m",
            Pid = 7,
            StartedAt = Start,
            SeenAt = seen,
            Usage = new Usage(250, 100_000_000, 5_000_000_000),
        };

    [Fact]
    public async Task A_process_is_one_row_until_a_week_after_its_last_sign_of_life()
    {
        await using var test = await TestDatabase.CreateAsync(postgres);
        var store = new ProcessStore(test.Database);
        await store.NoteAsync(Process("a", Start), Stopping);
        await store.NoteAsync(Process("b", Start), Stopping);
        var ended = Process("a", Start.AddMinutes(1)) with
        {
            EndedAt = Start.AddMinutes(1),
            Usage = new Usage(1, 2, 3),
        };
        await store.NoteAsync(ended, Stopping);

        Assert.Equal([ended, Process("b", Start)], await store.ListAsync(Start, Stopping));
        Assert.Equal([ended], await store.ListAsync(Start.AddSeconds(1), Stopping));

        await store.NoteAsync(Process("c", Start.AddDays(7).AddSeconds(30)), Stopping);
        Assert.Equal(
            ["a", "c"],
            (await store.ListAsync(DateTimeOffset.UnixEpoch, Stopping)).Select(p => p.Id)
        );
    }
}
