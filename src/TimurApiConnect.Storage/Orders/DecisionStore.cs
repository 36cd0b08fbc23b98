using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Dapper;
using TimurApiConnect.Core.Orders;
using TimurApiConnect.Core.Orders.Commands;
using TimurApiConnect.Core.Orders.Policy;
using TimurApiConnect.Storage.Databases;
using TimurApiConnect.Storage.Journal;
using TimurApiConnect.Storage.Runs;

namespace TimurApiConnect.Storage.Orders;

/// <summary>A decision of the policy, as it is kept: with all that it was made from.</summary>
/// <param name="Code">The order's number.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Decision">What.</param>
/// <param name="Inputs">From what.</param>
/// <param name="Options">What can be done when the goods are not there.</param>
/// <param name="Command">The command that carries it out; null when there is none.</param>
public sealed record StoredDecision(
    string Code,
    DateTimeOffset At,
    OrderDecision Decision,
    PolicyInputs Inputs,
    IReadOnlyList<GoneOption> Options,
    long? Command
);

/// <summary>What became of a decision that was to be stored.</summary>
public enum DecisionSaved
{
    /// <summary>It is the order's last one now.</summary>
    New,

    /// <summary>It says the same as the last.</summary>
    Known,

    /// <summary>Another command of the policy's is under way, or a person has asked for one meanwhile: the order is decided anew later.</summary>
    Postponed,
}

/// <summary>The policy's decisions about new orders; they only grow.</summary>
public sealed class DecisionStore(Database database)
{
    private const string Columns =
        "code AS Code, at AS At, outcome AS Outcome, inputs AS Inputs, reasons AS Reasons, command AS Command";

    /// <summary>
    /// Stores a decision and the command that carries it out, in one transaction guarded by the leases under which it was made. One that says the same of
    /// the same order as the last is not stored again, by whatever figures: the stored ones are those by which it was said first.
    /// </summary>
    /// <exception cref="LeaseLostException">Another worker decides now; nothing was written.</exception>
    public async Task<DecisionSaved> SaveAsync(
        string shop,
        StoredDecision decided,
        OrderCommand? command,
        IReadOnlyList<Lease> leases,
        CancellationToken stopping
    )
    {
        var trace = Activity.Current is { Recorded: true } asking ? asking.Id : null;
        var fingerprint = Fingerprint(decided);
        await using var connection = await database.OpenAsync(stopping);
        await using var transaction = await connection.BeginTransactionAsync(stopping);
        foreach (var lease in leases)
        {
            await LeaseStore.CheckAsync(connection, transaction, lease, stopping);
        }

        await OrderStore.TakeTurnAsync(connection, transaction, shop, stopping);
        var last = await connection.ExecuteScalarAsync<string?>(
            new CommandDefinition(
                "SELECT fingerprint FROM order_decision WHERE shop = @shop AND code = @Code ORDER BY id DESC LIMIT 1",
                new { shop, decided.Code },
                transaction,
                cancellationToken: stopping
            )
        );
        if (last == fingerprint)
        {
            return DecisionSaved.Known;
        }

        if (
            !await PolicyCommands.SupersedeAsync(
                connection,
                transaction,
                shop,
                decided.Code,
                command is null ? null : CommandName.StepOf(command),
                decided.At,
                stopping
            )
        )
        {
            return DecisionSaved.Postponed;
        }

        var id = command is null
            ? (long?)null
            : (
                await AskedCommands.AddAsync(
                    connection,
                    transaction,
                    new(shop, decided.Code, command, NewCommand.ByPolicy)
                    {
                        // An order that somebody accepted in Kaspi's cabinet meanwhile is not cancelled.
                        OnlyAt =
                            command is OrderCommand.Accept || decided.Inputs.IsAccepted
                                ? null
                                : OrderStage.New,
                    },
                    decided.At,
                    trace,
                    stopping
                )
            ).Id;
        await connection.ExecuteAsync(
            new CommandDefinition(
                """
                INSERT INTO order_decision (shop, code, at, outcome, fingerprint, inputs, reasons, rules_version, command)
                VALUES (@shop, @Code, @at, @outcome, @fingerprint, @inputs, @reasons, @RulesVersion, @id)
                """,
                new
                {
                    shop,
                    decided.Code,
                    at = decided.At.ToStored(),
                    outcome = (long)decided.Decision.Outcome,
                    fingerprint,
                    inputs = JsonSerializer.Serialize(
                        new Kept(decided.Inputs, decided.Options),
                        OrderJson.Options
                    ),
                    reasons = JsonSerializer.Serialize(decided.Decision.Reasons, OrderJson.Options),
                    decided.Inputs.RulesVersion,
                    id,
                },
                transaction,
                cancellationToken: stopping
            )
        );
        // Codes and no sentences: whoever reads the journal may not see what the merchant pays.
        await JournalStore.WriteAsync(
            connection,
            transaction,
            new(
                decided.At,
                NewCommand.ByPolicy,
                "order decided",
                shop,
                0,
                $"Order {decided.Code}: {decided.Decision.Outcome.ToString().ToLowerInvariant()}. {string.Join(", ", decided.Decision.Reasons.Select(r => r.Code).Distinct(StringComparer.Ordinal))}"
            ),
            stopping
        );
        await transaction.CommitAsync(stopping);
        return DecisionSaved.New;
    }

    /// <summary>The last decision about an order; null when there is none.</summary>
    public async Task<StoredDecision?> FindAsync(
        string shop,
        string code,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        return (
            await connection.QueryFirstOrDefaultAsync<Row>(
                new CommandDefinition(
                    $"SELECT {Columns} FROM order_decision WHERE shop = @shop AND code = @code ORDER BY id DESC LIMIT 1",
                    new { shop, code },
                    cancellationToken: stopping
                )
            )
        )?.Read();
    }

    /// <summary>Orders that a person has to decide, new ones and such as came accepted, with the last decision about each; the oldest first.</summary>
    /// <param name="shop">The shop's key.</param>
    /// <param name="since">Such as came accepted are a person's matter for a while: those decided later.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="stopping">Stops.</param>
    public async Task<IReadOnlyList<StoredDecision>> WaitingAsync(
        string shop,
        DateTimeOffset since,
        int most,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        var rows = await connection.QueryAsync<Row>(
            new CommandDefinition(
                $"""
                SELECT d.code AS Code, d.at AS At, d.outcome AS Outcome, d.inputs AS Inputs, d.reasons AS Reasons, d.command AS Command
                FROM shop_order o JOIN order_decision d
                    ON d.id = (SELECT MAX(l.id) FROM order_decision l WHERE l.shop = o.shop AND l.code = o.code)
                WHERE o.shop = @shop AND o.is_over = 0 AND d.outcome IN (@ask, @wait)
                    AND (o.stage = @stage OR (d.at >= @since AND {CameAccepted.Open(connection)}))
                    AND NOT EXISTS (SELECT 1 FROM order_command c WHERE c.shop = o.shop AND c.code = o.code AND c.{CommandSql.Open})
                ORDER BY d.id LIMIT @most
                """,
                new
                {
                    shop,
                    since = since.ToStored(),
                    ask = (long)DecisionOutcome.Ask,
                    wait = (long)DecisionOutcome.Wait,
                    stage = (long)OrderStage.New,
                    stages = CameAccepted.Stages,
                    policy = NewCommand.ByPolicy,
                    most,
                },
                cancellationToken: stopping
            )
        );
        return [.. rows.Select(r => r.Read())];
    }

    /// <summary>Those of these orders of which the last decision left a person to decide, or to wait.</summary>
    public async Task<IReadOnlySet<string>> AskedAsync(
        string shop,
        IReadOnlyCollection<string> codes,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        var found = await connection.QueryAsync<string>(
            new CommandDefinition(
                $"""
                SELECT code FROM order_decision
                WHERE id IN (SELECT MAX(id) FROM order_decision WHERE shop = @shop AND code {connection.In(
                    "codes"
                )} GROUP BY code) AND outcome IN (@ask, @wait)
                """,
                new
                {
                    shop,
                    codes = codes.ToArray(),
                    ask = (long)DecisionOutcome.Ask,
                    wait = (long)DecisionOutcome.Wait,
                },
                cancellationToken: stopping
            )
        );
        return found.ToHashSet(StringComparer.Ordinal);
    }

    // What the order asks for, what is said of it and what is done. Ages, figures and prices move with every look: what follows from them is in the
    // reasons, in the pieces that are left and in the ways out that there are.
    private static string Fingerprint(StoredDecision decided) =>
        Convert.ToHexString(
            SHA256.HashData(
                JsonSerializer.SerializeToUtf8Bytes(
                    new
                    {
                        decided.Inputs.RulesVersion,
                        decided.Inputs.Total,
                        Lines = decided.Inputs.Lines?.Select(l => new
                        {
                            l.Number,
                            l.Sku,
                            l.Article,
                            l.Quantity,
                            l.Price,
                        }),
                        decided.Decision.Outcome,
                        Reasons = decided.Decision.Reasons.Select(r => new { r.Code, r.Line }),
                        Left = decided.Decision.Outcome == DecisionOutcome.Reduce
                            ? decided.Inputs.Lines?.Select(l => Math.Min(l.Quantity, l.Free))
                            : null,
                        Ways = decided.Options.Select(o => o.Way),
                    },
                    JsonSerializerOptions.Web
                )
            )
        );

    private sealed record Kept(PolicyInputs Inputs, IReadOnlyList<GoneOption> Options);

    private sealed class Row
    {
        public string Code { get; init; } = "";
        public long At { get; init; }
        public long Outcome { get; init; }
        public string Inputs { get; init; } = "";
        public string Reasons { get; init; } = "";
        public long? Command { get; init; }

        public StoredDecision Read()
        {
            var kept = JsonSerializer.Deserialize<Kept>(Inputs, OrderJson.Options)!;
            return new(
                Code,
                Instant.FromStored(At),
                new(
                    (DecisionOutcome)Outcome,
                    JsonSerializer.Deserialize<IReadOnlyList<DecisionReason>>(
                        Reasons,
                        OrderJson.Options
                    )!
                ),
                kept.Inputs,
                kept.Options,
                Command
            );
        }
    }
}
