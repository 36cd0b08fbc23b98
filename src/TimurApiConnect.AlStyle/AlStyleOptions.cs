using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace TimurApiConnect.AlStyle;

/// <summary>Settings of the supplier, section <c>AlStyle</c>.</summary>
public sealed class AlStyleOptions
{
    /// <summary>Where the methods live, with a slash at the end. Older clients use another host, so it is a setting.</summary>
    public Uri BaseUrl { get; set; } = new("https://api.al-style.kz/api/");

    /// <summary>The least time between two requests of one token: the supplier's documents say one per five seconds.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Added to the interval, since clocks and networks are not exact.</summary>
    public TimeSpan Margin { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Until the first byte of an answer.</summary>
    public TimeSpan FirstByteLimit { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>For a whole answer; the stock of the whole catalogue is one answer.</summary>
    public TimeSpan AnswerLimit { get; set; } = TimeSpan.FromSeconds(120);

    /// <summary>How often a read is tried in all.</summary>
    public int Attempts { get; set; } = 3;

    /// <summary>Rows asked for per page; the supplier cuts at 250 in silence.</summary>
    public int PageSize { get; set; } = 250;

    /// <summary>The largest answer that is read, bytes.</summary>
    public long LargestAnswer { get; set; } = 512L * 1024 * 1024;

    /// <summary>The accounts by name.</summary>
    public Dictionary<string, AlStyleAccount> Accounts { get; } =
        new(StringComparer.OrdinalIgnoreCase);
}

/// <summary>One account at the supplier.</summary>
public sealed class AlStyleAccount
{
    /// <summary>The key from the supplier's cabinet. A secret.</summary>
    public string Token { get; set; } = "";
}

/// <summary>Refuses settings that cannot work, and says which value and what instead.</summary>
public sealed partial class AlStyleOptionsRules : IValidateOptions<AlStyleOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, AlStyleOptions options)
    {
        var errors = new List<string>();
        void Demand(bool holds, string message)
        {
            if (!holds)
            {
                errors.Add(message);
            }
        }

        Demand(
            options.BaseUrl is { IsAbsoluteUri: true, Scheme: "http" or "https" }
                && options.BaseUrl.AbsolutePath.EndsWith('/'),
            $"AlStyle:BaseUrl is \"{options.BaseUrl}\"; write a full address that ends with a slash, for example https://api.al-style.kz/api/."
        );
        Demand(
            options.Interval >= TimeSpan.FromMilliseconds(1)
                && options.Interval <= TimeSpan.FromMinutes(10),
            $"AlStyle:Interval is {options.Interval}; write a time up to 00:10:00. The supplier's limit is 00:00:05."
        );
        Demand(
            options.Attempts is >= 1 and <= 5,
            $"AlStyle:Attempts is {options.Attempts}; write 1 to 5."
        );
        Demand(
            options.PageSize is >= 1 and <= 250,
            $"AlStyle:PageSize is {options.PageSize}; write 1 to 250, the supplier cuts longer pages in silence."
        );
        Demand(
            options.FirstByteLimit > TimeSpan.Zero && options.FirstByteLimit <= options.AnswerLimit,
            $"AlStyle:FirstByteLimit is {options.FirstByteLimit} and AlStyle:AnswerLimit is {options.AnswerLimit}; the first must be above zero and not above the second."
        );
        Demand(
            options.Accounts.Count > 0,
            "AlStyle:Accounts is empty; set AlStyle:Accounts:main:Token (AppHost parameter main-alstyle-token)."
        );
        foreach (var (account, settings) in options.Accounts)
        {
            // The value is a secret: the message gives its length only.
            Demand(
                TokenShape().IsMatch(settings.Token),
                $"AlStyle:Accounts:{account}:Token has {settings.Token.Length} characters; it is the key of 16 to 128 letters, digits, - and _ from the cabinet, page \"Integrations (API, Widgets)\"."
            );
        }

        return errors.Count == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(errors);
    }

    [GeneratedRegex(
        "^[A-Za-z0-9_-]{16,128}$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex TokenShape();
}
