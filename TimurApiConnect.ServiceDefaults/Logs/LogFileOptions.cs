namespace TimurApiConnect.ServiceDefaults.Logs;

/// <summary>The log file, section <c>LogFile</c>.</summary>
public sealed class LogFileOptions
{
    /// <summary>The section.</summary>
    public const string Section = "LogFile";

    /// <summary>
    /// Where the files lie; relative to the folder that the service was started in. Empty for no file, which is the default in a container: there
    /// the console is what gets collected.
    /// </summary>
    public string? Folder { get; set; }

    /// <summary>How many days a file is kept.</summary>
    public int KeepDays { get; set; } = 14;

    /// <summary>From which size on a day goes on in another file, megabytes.</summary>
    public int MaxMegabytes { get; set; } = 50;

    /// <summary>Refuses what cannot work.</summary>
    /// <exception cref="InvalidOperationException">Says which value and what instead.</exception>
    public void Check()
    {
        if (KeepDays is < 1 or > 3660)
        {
            throw new InvalidOperationException(
                $"{Section}:KeepDays is {KeepDays}; write the days to keep log files, 1 to 3660, for example 14."
            );
        }

        if (MaxMegabytes is < 1 or > 10_000)
        {
            throw new InvalidOperationException(
                $"{Section}:MaxMegabytes is {MaxMegabytes}; write the largest size of one log file, 1 to 10000, for example 50."
            );
        }
    }
}
