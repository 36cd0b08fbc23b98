using System.Net;
using Microsoft.Extensions.Options;

namespace TimurApiConnect.Gateway.Access;

/// <summary>Who may ask the gateway, and how much. Section <c>Access</c>.</summary>
internal sealed class AccessOptions
{
    public const string Section = "Access";
    public const string Keys = "keys";
    public const string OpenOnLoopback = "open-on-loopback";

    /// <summary>
    /// <c>keys</c>, or <c>open-on-loopback</c> for a demonstration with simulated vendors: then whoever asks from this machine may do
    /// everything. In Development only.
    /// </summary>
    public string Mode { get; set; } = Keys;

    /// <summary>The first admin key, for deployments and tests. A secret. Without it one is made at the first start and printed once.</summary>
    public string? BootstrapKey { get; set; }

    /// <summary>Requests a second that a key may send in the long run.</summary>
    public int RequestsPerSecond { get; set; } = 50;

    /// <summary>Requests that it may send at once.</summary>
    public int Burst { get; set; } = 200;

    /// <summary>Refused keys a minute and address; more are not looked at in detail any more.</summary>
    public int FailuresPerMinute { get; set; } = 30;

    /// <summary>Pulls of price lists a minute and address; pulls with the right login are counted apart.</summary>
    public int FeedRequestsPerMinute { get; set; } = 600;

    /// <summary>Event streams that a key may hold open.</summary>
    public int EventStreams { get; set; } = 10;

    /// <summary>Reverse proxies whose <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> are believed, addresses with commas between.</summary>
    public string TrustedProxies { get; set; } = "";

    public bool IsOpenOnLoopback => Mode == OpenOnLoopback;

    public IReadOnlyList<string> Proxies =>
        TrustedProxies.Split(
            ',',
            StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
        );
}

/// <summary>Refuses settings that cannot work or would let the wrong ones in.</summary>
internal sealed class AccessOptionsRules(IHostEnvironment environment)
    : IValidateOptions<AccessOptions>
{
    // 32 random characters of any alphabet are out of reach for guessing.
    private const int ShortestKey = 32;
    private const int LongestKey = 200;
    private const int MaxRequests = 100_000_000;

    public ValidateOptionsResult Validate(string? name, AccessOptions options)
    {
        List<string> errors = [];
        CheckMode(options, errors);
        if (options.BootstrapKey is { Length: > 0 } key && !IsKey(key))
        {
            // A secret: it is not quoted.
            errors.Add(
                $"Access:BootstrapKey has {key.Length} characters; write {ShortestKey} to {LongestKey} random ones without spaces, for example the output of: openssl rand -hex 32"
            );
        }

        Within(nameof(AccessOptions.RequestsPerSecond), options.RequestsPerSecond, 50);
        Within(nameof(AccessOptions.Burst), options.Burst, 200);
        Within(nameof(AccessOptions.FailuresPerMinute), options.FailuresPerMinute, 30);
        Within(nameof(AccessOptions.FeedRequestsPerMinute), options.FeedRequestsPerMinute, 600);
        Within(nameof(AccessOptions.EventStreams), options.EventStreams, 10);
        errors.AddRange(
            options
                .Proxies.Where(proxy => !IPAddress.TryParse(proxy, out _))
                .Select(proxy =>
                    $"Access:TrustedProxies names \"{proxy}\"; write addresses with commas between, for example 127.0.0.1, or nothing."
                )
        );
        return errors.Count == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(errors);

        void Within(string setting, int value, int example)
        {
            if (value is < 1 or > MaxRequests)
            {
                errors.Add(
                    $"Access:{setting} is {value}; write a number from 1 to {MaxRequests}, for example {example}."
                );
            }
        }
    }

    private void CheckMode(AccessOptions options, List<string> errors)
    {
        if (options.Mode is not (AccessOptions.Keys or AccessOptions.OpenOnLoopback))
        {
            errors.Add(
                $"Access:Mode is \"{options.Mode}\"; write {AccessOptions.Keys}, or {AccessOptions.OpenOnLoopback} for a demonstration on this machine."
            );
        }

        if (!options.IsOpenOnLoopback)
        {
            return;
        }

        if (!environment.IsDevelopment())
        {
            errors.Add(
                $"Access:Mode is {AccessOptions.OpenOnLoopback}, but the environment is {environment.EnvironmentName}: without keys the gateway starts in Development only. Remove Access:Mode, and set Access:BootstrapKey or take the key that is printed at the first start."
            );
        }

        if (options.Proxies.Count > 0)
        {
            errors.Add(
                $"Access:Mode is {AccessOptions.OpenOnLoopback} and Access:TrustedProxies is \"{options.TrustedProxies}\": behind a proxy everybody would seem to ask from this machine. Remove one of the two."
            );
        }
    }

    private static bool IsKey(string key) =>
        key.Length is >= ShortestKey and <= LongestKey && key.All(c => c is > ' ' and <= '~');
}
