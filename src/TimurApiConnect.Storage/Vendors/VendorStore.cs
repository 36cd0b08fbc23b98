using System.Data.Common;
using Dapper;
using Microsoft.Extensions.Logging;
using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Vendors;
using TimurApiConnect.Storage.Databases;

namespace TimurApiConnect.Storage.Vendors;

/// <summary>The last outcome of each kind of call, and how each vendor stands in each account.</summary>
public sealed partial class VendorStore(
    Database database,
    TimeProvider clock,
    ILogger<VendorStore> logger
) : IVendorMemory
{
    /// <inheritdoc/>
    public async Task NoteAsync(VendorNote note, CancellationToken stopping)
    {
        try
        {
            await using var connection = await database.OpenAsync(stopping);
            await WriteCallAsync(connection, note, stopping);
            await WriteAccountAsync(connection, note, stopping);
        }
        catch (DbException e)
        {
            Log.NotNoted(logger, e, note.Vendor.Text, note.Step);
        }
    }

    /// <inheritdoc/>
    public async Task<TokenView> TokenAsync(
        VendorName vendor,
        string account,
        string token,
        CancellationToken stopping
    )
    {
        try
        {
            await using var connection = await database.OpenAsync(stopping);
            return
                await KnownAsync(connection, vendor, account, stopping) is { } known
                && TokenMark.Fits(known.Mark, token)
                ? known.View
                : TokenView.Unknown;
        }
        catch (DbException e)
        {
            Log.NotKnown(logger, e, vendor.Text, account);
            return TokenView.Unknown;
        }
    }

    /// <inheritdoc/>
    public async Task<bool> MayCheckAsync(
        VendorName vendor,
        string account,
        string token,
        TimeSpan every,
        CancellationToken stopping
    )
    {
        try
        {
            await using var connection = await database.OpenAsync(stopping);
            var known = await KnownAsync(connection, vendor, account, stopping);
            var same = known is not null && TokenMark.Fits(known.Value.Mark, token);
            if (same && known?.View.TriedAt is { } tried && tried > clock.GetUtcNow() - every)
            {
                return false;
            }

            // Whoever moves the date on may ask; the others see a date that is not the one they read.
            return await connection.ExecuteAsync(
                    new CommandDefinition(
                        known is null
                            ? """
                            INSERT INTO vendor_account (vendor, account, token_mark, token_state, token_tried_at, failures, calls)
                            VALUES (@vendor, @account, @mark, 0, @now, 0, 0)
                            ON CONFLICT DO NOTHING
                            """
                            : """
                            UPDATE vendor_account SET token_tried_at = @now, token_mark = @mark,
                                token_state = CASE WHEN token_mark = @mark THEN token_state ELSE 0 END,
                                token_proved_at = CASE WHEN token_mark = @mark THEN token_proved_at END
                            WHERE vendor = @vendor AND account = @account AND token_mark = @seenMark
                                AND COALESCE(token_tried_at, 0) = @seenAt
                            """,
                        new
                        {
                            vendor = vendor.Key,
                            account,
                            mark = same ? known!.Value.Mark : TokenMark.Of(token),
                            now = clock.GetUtcNow().ToStored(),
                            seenMark = known?.Mark,
                            seenAt = known?.View.TriedAt?.ToStored() ?? 0,
                        },
                        cancellationToken: stopping
                    )
                ) == 1;
        }
        catch (DbException e)
        {
            Log.NotKnown(logger, e, vendor.Text, account);
            return false;
        }
    }

    private async Task WriteCallAsync(
        DbConnection connection,
        VendorNote note,
        CancellationToken stopping
    )
    {
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
                    vendor = note.Vendor.Key,
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

    private async Task WriteAccountAsync(
        DbConnection connection,
        VendorNote note,
        CancellationToken stopping
    )
    {
        var known = await KnownAsync(connection, note.Vendor, note.Account, stopping);
        var same =
            known is not null && note.Token is { } token && TokenMark.Fits(known.Value.Mark, token);
        var now = clock.GetUtcNow().ToStored();
        var proof = note.Failure?.Kind switch
        {
            null => TokenState.Valid,
            FailureKind.TokenRefused => TokenState.Refused,
            _ => (TokenState?)null,
        };
        await connection.ExecuteAsync(
            new CommandDefinition(
                """
                INSERT INTO vendor_account (vendor, account, token_mark, token_state, token_proved_at, token_tried_at,
                    open_since, open_until, failures, median_ms, p95_ms, calls)
                VALUES (@vendor, @Account, @mark, @state, @provedAt, @now, @openSince, @openUntil, @failures, @median, @p95, @calls)
                ON CONFLICT (vendor, account) DO UPDATE SET
                    token_mark = excluded.token_mark, token_state = excluded.token_state,
                    token_proved_at = excluded.token_proved_at, token_tried_at = excluded.token_tried_at,
                    open_since = excluded.open_since, open_until = excluded.open_until, failures = excluded.failures,
                    median_ms = COALESCE(excluded.median_ms, vendor_account.median_ms),
                    p95_ms = COALESCE(excluded.p95_ms, vendor_account.p95_ms),
                    calls = CASE WHEN excluded.calls > 0 THEN excluded.calls ELSE vendor_account.calls END
                """,
                new
                {
                    vendor = note.Vendor.Key,
                    note.Account,
                    mark = same ? known!.Value.Mark
                    : note.Token is null ? ""
                    : TokenMark.Of(note.Token),
                    state = (long)(proof ?? (same ? known!.Value.View.State : TokenState.Unknown)),
                    provedAt = proof is not null ? now
                    : same ? known!.Value.View.ProvedAt?.ToStored()
                    : null,
                    now,
                    openSince = note.Breaker.OpenSince?.ToStored(),
                    openUntil = note.Breaker.OpenUntil?.ToStored(),
                    failures = (long)note.Breaker.Failures,
                    median = note.Latency?.MedianMs,
                    p95 = note.Latency?.P95Ms,
                    calls = (long)(note.Latency?.Calls ?? 0),
                },
                cancellationToken: stopping
            )
        );
    }

    private static async Task<(string Mark, TokenView View)?> KnownAsync(
        DbConnection connection,
        VendorName vendor,
        string account,
        CancellationToken stopping
    )
    {
        var rows = await connection.QueryAsync<(
            string Mark,
            long State,
            long? Proved,
            long? Tried
        )>(
            new CommandDefinition(
                "SELECT token_mark, token_state, token_proved_at, token_tried_at FROM vendor_account WHERE vendor = @vendor AND account = @account",
                new { vendor = vendor.Key, account },
                cancellationToken: stopping
            )
        );
        return rows.Select(r =>
                (
                    r.Mark,
                    new TokenView(
                        (TokenState)r.State,
                        Instant.FromStored(r.Proved),
                        Instant.FromStored(r.Tried)
                    )
                )
            )
            .Cast<(string, TokenView)?>()
            .FirstOrDefault();
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

        [LoggerMessage(
            EventId = 2,
            Level = LogLevel.Warning,
            Message = "What is known of the token of {Account} at {Vendor} could not be read."
        )]
        public static partial void NotKnown(
            ILogger logger,
            Exception error,
            string vendor,
            string account
        );
    }
}
