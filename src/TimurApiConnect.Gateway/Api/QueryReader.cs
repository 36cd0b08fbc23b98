using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using TimurApiConnect.ServiceDefaults;

namespace TimurApiConnect.Gateway.Api;

/// <summary>
/// Reads query values that came as text. What is wrong is noted and reading goes on, so that the caller hears of all errors at once;
/// the framework's own binding would stop at the first.
/// </summary>
internal sealed class QueryReader(ShopDirectory shops)
{
    private readonly List<FieldError> _errors = [];
    private ProblemHttpResult? _noSuchShop;

    /// <summary>The answer when anything could not be read, else null.</summary>
    public ProblemHttpResult? Problem =>
        _errors.Count > 0 ? Problems.BadQuery(_errors) : _noSuchShop;

    /// <summary>The shop; it may be left out when there is only one. Null exactly when there is a <see cref="Problem"/> with it.</summary>
    public Shop? Shop(string? key)
    {
        if (!string.IsNullOrEmpty(key))
        {
            if (shops.Find(key) is { } found)
            {
                return found;
            }

            _noSuchShop = Problems.NoSuchShop(key, shops.All);
            return null;
        }

        if (shops.All is [var only])
        {
            return only;
        }

        Report(
            "shop",
            $"is missing; one of {string.Join(", ", shops.All.Select(s => s.Key))} is wanted."
        );
        return null;
    }

    /// <summary>An order's shop and number as they were given; null exactly when there is a <see cref="Problem"/>.</summary>
    public (Shop Shop, string Code)? Order(string? shop, string code)
    {
        var (found, number) = (Shop(shop), Text("code", code, 64));
        return Problem is null && found is not null ? (found, number ?? "") : null;
    }

    /// <summary>The shop, or null for all when it is left out.</summary>
    public Shop? ShopOrAll(string? key) => string.IsNullOrEmpty(key) ? null : Shop(key);

    public int Whole(string name, string? text, int byDefault, int least, int most) =>
        (int)(WholeOrNull(name, text, least, most) ?? byDefault);

    public long? WholeOrNull(string name, string? text, long least, long most)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (
            long.TryParse(
                text,
                NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out var number
            )
            && number >= least
            && number <= most
        )
        {
            return number;
        }

        Report(name, $"is {Shown(text)}; a whole number from {least} to {most} is wanted.");
        return null;
    }

    /// <summary>The beginning of a day in Almaty, as an instant in UTC.</summary>
    public DateTimeOffset? Day(string name, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (
            DateOnly.TryParseExact(
                text,
                "yyyy-MM-dd",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var day
            ) && day.Year is >= 2000 and <= 2100
        )
        {
            return new DateTimeOffset(
                day.ToDateTime(TimeOnly.MinValue),
                AlmatyTime.Offset
            ).ToUniversalTime();
        }

        Report(name, $"is {Shown(text)}; a day from 2000 to 2100 such as 2026-11-24 is wanted.");
        return null;
    }

    public T? Choice<T>(string name, string? text)
        where T : struct, Enum
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        foreach (var choice in Enum.GetValues<T>())
        {
            if (string.Equals(text, Spelled(choice), StringComparison.Ordinal))
            {
                return choice;
            }
        }

        Report(
            name,
            $"is {Shown(text)}; one of {string.Join(", ", Enum.GetValues<T>().Select(Spelled))} is wanted."
        );
        return null;
    }

    public string? Text(string name, string? text, int longest)
    {
        if (text?.Length > longest)
        {
            Report(name, $"has {text.Length} characters; at most {longest} are taken.");
        }
        else if (text?.Any(char.IsControl) == true)
        {
            // PostgreSQL takes no NUL, and nobody looks for any of them.
            Report(name, "has control characters in it; plain text is wanted.");
        }

        return string.IsNullOrEmpty(text) ? null : text;
    }

    public void Report(string name, string message) => _errors.Add(new FieldError(name, message));

    /// <summary>An enumeration's value as it is written in JSON and in queries.</summary>
    public static string Spelled<T>(T choice)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(choice.ToString());

    public static string Shown(string text) => $"\"{Short(text)}\"";

    public static string Short(string text) => text.Length <= 60 ? text : $"{text[..57]}...";
}
