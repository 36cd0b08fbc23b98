using System.Data.Common;
using Dapper;
using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.Storage.Databases;
using TimurApiConnect.Storage.Orders;
using TimurApiConnect.Storage.Runs;

namespace TimurApiConnect.Storage.SupplierOrders;

/// <summary>Writes orders at the supplier. Every change is one transaction with its rows of the journal.</summary>
public sealed class SupplierOrderStore(Database database, TimeProvider clock)
{
    /// <summary>Stores proposals, and with <paramref name="day"/> that the day's have been made.</summary>
    /// <exception cref="LeaseLostException">Another worker orders for this account now; nothing was written.</exception>
    public async Task ProposeAsync(
        string account,
        IReadOnlyList<(Proposal Proposal, string? AsksBecause)> proposals,
        DateOnly? day,
        Lease lease,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        await using var transaction = await connection.BeginTransactionAsync(stopping);
        await LeaseStore.CheckAsync(connection, transaction, lease, stopping);
        foreach (var (proposal, asks) in proposals)
        {
            await InsertAsync(connection, transaction, account, proposal, asks, stopping);
        }

        if (day is { } made)
        {
            await ExecuteAsync(
                connection,
                transaction,
                "INSERT INTO supplier_account (account, proposed_day) VALUES (@account, @day) ON CONFLICT (account) DO UPDATE SET proposed_day = excluded.proposed_day",
                new { account, day = (long)made.DayNumber },
                stopping
            );
        }

        await transaction.CommitAsync(stopping);
    }

    /// <summary>
    /// Stores an order as it now is. False when it was changed by somebody else since it was read: then nothing was written. What the supplier has
    /// taken and shipped reserves no stock any more; what is cancelled is free to be proposed again.
    /// </summary>
    /// <param name="order">As it now is; <see cref="StoredSupplierOrder.Version"/> is the one that was read.</param>
    /// <param name="step">What happened; null for what the journal need not know.</param>
    /// <param name="lease">The worker's lease; null for a person.</param>
    /// <param name="stopping">Stops.</param>
    /// <exception cref="LeaseLostException">Another worker orders for this account now; nothing was written.</exception>
    public async Task<bool> SaveAsync(
        StoredSupplierOrder order,
        SupplierOrderStep? step,
        Lease? lease,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        await using var transaction = await connection.BeginTransactionAsync(stopping);
        if (lease is not null)
        {
            await LeaseStore.CheckAsync(connection, transaction, lease, stopping);
        }

        var changed = await connection.ExecuteAsync(
            new CommandDefinition(
                """
                UPDATE supplier_order SET state = @state, version = version + 1, changed_at = @now, next_at = @next, total = @Total, approved_by = @ApprovedBy,
                    approved_at = @approved, waiting_since = @waiting, busy_since = @busy, filling_at = @filling, submit_at = @submit, tries = @tries, number = @Number,
                    status = @status, placed_at = @placed, checked_at = @checked, difference = @Difference, shipped_at = @shipped, cancel_by = @cancelBy, cancel_at = @cancelAt, cancel_reason = @cancelReason,
                    cancel_sent_at = @cancelSent, cancel_ended_at = @cancelEnded, merged_from = @MergedFrom, failure_code = @FailureCode, failure = @Failure
                WHERE id = @Id AND version = @Version
                """,
                new
                {
                    state = $"{order.State}",
                    now = clock.GetUtcNow().ToStored(),
                    next = order.NextAt.ToStored(),
                    order.Total,
                    order.ApprovedBy,
                    approved = order.ApprovedAt?.ToStored(),
                    waiting = order.WaitingSince?.ToStored(),
                    busy = order.BusySince?.ToStored(),
                    filling = order.FillingAt?.ToStored(),
                    submit = order.SubmitAt?.ToStored(),
                    tries = (long)order.Tries,
                    order.Number,
                    status = order.Status?.Text,
                    placed = order.PlacedAt?.ToStored(),
                    @checked = order.CheckedAt?.ToStored(),
                    order.Difference,
                    shipped = order.ShippedAt?.ToStored(),
                    cancelBy = order.Cancellation?.By,
                    cancelAt = order.Cancellation?.At.ToStored(),
                    cancelReason = order.Cancellation?.Reason,
                    cancelSent = order.Cancellation?.SentAt?.ToStored(),
                    cancelEnded = order.Cancellation?.EndedAt?.ToStored(),
                    order.MergedFrom,
                    order.FailureCode,
                    order.Failure,
                    order.Id,
                    order.Version,
                },
                transaction,
                cancellationToken: stopping
            )
        );
        if (changed != 1)
        {
            return false;
        }

        await ExecuteAsync(
            connection,
            transaction,
            "UPDATE supplier_order_line SET taken = @taken WHERE supplier_order = @Id AND article = @article",
            order
                .Lines.Where(l => l.Taken is not null)
                .Select(l => new
                {
                    order.Id,
                    article = (long)l.Article,
                    taken = (long?)l.Taken,
                }),
            stopping
        );
        await FollowAsync(connection, transaction, order, stopping);
        if (step is not null)
        {
            await JournalAsync(connection, transaction, order.Id, step, stopping);
        }

        await transaction.CommitAsync(stopping);
        return true;
    }

    private async Task FollowAsync(
        DbConnection connection,
        DbTransaction transaction,
        StoredSupplierOrder order,
        CancellationToken stopping
    )
    {
        if (order.State == SupplierOrderState.Cancelled)
        {
            await ExecuteAsync(
                connection,
                transaction,
                // The day's order is made again at once, with what is still wanted.
                """
                UPDATE supplier_order_need SET released = @released WHERE supplier_order = @Id AND released = 0;
                UPDATE supplier_account SET proposed_day = proposed_day - 1 WHERE account = @Account AND proposed_day > 1;
                """,
                new
                {
                    order.Id,
                    order.Account,
                    released = order.Number is null ? 1L : 2L,
                },
                stopping
            );
        }
        else if (order.State == SupplierOrderState.Shipped)
        {
            foreach (
                var served in order
                    .Lines.SelectMany(l => l.Covered())
                    .GroupBy(f => (f.Shop, f.Code))
            )
            {
                await ReservationStore.ShippedAsync(
                    connection,
                    transaction,
                    served.Key.Shop,
                    served.Key.Code,
                    [.. served.Select(f => f.Number)],
                    order.ShippedAt ?? clock.GetUtcNow(),
                    stopping
                );
            }
        }
    }

    private async Task InsertAsync(
        DbConnection connection,
        DbTransaction transaction,
        string account,
        Proposal proposal,
        string? asks,
        CancellationToken stopping
    )
    {
        var now = clock.GetUtcNow();
        var id = await connection.ExecuteScalarAsync<long>(
            new CommandDefinition(
                """
                INSERT INTO supplier_order (account, our_number, state, version, total, created_at, changed_at, next_at, approved_by, approved_at, tries)
                VALUES (@account, @number, @state, 1, @Total, @now, @now, @now, @by, @approved, 0)
                RETURNING id
                """,
                new
                {
                    account,
                    number = $"TAC-{now.UtcDateTime:yyMMdd}-{Guid.NewGuid().ToString("N")[..10]}",
                    state = $"{(asks is null ? SupplierOrderState.Approved : SupplierOrderState.Proposed)}",
                    proposal.Total,
                    now = now.ToStored(),
                    by = asks is null ? "rule" : null,
                    approved = asks is null ? now.ToStored() : (long?)null,
                },
                transaction,
                cancellationToken: stopping
            )
        );
        await ExecuteAsync(
            connection,
            transaction,
            "INSERT INTO supplier_order_line (supplier_order, article, name, needed, quantity, price, problem, explanation) VALUES (@id, @article, @Name, @needed, @quantity, @Price, @Problem, @Explanation)",
            proposal.Lines.Select(l => new
            {
                id,
                article = (long)l.Good.Article,
                l.Good.Name,
                needed = (long)l.Needed,
                quantity = (long)l.Quantity,
                l.Good.Price,
                l.Problem,
                l.Explanation,
            }),
            stopping
        );
        await ExecuteAsync(
            connection,
            transaction,
            "INSERT INTO supplier_order_need (supplier_order, article, shop, code, number, quantity) VALUES (@id, @article, @Shop, @Code, @number, @quantity)",
            proposal
                .Lines.SelectMany(l => l.For)
                .Select(f => new
                {
                    id,
                    article = (long)f.Article,
                    f.Shop,
                    f.Code,
                    number = (long)f.Number,
                    quantity = (long)f.Quantity,
                }),
            stopping
        );
        await JournalAsync(
            connection,
            transaction,
            id,
            new(
                "worker",
                asks is null ? "supplier order approved by the rule" : "supplier order proposed",
                $"{proposal.Lines.Count} articles, {proposal.Lines.Sum(l => l.Quantity)} pieces.{(asks is null ? "" : $" {asks}")}"
            ),
            stopping
        );
    }

    // The journal says nothing of prices: not everybody who reads it may see what the merchant pays. It is kept by shop: an order that serves several shops stands in each of theirs.
    private Task JournalAsync(
        DbConnection connection,
        DbTransaction transaction,
        long id,
        SupplierOrderStep step,
        CancellationToken stopping
    ) =>
        ExecuteAsync(
            connection,
            transaction,
            """
            INSERT INTO journal (at, who, what, shop, run, detail, supplier_order)
            SELECT @at, @Who, @What, shop, 0, @Detail, @id FROM (SELECT DISTINCT shop FROM supplier_order_need WHERE supplier_order = @id) AS served
            """,
            new
            {
                at = clock.GetUtcNow().ToStored(),
                step.Who,
                step.What,
                step.Detail,
                id,
            },
            stopping
        );

    private static Task ExecuteAsync(
        DbConnection connection,
        DbTransaction transaction,
        string sql,
        object values,
        CancellationToken stopping
    ) =>
        connection.ExecuteAsync(
            new CommandDefinition(sql, values, transaction, cancellationToken: stopping)
        );
}
