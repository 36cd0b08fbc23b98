using Dapper;
using TimurApiConnect.Storage.Databases;

namespace TimurApiConnect.Storage.Processes;

/// <summary>A process of the product.</summary>
public sealed record ProductProcess
{
    /// <summary>Its own id, one a start.</summary>
    public required string Id { get; init; }

    /// <summary>The service: <c>gateway</c>, <c>sync-worker</c>.</summary>
    public required string Service { get; init; }

    /// <summary>The product's version.</summary>
    public required string Version { get; init; }

    /// <summary>The machine's or container's name.</summary>
    public required string Machine { get; init; }

    /// <summary>Its number on the machine.</summary>
    public required int Pid { get; init; }

    /// <summary>When it started, UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it last gave a sign of life, UTC.</summary>
    public DateTimeOffset SeenAt { get; init; }

    /// <summary>When it stopped as it should, UTC; null while it runs, and for ever when it was killed.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>What it takes of the machine.</summary>
    public Usage Usage { get; init; } = new(0, 0, 0);
}

/// <summary>Which processes run, and how they are.</summary>
public sealed class ProcessStore(Database database)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    /// <summary>Notes that the process lives; removes what ended a week ago.</summary>
    public async Task NoteAsync(ProductProcess process, CancellationToken stopping)
    {
        await using var connection = await database.OpenAsync(stopping);
        await connection.ExecuteAsync(
            new CommandDefinition(
                """
                INSERT INTO process (id, service, version, machine, pid, started_at, seen_at, ended_at, cpu_permille, memory, disk_free)
                VALUES (@id, @service, @version, @machine, @pid, @startedAt, @seenAt, @endedAt, @cpu, @memory, @disk)
                ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at, ended_at = excluded.ended_at,
                  cpu_permille = excluded.cpu_permille, memory = excluded.memory, disk_free = excluded.disk_free
                """,
                new
                {
                    id = process.Id,
                    service = process.Service,
                    version = process.Version,
                    machine = process.Machine,
                    pid = (long)process.Pid,
                    startedAt = process.StartedAt.ToStored(),
                    seenAt = process.SeenAt.ToStored(),
                    endedAt = process.EndedAt?.ToStored(),
                    cpu = process.Usage.CpuPermille,
                    memory = process.Usage.Memory,
                    disk = process.Usage.DiskFree,
                },
                cancellationToken: stopping
            )
        );
        await connection.ExecuteAsync(
            new CommandDefinition(
                "DELETE FROM process WHERE seen_at < @before",
                new { before = (process.SeenAt - Kept).ToStored() },
                cancellationToken: stopping
            )
        );
    }

    /// <summary>The processes that started or were seen since a moment, the newest first.</summary>
    public async Task<IReadOnlyList<ProductProcess>> ListAsync(
        DateTimeOffset since,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        var rows = await connection.QueryAsync<Row>(
            new CommandDefinition(
                """
                SELECT id AS Id, service AS Service, version AS Version, machine AS Machine, pid AS Pid, started_at AS StartedAt, seen_at AS SeenAt,
                  ended_at AS EndedAt, cpu_permille AS Cpu, memory AS Memory, disk_free AS Disk
                FROM process WHERE seen_at >= @since ORDER BY started_at DESC, id
                """,
                new { since = since.ToStored() },
                cancellationToken: stopping
            )
        );
        return [.. rows.Select(r => r.ToProcess())];
    }

    private sealed record Row
    {
        public string Id { get; init; } = "";
        public string Service { get; init; } = "";
        public string Version { get; init; } = "";
        public string Machine { get; init; } = "";
        public long Pid { get; init; }
        public long StartedAt { get; init; }
        public long SeenAt { get; init; }
        public long? EndedAt { get; init; }
        public long Cpu { get; init; }
        public long Memory { get; init; }
        public long Disk { get; init; }

        public ProductProcess ToProcess() =>
            new()
            {
                Id = Id,
                Service = Service,
                Version = Version,
                Machine = Machine,
                Pid = (int)Pid,
                StartedAt = Instant.FromStored(StartedAt),
                SeenAt = Instant.FromStored(SeenAt),
                EndedAt = Instant.FromStored(EndedAt),
                Usage = new Usage(Cpu, Memory, Disk),
            };
    }
}
