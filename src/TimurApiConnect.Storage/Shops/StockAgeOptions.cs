using Microsoft.Extensions.Options;
using TimurApiConnect.Core.Stock;

namespace TimurApiConnect.Storage.Shops;

/// <summary>
/// How old stock data may be sold by, section <c>StockAge</c>. The worker keeps to it when the supplier does not answer, the gateway when no worker
/// works: both read the same settings.
/// </summary>
public sealed class StockAgeOptions
{
    /// <summary>When the stock data are this old, offers with little stock stop selling.</summary>
    public TimeSpan LittleStopsAfter { get; set; } = TimeSpan.FromHours(2);

    /// <summary>Little is at most this many.</summary>
    public int Little { get; set; } = 5;

    /// <summary>When the stock data are this old, everything stops selling.</summary>
    public TimeSpan AllStopsAfter { get; set; } = TimeSpan.FromHours(24);

    /// <summary>The limits together.</summary>
    public AgeLimits Limits => new(LittleStopsAfter, Little, AllStopsAfter);
}

/// <summary>Refuses limits that cannot work.</summary>
internal sealed class StockAgeOptionsRules : IValidateOptions<StockAgeOptions>
{
    public ValidateOptionsResult Validate(string? name, StockAgeOptions options)
    {
        List<string> errors = [];
        if (
            options.LittleStopsAfter <= TimeSpan.Zero
            || options.LittleStopsAfter > options.AllStopsAfter
            || options.AllStopsAfter > TimeSpan.FromDays(30)
        )
        {
            errors.Add(
                $"StockAge:LittleStopsAfter is {options.LittleStopsAfter} and StockAge:AllStopsAfter is {options.AllStopsAfter}; write times above zero and up to 30.00:00:00, the first not above the second, for example 02:00:00 and 1.00:00:00."
            );
        }

        if (options.Little is < 0 or > 1_000_000)
        {
            errors.Add($"StockAge:Little is {options.Little}; write 0 to 1000000.");
        }

        return errors.Count == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(errors);
    }
}
