using System.Text.Json;
using System.Text.Json.Serialization;
using Dapper;
using TimurApiConnect.Core.Diagnostics;
using TimurApiConnect.Storage.Databases;

namespace TimurApiConnect.Storage.Vendors;

/// <summary>A question to the doctor.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Vendor">The vendor's key.</param>
/// <param name="Account">In whose name: a supplier account or a shop.</param>
/// <param name="TakenAt">When a worker took it; null while it waits.</param>
/// <param name="Report">What was found; null until then.</param>
public sealed record Diagnosis(
    long Id,
    string Vendor,
    string Account,
    DateTimeOffset? TakenAt,
    DoctorReport? Report
);

/// <summary>Questions to the doctor and its reports: whoever may answer the API asks, a worker looks.</summary>
public sealed class DiagnosisStore(Database database, TimeProvider clock)
{
    private const int Kept = 20;

    // No examination takes so long: its worker is dead.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Asks; when the same is being looked at already, it is that.</summary>
    /// <returns>The question's number.</returns>
    public async Task<long> AskAsync(string vendor, string account, CancellationToken stopping)
    {
        await using var connection = await database.OpenAsync(stopping);
        var now = clock.GetUtcNow();
        return await connection.ExecuteScalarAsync<long>(
            new CommandDefinition(
                """
                INSERT INTO diagnosis (vendor, account, asked_at) VALUES (@vendor, @account, @now)
                ON CONFLICT (vendor, account) WHERE finished_at IS NULL DO UPDATE SET
                    asked_at = excluded.asked_at,
                    taken_at = CASE WHEN diagnosis.taken_at < @dead THEN NULL ELSE diagnosis.taken_at END
                RETURNING id
                """,
                new
                {
                    vendor,
                    account,
                    now = now.ToStored(),
                    dead = (now - Longest).ToStored(),
                },
                cancellationToken: stopping
            )
        );
    }

    /// <summary>Takes the question that waits longest, or null; of several workers one gets it.</summary>
    public async Task<Diagnosis?> TakeAsync(CancellationToken stopping)
    {
        await using var connection = await database.OpenAsync(stopping);
        return Read(
            await connection.QueryAsync<Row>(
                new CommandDefinition(
                    $"""
                    UPDATE diagnosis SET taken_at = @now
                    WHERE taken_at IS NULL AND finished_at IS NULL
                        AND id = (SELECT MIN(id) FROM diagnosis WHERE taken_at IS NULL AND finished_at IS NULL)
                    RETURNING {Columns}
                    """,
                    new { now = clock.GetUtcNow().ToStored() },
                    cancellationToken: stopping
                )
            )
        );
    }

    /// <summary>Gives a question back that could not be looked at to the end.</summary>
    public async Task ReturnAsync(long id, CancellationToken stopping)
    {
        await using var connection = await database.OpenAsync(stopping);
        await connection.ExecuteAsync(
            new CommandDefinition(
                "UPDATE diagnosis SET taken_at = NULL WHERE id = @id AND finished_at IS NULL",
                new { id },
                cancellationToken: stopping
            )
        );
    }

    /// <summary>Stores the report; the last twenty of each vendor and account stay.</summary>
    public async Task FinishAsync(DoctorReport report, CancellationToken stopping)
    {
        await using var connection = await database.OpenAsync(stopping);
        await connection.ExecuteAsync(
            new CommandDefinition(
                $"""
                UPDATE diagnosis SET finished_at = @now, report = @report WHERE id = @Id AND finished_at IS NULL;
                DELETE FROM diagnosis WHERE vendor = @Vendor AND account = @Account AND finished_at IS NOT NULL AND id NOT IN
                    (SELECT id FROM diagnosis WHERE vendor = @Vendor AND account = @Account AND finished_at IS NOT NULL ORDER BY id DESC LIMIT {Kept});
                """,
                new
                {
                    report.Id,
                    report.Vendor,
                    report.Account,
                    report = JsonSerializer.Serialize(report, Json),
                    now = clock.GetUtcNow().ToStored(),
                },
                cancellationToken: stopping
            )
        );
    }

    /// <summary>Takes a question back that no worker has taken; false when one has.</summary>
    public async Task<bool> WithdrawAsync(long id, CancellationToken stopping)
    {
        await using var connection = await database.OpenAsync(stopping);
        return await connection.ExecuteAsync(
                new CommandDefinition(
                    "DELETE FROM diagnosis WHERE id = @id AND taken_at IS NULL AND finished_at IS NULL",
                    new { id },
                    cancellationToken: stopping
                )
            ) == 1;
    }

    /// <summary>A question, or null.</summary>
    public async Task<Diagnosis?> FindAsync(long id, CancellationToken stopping)
    {
        await using var connection = await database.OpenAsync(stopping);
        return Read(
            await connection.QueryAsync<Row>(
                new CommandDefinition(
                    $"SELECT {Columns} FROM diagnosis WHERE id = @id",
                    new { id },
                    cancellationToken: stopping
                )
            )
        );
    }

    /// <summary>The newest report, or null.</summary>
    public async Task<DoctorReport?> LatestAsync(
        string vendor,
        string account,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        return Read(
            await connection.QueryAsync<Row>(
                new CommandDefinition(
                    $"SELECT {Columns} FROM diagnosis WHERE vendor = @vendor AND account = @account AND finished_at IS NOT NULL ORDER BY id DESC LIMIT 1",
                    new { vendor, account },
                    cancellationToken: stopping
                )
            )
        )?.Report;
    }

    private const string Columns =
        "id AS Id, vendor AS Vendor, account AS Account, taken_at AS TakenAt, report AS Report";

    private static Diagnosis? Read(IEnumerable<Row> rows) =>
        rows.Select(r => new Diagnosis(
                r.Id,
                r.Vendor,
                r.Account,
                Instant.FromStored(r.TakenAt),
                r.Report is null ? null : JsonSerializer.Deserialize<DoctorReport>(r.Report, Json)
            ))
            .FirstOrDefault();

    private sealed class Row
    {
        public long Id { get; init; }
        public string Vendor { get; init; } = "";
        public string Account { get; init; } = "";
        public long? TakenAt { get; init; }
        public string? Report { get; init; }
    }
}
