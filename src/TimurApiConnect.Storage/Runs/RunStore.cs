using System.Data.Common;
using System.Diagnostics;
using System.Text.Json;
using Dapper;
using TimurApiConnect.Core.Runs;
using TimurApiConnect.Storage.Databases;

namespace TimurApiConnect.Storage.Runs;

/// <summary>The queue of runs and their record. At most one run of a shop waits and one works, which the schema itself holds.</summary>
public sealed class RunStore(Database database, TimeProvider clock)
{
    // Written out in the SQL: SQLite takes a partial index for nothing else.
    private const int Queued = (int)RunState.Queued;
    private const int Running = (int)RunState.Running;

    /// <summary>
    /// Asks for a run. When one is waiting already it is that one, made as large as both: a full run includes a fast one, and what somebody else
    /// than the schedule asks for is read anew. The run goes on in the trace in which it was asked for first.
    /// </summary>
    /// <returns>The run's number.</returns>
    public async Task<long> EnqueueAsync(
        string shop,
        RunKind kind,
        string askedBy,
        bool acceptLoss,
        DateTimeOffset plannedAt,
        CancellationToken stopping
    )
    {
        // Before the connection is opened, which has a span of its own.
        var trace = Activity.Current is { Recorded: true } asking ? asking.Id : null;
        await using var connection = await database.OpenAsync(stopping);
        return await EnqueueAsync(
            connection,
            null,
            shop,
            (long)kind,
            askedBy,
            acceptLoss ? 1L : 0L,
            plannedAt.ToStored(),
            trace,
            stopping
        );
    }

    private static Task<long> EnqueueAsync(
        DbConnection connection,
        DbTransaction? transaction,
        string shop,
        long kind,
        string askedBy,
        long acceptLoss,
        long plannedAt,
        string? trace,
        CancellationToken stopping
    ) =>
        connection.ExecuteScalarAsync<long>(
            new CommandDefinition(
                $$"""
                INSERT INTO run (shop, kind, state, asked_by, accept_loss, planned_at, fence, done, total, counts, cancel_requested, trace_parent)
                VALUES (@shop, @kind, {{Queued}}, @askedBy, @acceptLoss, @plannedAt, 0, 0, 0, '{}', 0, @trace)
                ON CONFLICT (shop) WHERE state = {{Queued}} DO UPDATE SET
                    kind = CASE WHEN excluded.kind > run.kind THEN excluded.kind ELSE run.kind END,
                    planned_at = CASE WHEN run.asked_by = 'schedule' AND excluded.asked_by <> 'schedule' THEN excluded.planned_at ELSE run.planned_at END,
                    asked_by = CASE WHEN run.asked_by = 'schedule' THEN excluded.asked_by ELSE run.asked_by END,
                    accept_loss = CASE WHEN excluded.accept_loss > run.accept_loss THEN excluded.accept_loss ELSE run.accept_loss END,
                    trace_parent = COALESCE(run.trace_parent, excluded.trace_parent)
                RETURNING id
                """,
                new
                {
                    shop,
                    kind,
                    askedBy,
                    acceptLoss,
                    plannedAt,
                    trace,
                },
                transaction,
                cancellationToken: stopping
            )
        );

    /// <summary>
    /// Takes the waiting run of a shop for its owner.
    /// </summary>
    public async Task<Run?> TryStartAsync(Lease lease, string shop, CancellationToken stopping)
    {
        await using var connection = await database.OpenAsync(stopping);
        await using var transaction = await connection.BeginTransactionAsync(stopping);
        await LeaseStore.CheckAsync(connection, transaction, lease, stopping);
        var now = clock.GetUtcNow().ToStored();
        var row = await connection.QuerySingleOrDefaultAsync<Row>(
            new CommandDefinition(
                $"""
                UPDATE run SET state = {Running}, started_at = @now, heartbeat_at = @now, worker = @Holder, fence = @Fence, stage = '{RunMachine.FirstStage}'
                WHERE shop = @shop AND state = {Queued}
                RETURNING {Row.Columns}
                """,
                new
                {
                    shop,
                    now,
                    lease.Holder,
                    lease.Fence,
                },
                transaction,
                cancellationToken: stopping
            )
        );
        await transaction.CommitAsync(stopping);
        return row?.ToRun();
    }

    /// <summary>
    /// Closes what an earlier owner of the shop has left running, and asks for the same again: what died half way must not wait for tomorrow.
    /// </summary>
    /// <returns>How many were closed.</returns>
    public async Task<int> RecoverAsync(Lease lease, string shop, CancellationToken stopping)
    {
        await using var connection = await database.OpenAsync(stopping);
        await using var transaction = await connection.BeginTransactionAsync(stopping);
        await LeaseStore.CheckAsync(connection, transaction, lease, stopping);
        var closed = await CloseDeadAsync(
            connection,
            transaction,
            shop,
            clock.GetUtcNow().ToStored(),
            stopping
        );
        await transaction.CommitAsync(stopping);
        return closed;
    }

    // In one transaction: a run that is closed and not asked for again would be lost with whoever closed it.
    private static async Task<int> CloseDeadAsync(
        DbConnection connection,
        DbTransaction transaction,
        string shop,
        long now,
        CancellationToken stopping
    )
    {
        var dead = (
            await connection.QueryAsync<(
                string Shop,
                long Kind,
                long AcceptLoss,
                long Cancelled,
                string? Trace
            )>(
                new CommandDefinition(
                    $"""
                    UPDATE run SET state = {(int)
                        RunState.Abandoned}, finished_at = @now, message = '{RunMachine.Died}' WHERE state = {Running} AND shop = @shop
                    RETURNING shop, kind, accept_loss, cancel_requested, trace_parent
                    """,
                    new { shop, now },
                    transaction,
                    cancellationToken: stopping
                )
            )
        ).ToList();
        foreach (var run in dead.Where(r => r.Cancelled == 0))
        {
            await EnqueueAsync(
                connection,
                transaction,
                run.Shop,
                run.Kind,
                RunMachine.Recovery,
                run.AcceptLoss,
                now,
                run.Trace,
                stopping
            );
        }

        return dead.Count;
    }

    /// <summary>A sign of life with the progress; tells whether somebody asked to stop.</summary>
    /// <returns>True when the run shall stop; null when it is no longer ours.</returns>
    public async Task<bool?> BeatAsync(Run run, CancellationToken stopping)
    {
        await using var connection = await database.OpenAsync(stopping);
        var asked = await connection.ExecuteScalarAsync<long?>(
            new CommandDefinition(
                $"""
                UPDATE run SET heartbeat_at = @now, stage = @Stage, done = @Done, total = @Total, counts = @counts
                WHERE id = @Id AND state = {Running} AND fence = @Fence
                RETURNING cancel_requested
                """,
                new
                {
                    run.Id,
                    run.Fence,
                    run.Stage,
                    run.Done,
                    run.Total,
                    counts = JsonSerializer.Serialize(run.Counts),
                    now = clock.GetUtcNow().ToStored(),
                },
                cancellationToken: stopping
            )
        );
        return asked is { } value ? value != 0 : null;
    }

    /// <summary>Ends a run, if it is still ours.</summary>
    public async Task FinishAsync(Run run, CancellationToken stopping)
    {
        await using var connection = await database.OpenAsync(stopping);
        await connection.ExecuteAsync(
            new CommandDefinition(
                $"""
                UPDATE run SET state = @state, finished_at = @now, heartbeat_at = @now, stage = @Stage, done = @Done, total = @Total,
                    counts = @counts, failure_code = @FailureCode, message = @Message
                WHERE id = @Id AND state = {Running} AND fence = @Fence
                """,
                new
                {
                    run.Id,
                    run.Fence,
                    state = (long)run.State,
                    run.Stage,
                    run.Done,
                    run.Total,
                    counts = JsonSerializer.Serialize(run.Counts),
                    run.FailureCode,
                    run.Message,
                    now = clock.GetUtcNow().ToStored(),
                },
                cancellationToken: stopping
            )
        );
    }

    /// <summary>Asks a run to stop; one that waits is cancelled at once.</summary>
    /// <returns>False when it is over already or does not exist.</returns>
    public async Task<bool> CancelAsync(long id, CancellationToken stopping)
    {
        await using var connection = await database.OpenAsync(stopping);
        return await connection.ExecuteAsync(
                new CommandDefinition(
                    $"""
                    UPDATE run SET cancel_requested = 1,
                        finished_at = CASE WHEN state = {Queued} THEN @now ELSE finished_at END,
                        message = CASE WHEN state = {Queued} THEN '{RunMachine.CancelledUnstarted}' ELSE message END,
                        state = CASE WHEN state = {Queued} THEN {(int)
                        RunState.Cancelled} ELSE state END
                    WHERE id = @id AND state IN ({Queued}, {Running})
                    """,
                    new { id, now = clock.GetUtcNow().ToStored() },
                    cancellationToken: stopping
                )
            ) == 1;
    }

    /// <summary>A run, or null.</summary>
    public async Task<Run?> FindAsync(long id, CancellationToken stopping)
    {
        await using var connection = await database.OpenAsync(stopping);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(
            new CommandDefinition(
                $"SELECT {Row.Columns} FROM run WHERE id = @id",
                new { id },
                cancellationToken: stopping
            )
        );
        return row?.ToRun();
    }

    /// <summary>The newest run of a kind that is over, or null.</summary>
    public async Task<Run?> LastEndedAsync(string shop, RunKind kind, CancellationToken stopping)
    {
        await using var connection = await database.OpenAsync(stopping);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(
            new CommandDefinition(
                $"SELECT {Row.Columns} FROM run WHERE shop = @shop AND kind = @kind AND state > {Running} ORDER BY id DESC LIMIT 1",
                new { shop, kind = (long)kind },
                cancellationToken: stopping
            )
        );
        return row?.ToRun();
    }

    /// <summary>The newest first, of one shop or of all, before a number when given.</summary>
    public async Task<IReadOnlyList<Run>> ListAsync(
        string? shop,
        long? before,
        int most,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        var rows = await connection.QueryAsync<Row>(
            new CommandDefinition(
                $"""
                SELECT {Row.Columns} FROM run
                WHERE (CAST(@shop AS TEXT) IS NULL OR shop = @shop) AND id < @before
                ORDER BY id DESC LIMIT @most
                """,
                new
                {
                    shop,
                    before = before ?? long.MaxValue,
                    most,
                },
                cancellationToken: stopping
            )
        );
        return [.. rows.Select(r => r.ToRun())];
    }

    private sealed class Row
    {
        public const string Columns =
            "id AS Id, shop AS Shop, kind AS Kind, state AS State, asked_by AS AskedBy, accept_loss AS AcceptLoss, planned_at AS PlannedAt, started_at AS StartedAt, heartbeat_at AS HeartbeatAt, finished_at AS FinishedAt, worker AS Worker, fence AS Fence, stage AS Stage, done AS Done, total AS Total, counts AS Counts, failure_code AS FailureCode, message AS Message, cancel_requested AS CancelRequested, trace_parent AS TraceParent";

        public long Id { get; init; }
        public string Shop { get; init; } = "";
        public long Kind { get; init; }
        public long State { get; init; }
        public string AskedBy { get; init; } = "";
        public long AcceptLoss { get; init; }
        public long PlannedAt { get; init; }
        public long? StartedAt { get; init; }
        public long? HeartbeatAt { get; init; }
        public long? FinishedAt { get; init; }
        public string? Worker { get; init; }
        public long Fence { get; init; }
        public string? Stage { get; init; }
        public long Done { get; init; }
        public long Total { get; init; }
        public string Counts { get; init; } = "{}";
        public string? FailureCode { get; init; }
        public string? Message { get; init; }
        public long CancelRequested { get; init; }
        public string? TraceParent { get; init; }

        public Run ToRun() =>
            new()
            {
                Id = Id,
                Shop = Shop,
                Kind = (RunKind)Kind,
                State = (RunState)State,
                AskedBy = AskedBy,
                AcceptLoss = AcceptLoss != 0,
                PlannedAt = Instant.FromStored(PlannedAt),
                StartedAt = Instant.FromStored(StartedAt),
                HeartbeatAt = Instant.FromStored(HeartbeatAt),
                FinishedAt = Instant.FromStored(FinishedAt),
                Worker = Worker,
                Fence = Fence,
                Stage = Stage,
                Done = (int)Done,
                Total = (int)Total,
                Counts = JsonSerializer.Deserialize<RunCounts>(Counts) ?? new RunCounts(),
                FailureCode = FailureCode,
                Message = Message,
                CancelRequested = CancelRequested != 0,
                TraceParent = TraceParent,
            };
    }
}
