using System.Text.RegularExpressions;
using TimurApiConnect.AlStyle;
using TimurApiConnect.Core.Rules;
using TimurApiConnect.SyncWorker.Publishing;
using TimurApiConnect.SyncWorker.Schedules;

namespace TimurApiConnect.Tests.Docs;

/// <summary>The READMEs say what the code does.</summary>
public partial class ReadmeTests
{
    internal static string Root { get; } = FindRoot();

    private static string Text(string file) => File.ReadAllText(Path.Combine(Root, file));

    private static Dictionary<string, string> Settings(string file) =>
        SettingRow()
            .Matches(Text(file))
            .ToDictionary(
                m => m.Groups["name"].Value,
                m => m.Groups["value"].Value,
                StringComparer.Ordinal
            );

    private static IEnumerable<(string Name, string Value)> Defaults(
        string section,
        object options
    ) =>
        options
            .GetType()
            .GetProperties(
                System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.Instance
            )
            .Where(p => p.Name != "Accounts")
            .Select(p => ($"{section}:{p.Name}", $"{p.GetValue(options)}"));

    [Theory]
    [InlineData("README.md")]
    [InlineData("README.ru.md")]
    public void The_table_of_settings_equals_the_code(string file)
    {
        var code = Defaults("AlStyle", new AlStyleOptions())
            .Concat(Defaults("Schedule", new ScheduleOptions()))
            .Concat(Defaults("Publish", new PublishOptions()))
            .Select(s => $"{s.Name} = {s.Value}");
        var documented = Settings(file)
            .Where(s =>
                s.Key.StartsWith("AlStyle:", StringComparison.Ordinal)
                || s.Key.StartsWith("Schedule:", StringComparison.Ordinal)
                || s.Key.StartsWith("Publish:", StringComparison.Ordinal)
            )
            .Select(s => $"{s.Key} = {s.Value}");

        Assert.Equal(code.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("README.ru.md")]
    public void The_rules_example_is_right(string file)
    {
        var example = RulesBlock().Match(Text(file)).Groups["json"].Value;

        Assert.Empty(RulesDocument.Read(example).Errors);
    }

    [Fact]
    public void Both_languages_have_the_same_commands_and_settings()
    {
        static IEnumerable<string> Commands(string file) =>
            ShellBlock()
                .Matches(Text(file))
                .SelectMany(m => m.Groups["lines"].Value.Split('\n'))
                .Where(l =>
                    l.StartsWith("curl", StringComparison.Ordinal)
                    || l.StartsWith("dotnet", StringComparison.Ordinal)
                );

        Assert.Equal(Commands("README.md"), Commands("README.ru.md"));
        Assert.Equal(Settings("README.md").Keys, Settings("README.ru.md").Keys);
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("README.ru.md")]
    [InlineData("CONTRIBUTING.md")]
    public void Every_file_that_is_linked_or_named_exists(string file)
    {
        var named = Link()
            .Matches(Text(file))
            .Select(m => m.Groups["target"].Value)
            .Concat(NamedFile().Matches(Text(file)).Select(m => m.Groups["target"].Value))
            .Where(t => !t.Contains('<', StringComparison.Ordinal));

        Assert.All(named, target => Assert.True(Path.Exists(Path.Combine(Root, target)), target));
    }

    [Theory]
    [InlineData("src/TimurApiConnect.Gateway", 5180)]
    [InlineData("src/TimurApiConnect.Sandbox", 5170)]
    [InlineData("src/TimurApiConnect.SyncWorker", 5185)]
    [InlineData("TimurApiConnect.AppHost", 15180)]
    public void The_ports_are_those_of_the_launch_settings(string project, int port)
    {
        Assert.Contains(
            $"http://localhost:{port}",
            Text($"{project}/Properties/launchSettings.json"),
            StringComparison.Ordinal
        );
        Assert.Contains($"http://localhost:{port}", Text("README.md"), StringComparison.Ordinal);
        Assert.Contains($"http://localhost:{port}", Text("README.ru.md"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_guide_for_contributors_stays_short() =>
        Assert.InRange(File.ReadLines(Path.Combine(Root, "CONTRIBUTING.md")).Count(), 1, 120);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "TimurApiConnect.sln")))
        {
            folder =
                folder.Parent
                ?? throw new InvalidOperationException(
                    "The solution's folder was not found above the tests."
                );
        }

        return folder.FullName;
    }

    [GeneratedRegex(
        @"^\| `(?<name>[A-Za-z]+:[^`]+)`[^|]*\| `?(?<value>[^`|]*?)`? ?\|",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline,
        1_000
    )]
    private static partial Regex SettingRow();

    [GeneratedRegex(
        "```json rules\n(?<json>.*?)```",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline,
        1_000
    )]
    private static partial Regex RulesBlock();

    [GeneratedRegex(
        "```sh\n(?<lines>.*?)```",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline,
        1_000
    )]
    private static partial Regex ShellBlock();

    [GeneratedRegex(@"\]\((?<target>[^)h][^)]*)\)", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Link();

    [GeneratedRegex(
        @"`(?<target>(src|tests|bench|eng|TimurApiConnect\.\w+)/[^` ]*)`",
        RegexOptions.ExplicitCapture,
        1_000
    )]
    private static partial Regex NamedFile();
}
