using Microsoft.Extensions.Options;
using TimurApiConnect.Core.Guard;
using TimurApiConnect.Core.Rules;

namespace TimurApiConnect.Storage.Guard;

/// <summary>The cancellation guard, section <c>Guard</c>. Shares are percent of the orders of 90 days.</summary>
public sealed class GuardOptions
{
    /// <summary>Kaspi's line: over it the shop may be switched off for 7 days (guide, q3022).</summary>
    public decimal LinePercent { get; set; } = 5;

    /// <summary>From here on more is kept back of every good.</summary>
    public decimal WatchFromPercent { get; set; } = 2.5m;

    /// <summary>From here on goods that were cancelled for want of stock go off sale.</summary>
    public decimal DangerFromPercent { get; set; } = 4;

    /// <summary>Pieces kept back from the first mark on.</summary>
    public int WatchBuffer { get; set; } = 1;

    /// <summary>Pieces kept back from the second mark on.</summary>
    public int DangerBuffer { get; set; } = 3;

    /// <summary>With fewer cancellations in 90 days nothing is done.</summary>
    public int MinCancelled { get; set; } = 3;

    /// <summary>How long a measure that a person has ended stays ended.</summary>
    public TimeSpan RestAfterEnd { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Between two looks.</summary>
    public TimeSpan ReviewEvery { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The same as the guard takes it.</summary>
    public GuardLimits Limits =>
        new(
            Share(LinePercent),
            Share(WatchFromPercent),
            Share(DangerFromPercent),
            WatchBuffer,
            DangerBuffer,
            MinCancelled
        );

    private static BasisPoints Share(decimal percent) => new((int)(percent * 100));
}

/// <summary>Refuses settings that cannot work.</summary>
internal sealed class GuardOptionsRules : IValidateOptions<GuardOptions>
{
    public ValidateOptionsResult Validate(string? name, GuardOptions options)
    {
        var errors = new List<string>();
        if (
            !(
                0 < options.WatchFromPercent
                && options.WatchFromPercent <= options.DangerFromPercent
                && options.DangerFromPercent <= options.LinePercent
                && options.LinePercent <= 100
            )
        )
        {
            errors.Add(
                $"Guard:WatchFromPercent {options.WatchFromPercent}, DangerFromPercent {options.DangerFromPercent} and LinePercent {options.LinePercent} must rise from above 0 to at most 100; 2.5, 4 and 5 are usual."
            );
        }

        if (
            options.WatchBuffer is < 0 or > 200
            || options.DangerBuffer < options.WatchBuffer
            || options.DangerBuffer > 200
        )
        {
            errors.Add(
                $"Guard:WatchBuffer {options.WatchBuffer} and DangerBuffer {options.DangerBuffer} must rise from 0 to at most 200 pieces; 1 and 3 are usual."
            );
        }

        if (options.MinCancelled is < 1 or > 1000)
        {
            errors.Add($"Guard:MinCancelled is {options.MinCancelled}; write 1 to 1000.");
        }

        if (
            options.RestAfterEnd < TimeSpan.Zero
            || options.RestAfterEnd > TimeSpan.FromDays(90)
            || options.ReviewEvery < TimeSpan.FromSeconds(1)
            || options.ReviewEvery > TimeSpan.FromDays(1)
        )
        {
            errors.Add(
                $"Guard:RestAfterEnd is {options.RestAfterEnd} (0 to 90.00:00:00 is possible) and Guard:ReviewEvery {options.ReviewEvery} (00:00:01 to 1.00:00:00)."
            );
        }

        return errors.Count == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(errors);
    }
}
