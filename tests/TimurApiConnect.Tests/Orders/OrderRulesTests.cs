using TimurApiConnect.Core.Orders.Policy;
using TimurApiConnect.Core.Rules;

namespace TimurApiConnect.Tests.Orders;

/// <summary>The section <c>orders</c> of a shop's rules: what it says, and how wrong values are told.</summary>
public class OrderRulesTests
{
    private static (OrderRules? Rules, IReadOnlyList<RulesError> Errors) Read(string orders)
    {
        var (rules, errors) = RulesDocument.Read(
            $$"""
            { "prices": { "rules": [{ "name": "all", "markupPercent": 20 }] }, "floor": { "commissions": [{ "name": "all", "percent": 0 }] },
              "stock": [{ "name": "all" }], "points": [{ "storeId": "PP1" }], "orders": {{orders}} }
            """
        );
        return (rules?.Orders, errors);
    }

    [Fact]
    public void Left_out_it_asks_a_person_and_works_from_nine_to_six_every_day()
    {
        var (rules, errors) = Read("{}");

        Assert.Empty(errors);
        Assert.Equal(
            (AcceptMode.Ask, 300_000, GoneMode.Ask),
            (rules!.Accept, rules.MaxTotal, rules.WhenStockIsGone)
        );
        Assert.Equal(WorkingCalendar.Usual, rules.Calendar.On(new(2026, 11, 22)));
        Assert.Null(rules.Calendar.On(new(2026, 12, 16)));
    }

    [Fact]
    public void Every_value_is_read()
    {
        var (rules, errors) = Read(
            """
            { "accept": "automatic", "mostTotal": 0, "whenStockIsGone": "reduce",
              "workingHours": { "monday": "10:00-19:30", "sunday": "closed" },
              "extraHolidays": ["2026-12-31"], "extraWorkingDays": ["2026-11-29"] }
            """
        );

        Assert.Empty(errors);
        Assert.Equal(
            (AcceptMode.Automatic, 0, GoneMode.Reduce),
            (rules!.Accept, rules.MaxTotal, rules.WhenStockIsGone)
        );
        var calendar = rules.Calendar;
        Assert.Equal(new OpenHours(new(10, 0), new(19, 30)), calendar.On(new(2026, 11, 23)));
        Assert.Equal(WorkingCalendar.Usual, calendar.On(new(2026, 11, 24)));
        Assert.Null(calendar.On(new(2026, 11, 22)));
        Assert.Equal(WorkingCalendar.Usual, calendar.On(new(2026, 11, 29)));
        Assert.Null(calendar.On(new(2026, 12, 31)));
    }

    [Theory]
    [InlineData("5", "$.orders", "an object is wanted")]
    [InlineData("""{ "acept": "ask" }""", "$.orders.acept", "known are accept,")]
    [InlineData(
        """{ "accept": "Automatic" }""",
        "$.orders.accept",
        "one of \"ask\", \"automatic\" is wanted"
    )]
    [InlineData("""{ "accept": 1 }""", "$.orders.accept", "is 1; one of")]
    [InlineData("""{ "accept": null }""", "$.orders.accept", "is null; one of")]
    [InlineData("""{ "mostTotal": -1 }""", "$.orders.mostTotal", "from 0 to 1000000000")]
    [InlineData("""{ "mostTotal": 1.5 }""", "$.orders.mostTotal", "is 1.5; a whole number")]
    [InlineData("""{ "mostTotal": "9" }""", "$.orders.mostTotal", "is \"9\"; a whole number")]
    [InlineData(
        """{ "whenStockIsGone": "sell" }""",
        "$.orders.whenStockIsGone",
        "one of \"ask\", \"reduce\", \"cancel\", \"wait\" is wanted"
    )]
    [InlineData("""{ "workingHours": "9-18" }""", "$.orders.workingHours", "an object is wanted")]
    [InlineData(
        """{ "workingHours": { "Monday": "closed" } }""",
        "$.orders.workingHours.Monday",
        "known are friday, monday,"
    )]
    [InlineData(
        """{ "workingHours": { "monday": "9:00-18:00" } }""",
        "$.orders.workingHours.monday",
        "is \"9:00-18:00\"; hours of Almaty such as \"09:00-18:00\", or \"closed\", are wanted"
    )]
    [InlineData(
        """{ "workingHours": { "monday": "18:00-09:00" } }""",
        "$.orders.workingHours.monday",
        "hours of Almaty"
    )]
    [InlineData(
        """{ "workingHours": { "monday": "09:00-09:00" } }""",
        "$.orders.workingHours.monday",
        "hours of Almaty"
    )]
    [InlineData(
        """{ "workingHours": { "monday": "09:00-24:00" } }""",
        "$.orders.workingHours.monday",
        "hours of Almaty"
    )]
    [InlineData(
        """{ "workingHours": { "monday": "09:00-12:00-13:00" } }""",
        "$.orders.workingHours.monday",
        "hours of Almaty"
    )]
    [InlineData(
        """{ "workingHours": { "monday": "Closed" } }""",
        "$.orders.workingHours.monday",
        "or \"closed\""
    )]
    [InlineData(
        """{ "workingHours": { "monday": null } }""",
        "$.orders.workingHours.monday",
        "is null; a text"
    )]
    [InlineData(
        """
            { "workingHours": { "monday": "closed", "tuesday": "closed", "wednesday": "closed", "thursday": "closed", "friday": "closed",
              "saturday": "closed", "sunday": "closed" } }
            """,
        "$.orders.workingHours",
        "closes every day; name at least one"
    )]
    [InlineData(
        """{ "extraHolidays": "2026-12-31" }""",
        "$.orders.extraHolidays",
        "a list is wanted"
    )]
    [InlineData(
        """{ "extraHolidays": ["2026-12-30", "31.12.2026"] }""",
        "$.orders.extraHolidays[1]",
        "is \"31.12.2026\"; a date such as \"2026-12-31\" is wanted"
    )]
    [InlineData(
        """{ "extraWorkingDays": ["2026-02-29"] }""",
        "$.orders.extraWorkingDays[0]",
        "is \"2026-02-29\"; a date"
    )]
    [InlineData(
        """{ "extraHolidays": [5] }""",
        "$.orders.extraHolidays[0]",
        "is 5; a text is wanted"
    )]
    [InlineData("""{ "extraHolidays": [""] }""", "$.orders.extraHolidays[0]", "is \"\"; a text")]
    [InlineData(
        """{ "extraHolidays": ["2026-12-31"], "extraWorkingDays": ["2026-12-31"] }""",
        "$.orders.extraWorkingDays",
        "has 2026-12-31, which is in extraHolidays too"
    )]
    public void A_wrong_value_is_said_once_with_its_path_and_what_is_wanted(
        string orders,
        string path,
        string part
    )
    {
        var (rules, errors) = Read(orders);

        Assert.Null(rules);
        var error = Assert.Single(errors);
        Assert.Equal(path, error.Path);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Hours_that_are_all_wrong_are_not_called_closed_as_well()
    {
        var days = Enum.GetNames<DayOfWeek>().Select(d => $"\"{d.ToLowerInvariant()}\": \"late\"");

        Assert.Equal(
            7,
            Read($$"""{ "workingHours": { {{string.Join(',', days)}} } }""").Errors.Count
        );
    }
}
