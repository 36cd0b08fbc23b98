using Microsoft.Extensions.Time.Testing;
using TimurApiConnect.Core.Failures;
using TimurApiConnect.Vendors.Retries;

namespace TimurApiConnect.Tests.Vendors;

public class RetryTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static Failure Failed(FailureKind kind) => new(kind, "Kaspi", "orders", "", "");

    [Theory]
    [InlineData(1, 1.0, 1)]
    [InlineData(1, 0.25, 0.25)]
    [InlineData(2, 1.0, 2)]
    [InlineData(4, 1.0, 8)]
    [InlineData(6, 1.0, 30)]
    [InlineData(1000, 1.0, 30)]
    [InlineData(3, 0.0, 0)]
    public void The_pause_is_drawn_below_a_ceiling_that_doubles_up_to_the_longest(
        int attempt,
        double lot,
        double seconds
    ) =>
        Assert.Equal(
            TimeSpan.FromSeconds(seconds),
            BackOff.After(attempt, Second, TimeSpan.FromSeconds(30), null, lot)
        );

    [Theory]
    [InlineData(45, 45)]
    [InlineData(0.1, 0.5)]
    public void What_the_vendor_asks_for_is_the_least(double asked, double seconds) =>
        Assert.Equal(
            TimeSpan.FromSeconds(seconds),
            BackOff.After(1, Second, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(asked), 0.5)
        );

    [Fact]
    public void However_long_an_outage_lasts_repetitions_stay_a_fifth_of_the_calls_and_a_small_burst()
    {
        var budget = new RetryBudget();
        var spent = 0;
        for (var call = 0; call < 1000; call++)
        {
            budget.Called(20, 10);
            for (var again = 0; again < 2; again++)
            {
                spent += budget.TrySpend(10) ? 1 : 0;
            }
        }

        Assert.InRange(spent, 200, 210);
    }

    [Fact]
    public void A_budget_of_nothing_allows_no_repetition()
    {
        var budget = new RetryBudget();
        budget.Called(0, 0);

        Assert.False(budget.TrySpend(0));
    }

    [Fact]
    public void A_breaker_opens_after_so_many_outages_in_a_row_lets_one_try_and_closes_when_it_is_answered()
    {
        var clock = new FakeTimeProvider();
        var breaker = new Breaker(clock);
        bool Fails(FailureKind kind) => breaker.Report(Failed(kind), 3, TimeSpan.FromSeconds(30));

        Assert.False(Fails(FailureKind.ServerError));
        Assert.False(Fails(FailureKind.ConnectedButSilent));
        Assert.Null(breaker.Enter(isProbe: false));
        Assert.True(Fails(FailureKind.CouldNotConnect));

        var closed = breaker.Enter(isProbe: false);
        Assert.Equal(
            (clock.GetUtcNow().AddSeconds(30), FailureKind.CouldNotConnect),
            (closed!.Value.Until, closed.Value.Last.Kind)
        );
        Assert.Null(breaker.Enter(isProbe: true));
        clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Null(breaker.Enter(isProbe: false));
        Assert.NotNull(breaker.Enter(isProbe: false));

        Fails(FailureKind.ServerError);
        Assert.NotNull(breaker.Enter(isProbe: false));
        clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Null(breaker.Enter(isProbe: false));
        Assert.True(breaker.Report(null, 3, TimeSpan.FromSeconds(30)));

        Assert.Null(breaker.View.OpenSince);
        Assert.Null(breaker.Enter(isProbe: false));
        Assert.Null(breaker.Enter(isProbe: false));
    }

    [Fact]
    public void A_call_that_was_let_through_and_stopped_leaves_the_way_to_the_next()
    {
        var clock = new FakeTimeProvider();
        var breaker = new Breaker(clock);
        breaker.Report(Failed(FailureKind.BrokenOff), 1, Second);
        clock.Advance(Second);

        Assert.Null(breaker.Enter(isProbe: false));
        breaker.Report(Failed(FailureKind.Cancelled), 1, Second);

        Assert.Null(breaker.Enter(isProbe: false));
    }

    [Theory]
    [InlineData(FailureKind.TokenRefused)]
    [InlineData(FailureKind.OverTheLimit)]
    [InlineData(FailureKind.RequestRefused)]
    [InlineData(FailureKind.Unreadable)]
    public void An_answer_whatever_it_says_shows_that_the_vendor_is_there(FailureKind kind)
    {
        var breaker = new Breaker(new FakeTimeProvider());
        breaker.Report(Failed(FailureKind.BrokenOff), 2, Second);
        breaker.Report(Failed(kind), 2, Second);
        breaker.Report(Failed(FailureKind.BrokenOff), 2, Second);

        Assert.Null(breaker.Enter(isProbe: false));
    }

    [Fact]
    public void Every_kind_of_failure_has_a_code_that_leads_back_to_it()
    {
        Assert.Equal("connected-but-silent", FailureKind.ConnectedButSilent.Code());
        Assert.All(
            Enum.GetValues<FailureKind>(),
            kind => Assert.Equal(kind, FailureKinds.Parse(kind.Code()))
        );
        Assert.Null(FailureKinds.Parse("held"));
        Assert.Null(FailureKinds.Parse(null));
    }
}
