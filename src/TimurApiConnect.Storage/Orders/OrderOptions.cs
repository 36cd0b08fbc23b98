using Microsoft.Extensions.Options;

namespace TimurApiConnect.Storage.Orders;

/// <summary>How orders are read, section <c>Orders</c>.</summary>
public sealed class OrderOptions
{
    /// <summary>Between two looks at a shop's open orders.</summary>
    public TimeSpan PollEvery { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Between two looks at its finished orders of the last 14 days.</summary>
    public TimeSpan ArchiveEvery { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How many days of older orders are read the first time; the share of cancellations looks back 90. 0: none.</summary>
    public int HistoryDays { get; set; } = 90;
}

/// <summary>Refuses settings that cannot work.</summary>
internal sealed class OrderOptionsRules : IValidateOptions<OrderOptions>
{
    public ValidateOptionsResult Validate(string? name, OrderOptions options) =>
        options.PollEvery < TimeSpan.FromSeconds(1) || options.PollEvery > TimeSpan.FromHours(1)
            ? ValidateOptionsResult.Fail(
                $"Orders:PollEvery is {options.PollEvery}; write a time from 00:00:01 to 01:00:00, 00:01:00 is usual."
            )
        : options.ArchiveEvery < options.PollEvery || options.ArchiveEvery > TimeSpan.FromDays(1)
            ? ValidateOptionsResult.Fail(
                $"Orders:ArchiveEvery is {options.ArchiveEvery}; write a time from Orders:PollEvery ({options.PollEvery}) to 1.00:00:00, 01:00:00 is usual."
            )
        : options.HistoryDays is < 0 or > 1095
            ? ValidateOptionsResult.Fail(
                $"Orders:HistoryDays is {options.HistoryDays}; write 0 to 1095, 90 is usual."
            )
        : ValidateOptionsResult.Success;
}
