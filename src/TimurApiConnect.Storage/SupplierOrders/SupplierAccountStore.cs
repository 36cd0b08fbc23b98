using System.Text.Json;
using Dapper;
using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.Storage.Databases;

namespace TimurApiConnect.Storage.SupplierOrders;

/// <summary>What is known of ordering at an account.</summary>
/// <param name="Account">The account.</param>
/// <param name="Terms">Powers of attorney and delivery methods; null when never read.</param>
/// <param name="TermsAt">When they were read.</param>
/// <param name="TriedAt">When reading them was last tried.</param>
/// <param name="Failure">Why that failed; null when it did not.</param>
/// <param name="ProposedDay">The last day whose order was proposed.</param>
/// <param name="FollowedAt">When the orders' statuses were last read.</param>
/// <param name="Basket">What we put into the basket last; empty when nothing that lies there is ours.</param>
public sealed record SupplierAccount(
    string Account,
    SupplierTerms? Terms,
    DateTimeOffset? TermsAt,
    DateTimeOffset? TriedAt,
    string? Failure,
    DateOnly ProposedDay,
    DateTimeOffset? FollowedAt,
    IReadOnlyList<Pieces> Basket
);

/// <summary>Keeps what is known of ordering at each account.</summary>
public sealed class SupplierAccountStore(Database database, TimeProvider clock)
{
    /// <summary>An account; empty when nothing is known.</summary>
    public async Task<SupplierAccount> FindAsync(string account, CancellationToken stopping) =>
        (await ListAsync(stopping)).FirstOrDefault(a => a.Account == account)
        ?? new(account, null, null, null, null, default, null, []);

    /// <summary>All accounts of which something is known.</summary>
    public async Task<IReadOnlyList<SupplierAccount>> ListAsync(CancellationToken stopping)
    {
        await using var connection = await database.OpenAsync(stopping);
        var rows = await connection.QueryAsync<(
            string Account,
            string? Terms,
            long? TermsAt,
            long? TriedAt,
            string? Failure,
            long ProposedDay,
            long? FollowedAt,
            string? Basket
        )>(
            new CommandDefinition(
                "SELECT account, terms, terms_at, tried_at, failure, proposed_day, followed_at, basket FROM supplier_account ORDER BY account",
                cancellationToken: stopping
            )
        );
        return
        [
            .. rows.Select(r => new SupplierAccount(
                r.Account,
                r.Terms is null ? null : JsonSerializer.Deserialize<SupplierTerms>(r.Terms),
                Instant.FromStored(r.TermsAt),
                Instant.FromStored(r.TriedAt),
                r.Failure,
                DateOnly.FromDayNumber((int)r.ProposedDay),
                Instant.FromStored(r.FollowedAt),
                r.Basket is null ? [] : JsonSerializer.Deserialize<Pieces[]>(r.Basket)!
            )),
        ];
    }

    /// <summary>Stores what reading the terms came to; the last good ones stay.</summary>
    public Task NoteTermsAsync(
        string account,
        Outcome<SupplierTerms> terms,
        CancellationToken stopping
    ) =>
        ExecuteAsync(
            """
            INSERT INTO supplier_account (account, terms, terms_at, tried_at, failure) VALUES (@account, @terms, @read, @now, @failure)
            ON CONFLICT (account) DO UPDATE SET terms = COALESCE(excluded.terms, supplier_account.terms),
                terms_at = COALESCE(excluded.terms_at, supplier_account.terms_at), tried_at = excluded.tried_at, failure = excluded.failure
            """,
            new
            {
                account,
                terms = terms.Worked ? JsonSerializer.Serialize(terms.Value) : null,
                read = terms.Worked ? clock.GetUtcNow().ToStored() : (long?)null,
                now = clock.GetUtcNow().ToStored(),
                failure = terms.Failure?.ToString(),
            },
            stopping
        );

    /// <summary>The orders' statuses were read.</summary>
    public Task NoteFollowedAsync(string account, CancellationToken stopping) =>
        ExecuteAsync(
            "INSERT INTO supplier_account (account, followed_at) VALUES (@account, @now) ON CONFLICT (account) DO UPDATE SET followed_at = excluded.followed_at",
            new { account, now = clock.GetUtcNow().ToStored() },
            stopping
        );

    /// <summary>So much of what lies in the basket from now on may be ours.</summary>
    public Task NoteBasketAsync(
        string account,
        IReadOnlyList<Pieces> ours,
        CancellationToken stopping
    ) =>
        ExecuteAsync(
            "INSERT INTO supplier_account (account, basket) VALUES (@account, @basket) ON CONFLICT (account) DO UPDATE SET basket = excluded.basket",
            new { account, basket = ours.Count == 0 ? null : JsonSerializer.Serialize(ours) },
            stopping
        );

    private async Task ExecuteAsync(string sql, object values, CancellationToken stopping)
    {
        await using var connection = await database.OpenAsync(stopping);
        await connection.ExecuteAsync(
            new CommandDefinition(sql, values, cancellationToken: stopping)
        );
    }
}
