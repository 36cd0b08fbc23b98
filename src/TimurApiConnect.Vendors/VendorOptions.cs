namespace TimurApiConnect.Vendors;

/// <summary>The settings that every vendor has: where it is, how long it may take, how often it is tried.</summary>
public abstract class VendorOptions
{
    /// <summary>Where the methods live, with a slash at the end.</summary>
    public Uri BaseUrl { get; set; } = new("http://localhost/");

    /// <summary>To open a connection, encryption included.</summary>
    public TimeSpan ConnectLimit { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Until the first byte of an answer.</summary>
    public TimeSpan FirstByteLimit { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>For a whole answer.</summary>
    public TimeSpan AnswerLimit { get; set; } = TimeSpan.FromSeconds(120);

    /// <summary>For a whole call: all tries, the waits for their turns and the pauses between them.</summary>
    public TimeSpan TotalLimit { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How often a read is tried in all; a silent socket at most twice.</summary>
    public int Attempts { get; set; } = 3;

    /// <summary>The longest pause before the second try; it doubles from try to try and is drawn by lot below that.</summary>
    public TimeSpan BackOff { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause that the doubling comes to.</summary>
    public TimeSpan LongestBackOff { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many repetitions a hundred calls may bring.</summary>
    public int RetryPercent { get; set; } = 20;

    /// <summary>How many repetitions may be saved up.</summary>
    public int RetryBurst { get; set; } = 10;

    /// <summary>After how many failures in a row that speak of the vendor's state it is left alone.</summary>
    public int BreakAfter { get; set; } = 6;

    /// <summary>For how long; then one call tries.</summary>
    public TimeSpan BreakFor { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The largest answer that is read, bytes.</summary>
    public long LargestAnswer { get; set; } = 16 * 1024 * 1024;

    internal TimeLimits Limits => new(FirstByteLimit, AnswerLimit, TotalLimit);
}

/// <summary>Refuses values that cannot work; each sentence quotes the value and says what to write.</summary>
public static class VendorOptionsRules
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>What is wrong with the settings of a section.</summary>
    /// <param name="section">The section's name: <c>Kaspi</c>.</param>
    /// <param name="options">Its values.</param>
    /// <param name="example">An address as it should be.</param>
    public static IEnumerable<string> Problems(
        string section,
        VendorOptions options,
        string example
    )
    {
        if (
            options.BaseUrl is not { IsAbsoluteUri: true, Scheme: "http" or "https" }
            || !options.BaseUrl.AbsolutePath.EndsWith('/')
            || options.BaseUrl.Query.Length > 0
            || options.BaseUrl.UserInfo.Length > 0
        )
        {
            yield return $"{section}:BaseUrl is \"{Shown(options.BaseUrl)}\"; write a full address that ends with a slash and has no query and no login, for example {example}.";
        }

        foreach (
            var (name, value) in new[]
            {
                (nameof(options.ConnectLimit), options.ConnectLimit),
                (nameof(options.FirstByteLimit), options.FirstByteLimit),
                (nameof(options.AnswerLimit), options.AnswerLimit),
                (nameof(options.TotalLimit), options.TotalLimit),
                (nameof(options.BreakFor), options.BreakFor),
            }
        )
        {
            if (value < Least || value > Longest)
            {
                yield return $"{section}:{name} is {value}; write a time from {Least} to {Longest}.";
            }
        }

        // Each limit holds the one before it: else the outer one would fire first and give the failure the wrong name.
        foreach (
            var (inner, shorter, outer, longer) in new[]
            {
                (
                    nameof(options.ConnectLimit),
                    options.ConnectLimit,
                    nameof(options.FirstByteLimit),
                    options.FirstByteLimit
                ),
                (
                    nameof(options.FirstByteLimit),
                    options.FirstByteLimit,
                    nameof(options.AnswerLimit),
                    options.AnswerLimit
                ),
                (
                    nameof(options.AnswerLimit),
                    options.AnswerLimit,
                    nameof(options.TotalLimit),
                    options.TotalLimit
                ),
            }
        )
        {
            if (shorter > longer)
            {
                yield return $"{section}:{inner} is {shorter} and {section}:{outer} is {longer}; the first must not be above the second. Lower the first or raise the second.";
            }
        }

        if (options.BackOff < TimeSpan.Zero || options.BackOff > options.LongestBackOff)
        {
            yield return $"{section}:BackOff is {options.BackOff} and {section}:LongestBackOff is {options.LongestBackOff}; the first must be from 00:00:00 up to the second.";
        }

        if (options.LongestBackOff > TimeSpan.FromMinutes(10))
        {
            yield return $"{section}:LongestBackOff is {options.LongestBackOff}; write at most 00:10:00.";
        }

        foreach (
            var (name, value, least, most) in new (string, long, long, long)[]
            {
                (nameof(options.Attempts), options.Attempts, 1, 5),
                (nameof(options.RetryPercent), options.RetryPercent, 0, 100),
                (nameof(options.RetryBurst), options.RetryBurst, 0, 1000),
                (nameof(options.BreakAfter), options.BreakAfter, 1, 1000),
                (
                    nameof(options.LargestAnswer),
                    options.LargestAnswer,
                    1024,
                    4L * 1024 * 1024 * 1024
                ),
            }
        )
        {
            if (value < least || value > most)
            {
                yield return $"{section}:{name} is {value}; write {least} to {most}.";
            }
        }
    }

    // A login in an address is a secret.
    private static string Shown(Uri? address) =>
        address is { IsAbsoluteUri: true, UserInfo.Length: > 0 }
            ? address.GetComponents(
                UriComponents.SchemeAndServer | UriComponents.Path,
                UriFormat.UriEscaped
            )
            : $"{address}";
}
