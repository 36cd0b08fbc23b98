using System.Globalization;
using System.Text.Json;
using TimurApiConnect.Core.Orders.Policy;

namespace TimurApiConnect.Core.Rules;

/// <summary>Reads the section <c>orders</c>.</summary>
internal static class OrderRulesReader
{
    private const string Closed = "closed";

    // "orders":{"accept":"automatic","workingHours":{"monday":"09:00-18:00","sunday":"closed"},"extraHolidays":["2026-12-31"]}
    public static OrderRules Read(DocumentNode node) =>
        new(
            node.Choice("accept", AcceptMode.Ask),
            node.Whole("mostTotal", 300_000, 0, 1_000_000_000),
            node.Choice("whenStockIsGone", GoneMode.Ask),
            Calendar(node)
        );

    private static WorkingCalendar Calendar(DocumentNode node)
    {
        var (hours, holidays, working) = (
            Hours(node),
            Days(node, "extraHolidays"),
            Days(node, "extraWorkingDays")
        );
        foreach (var day in holidays.Intersect(working))
        {
            node.Report(
                $"{node.Path}.extraWorkingDays",
                $"has {day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}, which is in extraHolidays too; name it in one of them."
            );
        }

        return new(hours, holidays, working);
    }

    private static Dictionary<DayOfWeek, OpenHours> Hours(DocumentNode node)
    {
        var hours = DocumentNode.Read(
            node.Object("workingHours"),
            week =>
            {
                var found = new Dictionary<DayOfWeek, OpenHours>();
                foreach (var day in Enum.GetValues<DayOfWeek>())
                {
                    if (Hours(week, JsonNamingPolicy.CamelCase.ConvertName($"{day}")) is { } open)
                    {
                        found[day] = open;
                    }
                }

                return found;
            }
        );
        if (hours.Count == 0)
        {
            node.Report(
                $"{node.Path}.workingHours",
                "closes every day; name at least one with hours such as \"09:00-18:00\"."
            );
        }

        return hours;
    }

    private static OpenHours? Hours(DocumentNode week, string day)
    {
        var text = week.Text(day, "09:00-18:00", 20);
        if (text == Closed)
        {
            return null;
        }

        if (
            text.Split('-') is [var from, var to]
            && Time(from) is { } opens
            && Time(to) is { } closes
            && opens < closes
        )
        {
            return new(opens, closes);
        }

        week.Report(
            $"{week.Path}.{day}",
            $"is \"{text}\"; hours of Almaty such as \"09:00-18:00\", or \"closed\", are wanted."
        );
        return WorkingCalendar.Usual;
    }

    private static TimeOnly? Time(string text) =>
        TimeOnly.TryParseExact(
            text,
            "HH:mm",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var time
        )
            ? time
            : null;

    private static List<DateOnly> Days(DocumentNode node, string name)
    {
        var days = new List<DateOnly>();
        var texts = node.Texts(name);
        for (var i = 0; i < texts.Count; i++)
        {
            // What is no text is reported already, and comes as an empty one.
            if (texts[i].Length == 0)
            {
                continue;
            }

            if (
                DateOnly.TryParseExact(
                    texts[i],
                    "yyyy-MM-dd",
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.None,
                    out var day
                )
            )
            {
                days.Add(day);
            }
            else
            {
                node.Report(
                    $"{node.Path}.{name}[{i}]",
                    $"is \"{texts[i]}\"; a date such as \"2026-12-31\" is wanted."
                );
            }
        }

        return days;
    }
}
