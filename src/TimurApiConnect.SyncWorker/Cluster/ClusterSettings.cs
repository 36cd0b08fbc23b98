using System.Net;
using Microsoft.Extensions.Options;

namespace TimurApiConnect.SyncWorker.Cluster;

/// <summary>How the workers that share a PostgreSQL find each other, section <c>Cluster</c>. With SQLite there is one worker, and nothing of this is used.</summary>
internal sealed class ClusterSettings
{
    /// <summary>The IP address at which the other workers reach this one; empty: that from which it reaches PostgreSQL.</summary>
    public string Address { get; set; } = "";

    /// <summary>The port for the other workers; 0: any that is free, so that several workers on one machine do not collide.</summary>
    public int Port { get; set; }

    /// <summary>How often workers ask each other whether they live. One that misses three answers in a row is shut out.</summary>
    public TimeSpan ProbeEvery { get; set; } = TimeSpan.FromSeconds(1.5);
}

/// <summary>Refuses settings that cannot work.</summary>
internal sealed class ClusterSettingsRules : IValidateOptions<ClusterSettings>
{
    public ValidateOptionsResult Validate(string? name, ClusterSettings options)
    {
        var errors = new List<string>();
        if (options.Address.Length > 0 && !IPAddress.TryParse(options.Address, out _))
        {
            errors.Add(
                $"Cluster:Address is '{options.Address}'; write an IP address at which the other workers reach this one, or leave it empty."
            );
        }

        if (options.Port is < 0 or > 65_535)
        {
            errors.Add(
                $"Cluster:Port is {options.Port}; write 0 for any free port, or 1 to 65535."
            );
        }

        if (
            options.ProbeEvery < TimeSpan.FromMilliseconds(500)
            || options.ProbeEvery > TimeSpan.FromMinutes(1)
        )
        {
            errors.Add(
                $"Cluster:ProbeEvery is {options.ProbeEvery}; write a time from 00:00:00.5 to 00:01:00."
            );
        }

        return errors.Count == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(errors);
    }
}
