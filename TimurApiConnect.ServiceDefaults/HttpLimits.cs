using Microsoft.Extensions.Options;

namespace TimurApiConnect.ServiceDefaults;

/// <summary>How long a call may take. Section <c>Http</c> of the configuration.</summary>
public sealed class HttpLimits
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Http";

    /// <summary>The time to open a connection: a host that is down must not eat the time of an attempt.</summary>
    public TimeSpan Connect { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The time from sending a request to its response headers, once.</summary>
    public TimeSpan Attempt { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The time for all attempts and the pauses between them.</summary>
    public TimeSpan Total { get; set; } = TimeSpan.FromSeconds(40);

    /// <summary>
    /// The last resort, as <see cref="HttpClient.Timeout"/>. The resilience pipeline ends when the headers are in, so
    /// nothing of it watches a body that trickles for ever; the grace keeps this clock from racing the pipeline's,
    /// whose error says more.
    /// </summary>
    public TimeSpan Whole => Total + TimeSpan.FromSeconds(1);
}

internal sealed class HttpLimitsValidation : IValidateOptions<HttpLimits>
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    public ValidateOptionsResult Validate(string? name, HttpLimits options)
    {
        List<string> failures = [];
        Check(nameof(HttpLimits.Connect), options.Connect);
        Check(nameof(HttpLimits.Attempt), options.Attempt);
        Check(nameof(HttpLimits.Total), options.Total);
        if (failures.Count == 0 && options.Total < options.Attempt)
        {
            failures.Add(
                $"Http:Total is {options.Total}, less than Http:Attempt, {options.Attempt}: not even one attempt would fit. Make Total the larger one."
            );
        }

        return failures.Count == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(failures);

        void Check(string key, TimeSpan value)
        {
            // Ten milliseconds is the shortest timeout that the pipeline itself accepts.
            if (value < TimeSpan.FromMilliseconds(10) || value > Longest)
            {
                failures.Add(
                    $"Http:{key} is {value}; it must lie between 00:00:00.010 and {Longest}, for example 00:00:15."
                );
            }
        }
    }
}
