using CsCheck;
using TimurApiConnect.Core.Orders;
using TimurApiConnect.Core.Orders.Policy;
using static TimurApiConnect.Tests.Orders.APolicy;

namespace TimurApiConnect.Tests.Orders;

/// <summary>A new order is accepted only when all is certain; accepting cannot be undone.</summary>
public class AcceptancePolicyTests
{
    private static OrderDecision Decide(PolicyInputs inputs, OrderRules? rules = null) =>
        AcceptancePolicy.Decide(inputs, rules ?? RulesThat(), Floor);

    private static string Codes(OrderDecision decision) =>
        string.Join(' ', decision.Reasons.Select(r => r.Code));

    [Fact]
    public void What_is_covered_is_accepted_and_every_line_says_by_what()
    {
        var decision = Decide(Inputs(Line(), Line(1, quantity: 7, reserved: 3)));

        Assert.Equal(DecisionOutcome.Accept, decision.Outcome);
        Assert.Equal("covered covered", Codes(decision));
        Assert.Equal(
            "Line 1: 7 of article 18105; the supplier surely has 10, other orders reserve 3; one sold for 20000 leaves 6000 tenge.",
            decision.Reasons[1].Text
        );
    }

    /// <summary>What is wrong, and the codes that say so.</summary>
    public static TheoryData<PolicyInputs, string> Doubts =>
        new()
        {
            { Inputs(Line()) with { Total = 300_001 }, "total-too-large" },
            { Inputs(Line()) with { Lines = null }, "lines-unknown" },
            { Inputs(), "lines-unknown" },
            { Inputs(Line()) with { StockAgeSeconds = null }, "stock-unread" },
            { Inputs(Line() with { Article = 0 }), "good-unknown" },
            { Inputs(Line() with { Article = 0, Sku = "" }), "good-unknown" },
            { Inputs(Line() with { IsListed = false }), "good-not-listed" },
            { Inputs(Line() with { Commission = null }), "margin-unknown" },
            { Inputs(Line() with { DealerPrice = 0 }), "margin-unknown" },
            // The supplier writes 1 for "ask us".
            { Inputs(Line() with { DealerPrice = 1 }), "margin-unknown" },
            { Inputs(Line() with { Price = 0 }), "margin-unknown" },
            { Inputs(Line() with { DealerPrice = 19_000 }), "margin-too-small" },
            // Old figures, and too few of it to trust them.
            { Inputs(Line()) with { StockAgeSeconds = 7_200, StopsUpTo = 10 }, "stock-old" },
            {
                Inputs(Line(lowerBound: 1)) with
                {
                    StockAgeSeconds = 7_200,
                },
                "stock-old stock-gone"
            },
            { Inputs(Line(lowerBound: 1)), "stock-gone" },
            { Inputs(Line(lowerBound: 10, reserved: 9)), "stock-gone" },
            { Inputs(Line(lowerBound: 10, reserved: 99)), "stock-gone" },
            { Inputs(Line(lowerBound: 5, reserved: 10) with { Ordered = 7 }), "ordered-already" },
            { Inputs(Line(lowerBound: 5, reserved: 10) with { Ordered = 6 }), "stock-gone" },
            {
                Inputs(
                    Line(lowerBound: 0),
                    Line(1, lowerBound: 5, reserved: 5) with
                    {
                        Ordered = 5,
                    }
                ),
                "ordered-already stock-gone"
            },
            {
                Inputs(Line() with { Article = 0 }, Line(1, lowerBound: 0)) with
                {
                    Total = 999_999,
                },
                "total-too-large good-unknown stock-gone"
            },
        };

    [Theory]
    [MemberData(nameof(Doubts))]
    public void Whatever_is_not_certain_is_a_persons(PolicyInputs inputs, string codes)
    {
        var decision = Decide(inputs);

        Assert.Equal((DecisionOutcome.Ask, codes), (decision.Outcome, Codes(decision)));
        Assert.All(decision.Reasons, r => Assert.EndsWith(".", r.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void Plenty_by_old_figures_is_enough()
    {
        var old = Inputs(Line()) with { StockAgeSeconds = 7_200, StopsUpTo = 9 };

        Assert.Equal(DecisionOutcome.Accept, Decide(old).Outcome);
    }

    [Fact]
    public void The_last_price_that_keeps_the_margin_is_accepted_and_one_tenge_less_is_not()
    {
        // 85 % of the price stay after commission and tax; 10,000 of cost, 500 of margin and 1,000 of delivery are wanted.
        Assert.Equal(
            DecisionOutcome.Accept,
            Decide(Inputs(Line() with { Price = 13_530 })).Outcome
        );
        Assert.Equal("margin-too-small", Codes(Decide(Inputs(Line() with { Price = 13_529 }))));
    }

    [Fact]
    public void Rules_that_ask_leave_every_order_to_a_person_and_still_say_what_they_see()
    {
        var asking = RulesThat(AcceptMode.Ask, GoneMode.Cancel);

        Assert.Equal("rules-ask", Codes(Decide(Inputs(Line()), asking)));
        Assert.Equal(
            (DecisionOutcome.Ask, "rules-ask stock-gone"),
            (
                Decide(Inputs(Line(lowerBound: 0)), asking).Outcome,
                Codes(Decide(Inputs(Line(lowerBound: 0)), asking))
            )
        );
    }

    [Fact]
    public void Of_an_order_that_came_accepted_only_the_goods_are_in_question()
    {
        var accepted = Inputs(Line() with { DealerPrice = 19_000 }) with
        {
            IsAccepted = true,
            Total = 999_999,
        };
        var asks = RulesThat(AcceptMode.Ask);
        foreach (var rules in new[] { RulesThat(), asks })
        {
            var covered = Decide(accepted, rules);
            Assert.Equal((DecisionOutcome.Accept, "covered"), (covered.Outcome, Codes(covered)));
        }

        var gone = accepted with { Lines = [Line(lowerBound: 0)] };
        var asked = Decide(gone, asks);
        Assert.Equal((DecisionOutcome.Ask, "stock-gone"), (asked.Outcome, Codes(asked)));
        Assert.Equal(
            DecisionOutcome.Cancel,
            Decide(gone, RulesThat(gone: GoneMode.Cancel)).Outcome
        );
        Assert.Equal("lines-unknown", Codes(Decide(accepted with { Lines = null })));
    }

    [Fact]
    public void An_order_that_a_person_has_touched_stays_the_persons()
    {
        var decision = Decide(Inputs(Line()) with { IsTakenOver = true });

        Assert.Equal((DecisionOutcome.Ask, "taken-over"), (decision.Outcome, Codes(decision)));
    }

    [Theory]
    [InlineData(GoneMode.Ask, 1, DecisionOutcome.Ask)]
    [InlineData(GoneMode.Reduce, 1, DecisionOutcome.Reduce)]
    // Reduced to nothing it is a cancelled order, and is told as one.
    [InlineData(GoneMode.Reduce, 0, DecisionOutcome.Cancel)]
    [InlineData(GoneMode.Cancel, 1, DecisionOutcome.Cancel)]
    [InlineData(GoneMode.Wait, 0, DecisionOutcome.Wait)]
    public void When_the_goods_are_gone_the_rules_say_what_becomes_of_it(
        GoneMode mode,
        int there,
        DecisionOutcome outcome
    )
    {
        var rules = RulesThat(gone: mode);
        var inputs = Inputs(Line(lowerBound: there));

        Assert.Equal(
            (outcome, "stock-gone"),
            (Decide(inputs, rules).Outcome, Codes(Decide(inputs, rules)))
        );
        // With any other doubt nothing is done.
        Assert.Equal(DecisionOutcome.Ask, Decide(inputs with { Total = 300_001 }, rules).Outcome);
        Assert.Equal(
            DecisionOutcome.Ask,
            Decide(inputs with { StockAgeSeconds = 7_200 }, rules).Outcome
        );
    }

    [Theory]
    [InlineData(GoneMode.Reduce)]
    [InlineData(GoneMode.Cancel)]
    [InlineData(GoneMode.Wait)]
    public void What_may_be_there_is_neither_cancelled_nor_reduced_by_itself(GoneMode mode)
    {
        var decision = Decide(
            Inputs(Line(lowerBound: 5, reserved: 5) with { Ordered = 5 }),
            RulesThat(gone: mode)
        );

        Assert.Equal((DecisionOutcome.Ask, "ordered-already"), (decision.Outcome, Codes(decision)));
    }

    [Fact]
    public void Only_lines_without_enough_are_reduced_and_to_what_is_free()
    {
        var remaining = AcceptancePolicy.Remaining(
            Inputs(Line(), Line(1, quantity: 3, lowerBound: 2), Line(2, lowerBound: 5, reserved: 6))
        );

        Assert.Equal(
            [
                new("line1", 2, null, CancellationReason.OutOfStock),
                new RemainingLine("line2", 0, null, CancellationReason.OutOfStock),
            ],
            remaining
        );
        Assert.Empty(AcceptancePolicy.Remaining(Inputs() with { Lines = null }));
    }

    private static readonly Gen<PolicyLine> AnyLine = Gen.Select(
        Gen.Int[1, 20],
        Gen.Int[0, 30],
        Gen.Int[0, 30],
        Gen.Long[0, 30_000],
        Gen.Long[0, 30_000],
        Gen.Int[0, 9],
        (quantity, lower, reserved, price, dealer, odd) =>
            Line(0, quantity, lower, reserved) with
            {
                Price = price,
                DealerPrice = dealer,
                Article = odd == 0 ? 0 : 18104,
                IsListed = odd != 1,
                Commission = odd == 2 ? null : 1_200,
            }
    );

    [Fact]
    public void Nothing_is_accepted_that_is_not_there_or_does_not_pay() =>
        Gen.Select(
                AnyLine.Array[0, 3],
                Gen.Enum<AcceptMode>(),
                Gen.Enum<GoneMode>(),
                Gen.Long[0, 400_000],
                Gen.Int[0, 20],
                Gen.Bool
            )
            .Sample(
                (lines, accept, gone, total, stopsUpTo, takenOver) =>
                {
                    var inputs = Inputs(lines) with
                    {
                        Total = total,
                        StopsUpTo = stopsUpTo,
                        IsTakenOver = takenOver,
                    };
                    var decision = Decide(inputs, RulesThat(accept, gone));

                    Assert.NotEmpty(decision.Reasons);
                    if (decision.Outcome != DecisionOutcome.Ask)
                    {
                        Assert.Equal(AcceptMode.Automatic, accept);
                        Assert.False(takenOver);
                        Assert.NotEmpty(lines);
                        Assert.InRange(total, 0, 300_000);
                        Assert.All(lines, l => Assert.True(l.IsListed && l.Article > 0));
                    }

                    if (decision.Outcome == DecisionOutcome.Accept)
                    {
                        Assert.All(
                            lines,
                            l =>
                            {
                                Assert.InRange(l.Quantity, 1, l.LowerBound - l.Reserved);
                                Assert.True(l.LowerBound - l.Reserved > stopsUpTo);
                                Assert.True(
                                    l.MarginOfOne(Floor) >= Floor.Margin(l.DealerPrice) - 2,
                                    $"{l}"
                                );
                            }
                        );
                    }

                    if (decision.Outcome == DecisionOutcome.Reduce)
                    {
                        Assert.NotEmpty(AcceptancePolicy.Remaining(inputs));
                        Assert.Contains(lines, l => l.Free > 0);
                    }
                },
                iter: 20_000
            );

    [Fact]
    public void An_order_reduced_to_what_is_there_is_then_accepted() =>
        AnyLine
            .Array[1, 3]
            .Sample(
                lines =>
                {
                    var inputs = Inputs(lines);
                    if (
                        Decide(inputs, RulesThat(gone: GoneMode.Reduce)).Outcome
                        != DecisionOutcome.Reduce
                    )
                    {
                        return;
                    }

                    var left = lines
                        .Select(l => l with { Quantity = Math.Min(l.Quantity, l.Free) })
                        .Where(l => l.Quantity > 0);
                    Assert.Equal(DecisionOutcome.Accept, Decide(Inputs([.. left])).Outcome);
                },
                iter: 20_000
            );
}
