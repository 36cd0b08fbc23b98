using System.Collections;
using Microsoft.Extensions.Configuration;

namespace TimurApiConnect.ServiceDefaults;

/// <summary>
/// Refuses settings that nobody reads: a misspelt name would leave the default in force, and nobody would notice until it matters.
/// </summary>
public static class KnownSettings
{
    /// <summary>What is unknown in the given sections, a sentence each.</summary>
    /// <param name="configuration">All settings.</param>
    /// <param name="sections">Section names and the options that read them.</param>
    public static IReadOnlyList<string> Unknown(
        IConfiguration configuration,
        IReadOnlyDictionary<string, Type> sections
    ) => [.. sections.SelectMany(s => Unknown(configuration.GetSection(s.Key), s.Value))];

    /// <summary>Throws when there is any.</summary>
    /// <exception cref="InvalidOperationException">Names all of them.</exception>
    public static void Check(
        IConfiguration configuration,
        IReadOnlyDictionary<string, Type> sections
    )
    {
        var unknown = Unknown(configuration, sections);
        if (unknown.Count > 0)
        {
            throw new InvalidOperationException(string.Join(Environment.NewLine, unknown));
        }
    }

    private static IEnumerable<string> Unknown(IConfigurationSection section, Type type)
    {
        if (IsPlain(type))
        {
            return [];
        }

        if (Values(type) is { } values)
        {
            return section.GetChildren().SelectMany(child => Unknown(child, values));
        }

        var properties = type.GetProperties()
            .ToDictionary(p => p.Name, p => p.PropertyType, StringComparer.OrdinalIgnoreCase);
        return section
            .GetChildren()
            .SelectMany(child =>
                properties.TryGetValue(child.Key, out var property)
                    ? Unknown(child, property)
                    : [Sentence(section.Path, child.Key, properties.Keys)]
            );
    }

    private static bool IsPlain(Type type) =>
        type == typeof(string)
        || type == typeof(Uri)
        || Nullable.GetUnderlyingType(type) is not null
        || type.IsValueType;

    // Of a dictionary the keys are free, of a list they are numbers.
    private static Type? Values(Type type) =>
        typeof(IEnumerable).IsAssignableFrom(type)
            ? type.IsArray
                ? type.GetElementType()
                : type.GetGenericArguments()[^1]
            : null;

    private static string Sentence(string path, string name, IEnumerable<string> known)
    {
        if (FormerSettings.SentenceOf($"{path}:{name}") is { } former)
        {
            return former;
        }

        var nearest = known.MinBy(k => Distance(k, name))!;
        return Distance(nearest, name) <= 3
            ? $"{path}:{name} is no setting; did you mean {path}:{nearest}?"
            : $"{path}:{name} is no setting; there are {string.Join(", ", known.Order(StringComparer.Ordinal).Select(k => $"{path}:{k}"))}.";
    }

    // How many letters must be put in, taken out or changed (Levenshtein).
    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var same =
                    char.ToLowerInvariant(left[i - 1]) == char.ToLowerInvariant(right[j - 1]);
                (diagonal, row[j]) = (
                    row[j],
                    Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (same ? 0 : 1))
                );
            }
        }

        return row[^1];
    }
}
