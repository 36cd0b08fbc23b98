using TimurApiConnect.Core.Orders;
using TimurApiConnect.Core.Orders.Commands;
using TimurApiConnect.Core.Orders.Policy;
using TimurApiConnect.Storage.Orders;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Storage;

public sealed class SqliteCommandStorageTests() : CommandStorageSuite(postgres: false);

public sealed class PostgresCommandStorageTests() : CommandStorageSuite(postgres: true);

/// <summary>Whose word counts in the outbox, the same for both databases.</summary>
public abstract class CommandStorageSuite(bool postgres) : LeasedSuite(postgres)
{
    private static readonly OrderCommand OutOfStock = new OrderCommand.Cancel(
        CancellationReason.OutOfStock
    );
    private static readonly OrderCommand BuyersWish = new OrderCommand.Cancel(
        CancellationReason.BuyerAskedMerchant,
        "wrong colour"
    );
    private static readonly OrderCommand Accept = new OrderCommand.Accept();

    private CommandStore Store => new(Test.Database, TimeProvider.System);

    private CommandQueries Queries => new(Test.Database);

    [Fact]
    public async Task A_person_takes_the_policys_word_over_and_the_policy_never_a_persons()
    {
        Assert.Equal(DecisionSaved.New, await DecideAsync(DecisionOutcome.Cancel, OutOfStock));
        var (taken, asked) = await AskAsync(BuyersWish);
        Assert.Equal(CommandAsked.Reworded, asked);
        Assert.Equal(("key shop", BuyersWish, null), (taken.AskedBy, taken.Command, taken.OnlyAt));
        Assert.Equal(["1"], await Queries.WithPeopleAsync("demo", ["1"], Stopping));

        // The stock is back: the policy would accept, but for the person.
        Assert.Equal(DecisionSaved.Postponed, await DecideAsync(DecisionOutcome.Accept, Accept));
        Assert.Equal(
            DecisionSaved.Postponed,
            await DecideAsync(DecisionOutcome.Cancel, OutOfStock, 2)
        );
        Assert.Equal(DecisionSaved.New, await DecideAsync(DecisionOutcome.Ask, null));
        var only = Assert.Single(await Queries.ListAsync(new("demo"), Stopping));
        Assert.Equal(
            (CommandState.Queued, BuyersWish, "key shop"),
            (only.State, only.Command, only.AskedBy)
        );
    }

    [Fact]
    public async Task A_person_who_confirms_the_policys_word_has_a_hand_in_it()
    {
        await DecideAsync(DecisionOutcome.Accept, Accept);
        Assert.Equal(CommandAsked.Reworded, (await AskAsync(Accept)).Asked);
        Assert.Equal(CommandAsked.Same, (await AskAsync(Accept)).Asked);
        Assert.Equal(
            DecisionSaved.Postponed,
            await DecideAsync(DecisionOutcome.Cancel, OutOfStock)
        );
    }

    [Fact]
    public async Task Of_what_was_not_sent_yet_the_later_words_are_sent_afterwards_they_are_refused()
    {
        var (first, _) = await AskAsync(new OrderCommand.Complete("1111"));
        Assert.Equal(
            CommandAsked.Reworded,
            (await AskAsync(new OrderCommand.Complete("2222"))).Asked
        );

        // The worker that read it before sends what counts now.
        var sent = await Store.MarkSentAsync(first.Id, Lease, Stopping);
        Assert.Equal(
            (new OrderCommand.Complete("2222"), CommandState.Sent, 1),
            (sent!.Command, sent.State, sent.Attempts)
        );
        Assert.Null(await Store.MarkSentAsync(first.Id, Lease, Stopping));

        Assert.Equal(CommandAsked.Same, (await AskAsync(new OrderCommand.Complete("2222"))).Asked);
        Assert.Equal(
            CommandAsked.UnderWay,
            (await AskAsync(new OrderCommand.Complete("3333"))).Asked
        );
        await EndAsync(sent, CommandState.Done);
        // The buyer's code is erased: nobody can say any more which it was, and it was right.
        Assert.Equal(CommandAsked.Same, (await AskAsync(new OrderCommand.Complete("3333"))).Asked);
    }

    [Fact]
    public async Task What_a_person_tries_again_is_the_persons()
    {
        await DecideAsync(DecisionOutcome.Accept, Accept);
        var command = (await Queries.ListAsync(new("demo"), Stopping))[0];
        command = (await Store.MarkSentAsync(command.Id, Lease, Stopping))!;
        await EndAsync(command, CommandState.Parked);
        Assert.True(await Store.RetryAsync(command, null, "key shop", Stopping));
        Assert.Equal("key shop", (await Queries.FindAsync(command.Id, Stopping))!.AskedBy);
        Assert.Equal(
            DecisionSaved.Postponed,
            await DecideAsync(DecisionOutcome.Cancel, OutOfStock)
        );
    }

    [Fact]
    public async Task A_parked_code_is_sent_again_although_an_earlier_one_arrived()
    {
        var (first, _) = await AskAsync(new OrderCommand.SendCode());
        await EndAsync(first, CommandState.Done);
        var (second, asked) = await AskAsync(new OrderCommand.SendCode());
        Assert.Equal((CommandAsked.Added, 2), (asked, second.Sequence));
        await EndAsync(second, CommandState.Parked);
        Assert.True(await Store.RetryAsync(second, null, "key shop", Stopping));

        // What was done meanwhile is not tried again.
        var (refused, _) = await AskAsync(Accept);
        await EndAsync(refused, CommandState.Refused);
        var (anew, _) = await AskAsync(Accept);
        await EndAsync(anew, CommandState.Done);
        Assert.False(await Store.RetryAsync(refused, null, "key shop", Stopping));
    }

    private Task<(StoredCommand Command, CommandAsked Asked)> AskAsync(OrderCommand command) =>
        Store.AddAsync(new("demo", "1", command, "key shop"), Stopping);

    private Task EndAsync(StoredCommand command, CommandState state) =>
        Store.StepAsync(command with { State = state }, Lease, Stopping);

    private Task<DecisionSaved> DecideAsync(
        DecisionOutcome outcome,
        OrderCommand? command,
        int rules = 1
    ) =>
        new DecisionStore(Test.Database).SaveAsync(
            "demo",
            new("1", Start, new(outcome, []), new(1000, null, 60, 7200, 0, rules, false), [], null),
            command,
            [Lease],
            Stopping
        );
}
