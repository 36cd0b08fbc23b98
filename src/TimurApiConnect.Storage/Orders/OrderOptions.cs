using Microsoft.Extensions.Options;
using TimurApiConnect.Core.Orders.Commands;

namespace TimurApiConnect.Storage.Orders;

/// <summary>How orders are read and commanded, section <c>Orders</c>.</summary>
public sealed class OrderOptions
{
    /// <summary>Between two looks at a shop's open orders.</summary>
    public TimeSpan PollEvery { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Between two looks at its finished orders of the last 14 days.</summary>
    public TimeSpan ArchiveEvery { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How many days of older orders are read the first time; the share of cancellations looks back 90. 0: none.</summary>
    public int HistoryDays { get; set; } = 90;

    /// <summary>For how long the effect of a command is looked for of which nobody knows whether Kaspi has got it.</summary>
    public TimeSpan SettleAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>For how long the effect of a command is waited for that Kaspi has taken.</summary>
    public TimeSpan AppearsWithin { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How often a command is sent at most, where it may be sent again at all.</summary>
    public int MaxAttempts { get; set; } = 3;

    /// <summary>How long the effect of a command is looked for, and how often it is sent.</summary>
    public CommandLimits ToLimits() => new(SettleAfter, AppearsWithin, MaxAttempts);

    /// <summary>How long before a deadline a person is told of it.</summary>
    public TimeSpan WarnBefore { get; set; } = TimeSpan.FromHours(1);
}

/// <summary>Refuses settings that cannot work.</summary>
internal sealed class OrderOptionsRules : IValidateOptions<OrderOptions>
{
    public ValidateOptionsResult Validate(string? name, OrderOptions options)
    {
        List<string> errors = [];
        void Demand(bool holds, string message)
        {
            if (!holds)
            {
                errors.Add(message);
            }
        }

        Demand(
            options.PollEvery >= TimeSpan.FromSeconds(1)
                && options.PollEvery <= TimeSpan.FromHours(1),
            $"Orders:PollEvery is {options.PollEvery}; write a time from 00:00:01 to 01:00:00, 00:01:00 is usual."
        );
        Demand(
            options.ArchiveEvery >= options.PollEvery
                && options.ArchiveEvery <= TimeSpan.FromDays(1),
            $"Orders:ArchiveEvery is {options.ArchiveEvery}; write a time from Orders:PollEvery ({options.PollEvery}) to 1.00:00:00, 01:00:00 is usual."
        );
        Demand(
            options.SettleAfter >= TimeSpan.FromSeconds(1)
                && options.SettleAfter <= TimeSpan.FromMinutes(10),
            $"Orders:SettleAfter is {options.SettleAfter}; write a time from 00:00:01 to 00:10:00, 00:00:30 is usual."
        );
        Demand(
            options.AppearsWithin >= options.SettleAfter
                && options.AppearsWithin <= TimeSpan.FromHours(1),
            $"Orders:AppearsWithin is {options.AppearsWithin}; write a time from Orders:SettleAfter ({options.SettleAfter}) to 01:00:00, 00:05:00 is usual."
        );
        Demand(
            options.MaxAttempts is >= 1 and <= 10,
            $"Orders:MaxAttempts is {options.MaxAttempts}; write 1 to 10, 3 is usual."
        );
        Demand(
            options.WarnBefore >= TimeSpan.Zero && options.WarnBefore <= TimeSpan.FromDays(1),
            $"Orders:WarnBefore is {options.WarnBefore}; write a time from 00:00:00 to 1.00:00:00, 01:00:00 is usual."
        );
        Demand(
            options.HistoryDays is >= 0 and <= 1095,
            $"Orders:HistoryDays is {options.HistoryDays}; write 0 to 1095, 90 is usual."
        );
        return errors.Count == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(errors);
    }
}
