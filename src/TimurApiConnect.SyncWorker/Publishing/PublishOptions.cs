using Microsoft.Extensions.Options;
using TimurApiConnect.Core.Stock;

namespace TimurApiConnect.SyncWorker.Publishing;

/// <summary>What may be published, section <c>Publish</c>.</summary>
internal sealed class PublishOptions
{
    /// <summary>A list that would take more than this share of the offers on sale off sale is held.</summary>
    public int MostLostPercent { get; set; } = 20;

    /// <summary>When the stock data are this old, offers with little stock stop selling.</summary>
    public TimeSpan LittleStopsAfter { get; set; } = TimeSpan.FromHours(2);

    /// <summary>Little is at most this many.</summary>
    public int Little { get; set; } = 5;

    /// <summary>When the stock data are this old, everything stops selling. The gateway sees to it when no worker does.</summary>
    public TimeSpan AllStopsAfter { get; set; } = TimeSpan.FromHours(24);

    /// <summary>The limits together.</summary>
    public AgeLimits Ages => new(LittleStopsAfter, Little, AllStopsAfter);
}

/// <summary>Refuses settings that cannot work.</summary>
internal sealed class PublishOptionsRules : IValidateOptions<PublishOptions>
{
    public ValidateOptionsResult Validate(string? name, PublishOptions options)
    {
        List<string> errors = [];
        if (options.MostLostPercent is < 0 or > 100)
        {
            errors.Add($"Publish:MostLostPercent is {options.MostLostPercent}; write 0 to 100.");
        }

        if (
            options.LittleStopsAfter <= TimeSpan.Zero
            || options.LittleStopsAfter > options.AllStopsAfter
            || options.AllStopsAfter > TimeSpan.FromDays(30)
        )
        {
            errors.Add(
                $"Publish:LittleStopsAfter is {options.LittleStopsAfter} and Publish:AllStopsAfter is {options.AllStopsAfter}; write times above zero and up to 30.00:00:00, the first not above the second, for example 02:00:00 and 1.00:00:00."
            );
        }

        if (options.Little is < 0 or > 1_000_000)
        {
            errors.Add($"Publish:Little is {options.Little}; write 0 to 1000000.");
        }

        return errors.Count == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(errors);
    }
}
