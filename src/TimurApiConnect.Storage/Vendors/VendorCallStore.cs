using System.Data.Common;
using Dapper;
using Microsoft.Extensions.Logging;
using TimurApiConnect.Core.Vendors;
using TimurApiConnect.Storage.Databases;

namespace TimurApiConnect.Storage.Vendors;

/// <summary>How the last calls of one kind to a vendor went.</summary>
/// <param name="Vendor">As people know it.</param>
/// <param name="Account">Which account.</param>
/// <param name="Step">What was asked for.</param>
/// <param name="LastOkAt">When it last worked, UTC.</param>
/// <param name="LastFailureAt">When it last failed, UTC.</param>
/// <param name="FailureCode">The last failure's stable code.</param>
/// <param name="Failure">The last failure in a sentence.</param>
/// <param name="ElapsedMs">How long the last call took, milliseconds.</param>
public sealed record VendorCall(
    string Vendor,
    string Account,
    string Step,
    DateTimeOffset? LastOkAt,
    DateTimeOffset? LastFailureAt,
    string? FailureCode,
    string? Failure,
    long ElapsedMs
);

/// <summary>The last outcome of each kind of call, for the status page.</summary>
public sealed partial class VendorCallStore(
    Database database,
    TimeProvider clock,
    ILogger<VendorCallStore> logger
) : IVendorMemory
{
    /// <inheritdoc/>
    public async Task NoteAsync(VendorNote note, CancellationToken stopping)
    {
        try
        {
            await WriteAsync(note, stopping);
        }
        catch (DbException e)
        {
            Log.NotNoted(logger, e, note.Vendor.Text, note.Step);
        }
    }

    private async Task WriteAsync(VendorNote note, CancellationToken stopping)
    {
        await using var connection = await database.OpenAsync(stopping);
        var now = clock.GetUtcNow().ToStored();
        await connection.ExecuteAsync(
            new CommandDefinition(
                """
                INSERT INTO vendor_call (vendor, account, step, last_ok_at, last_failure_at, failure_code, failure, elapsed_ms)
                VALUES (@vendor, @Account, @Step, @okAt, @failedAt, @code, @text, @elapsed)
                ON CONFLICT (vendor, account, step) DO UPDATE SET
                    last_ok_at = COALESCE(excluded.last_ok_at, vendor_call.last_ok_at),
                    last_failure_at = COALESCE(excluded.last_failure_at, vendor_call.last_failure_at),
                    failure_code = COALESCE(excluded.failure_code, vendor_call.failure_code),
                    failure = COALESCE(excluded.failure, vendor_call.failure),
                    elapsed_ms = excluded.elapsed_ms
                """,
                new
                {
                    vendor = note.Vendor.Text,
                    note.Account,
                    note.Step,
                    okAt = note.Failure is null ? now : (long?)null,
                    failedAt = note.Failure is null ? (long?)null : now,
                    code = note.Failure?.Code,
                    text = note.Failure?.ToString(),
                    elapsed = (long)note.Elapsed.TotalMilliseconds,
                },
                cancellationToken: stopping
            )
        );
    }

    /// <summary>All that is known.</summary>
    public async Task<IReadOnlyList<VendorCall>> ListAsync(CancellationToken stopping)
    {
        await using var connection = await database.OpenAsync(stopping);
        var rows = await connection.QueryAsync<(
            string Vendor,
            string Account,
            string Step,
            long? Ok,
            long? Failed,
            string? Code,
            string? Text,
            long Elapsed
        )>(
            new CommandDefinition(
                "SELECT vendor, account, step, last_ok_at, last_failure_at, failure_code, failure, elapsed_ms FROM vendor_call ORDER BY vendor, account, step",
                cancellationToken: stopping
            )
        );
        return
        [
            .. rows.Select(r => new VendorCall(
                r.Vendor,
                r.Account,
                r.Step,
                Instant.FromStored(r.Ok),
                Instant.FromStored(r.Failed),
                r.Code,
                r.Text,
                r.Elapsed
            )),
        ];
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1,
            Level = LogLevel.Warning,
            Message = "The outcome of {Vendor}, {Step} could not be stored."
        )]
        public static partial void NotNoted(
            ILogger logger,
            Exception error,
            string vendor,
            string step
        );
    }
}
