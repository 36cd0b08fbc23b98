using System.Text.RegularExpressions;
using TimurApiConnect.AlStyle;
using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Rules;
using TimurApiConnect.Gateway.Diagnostics;
using TimurApiConnect.Kaspi;
using TimurApiConnect.SyncWorker.Cluster;
using TimurApiConnect.SyncWorker.Diagnostics;
using TimurApiConnect.SyncWorker.Publishing;
using TimurApiConnect.SyncWorker.Schedules;
using TimurApiConnect.SyncWorker.Vendors;
using TimurApiConnect.Vendors.Outbound;

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
            .Where(p => p.CanWrite && p.Name != "Accounts")
            .Select(p => ($"{section}:{p.Name}", $"{p.GetValue(options)}"));

    private static readonly string[] Sections =
    [
        "AlStyle:",
        "Kaspi:",
        "Outbound:",
        "Tokens:",
        "Doctor:",
        "Diagnostics:",
        "Schedule:",
        "Publish:",
        "Cluster:",
    ];

    private static Dictionary<string, string> Code { get; } =
        Defaults("AlStyle", new AlStyleOptions())
            .Concat(Defaults("Kaspi", new KaspiOptions()))
            .Concat(Defaults("Outbound", new OutboundOptions()))
            .Concat(Defaults("Tokens", new TokenOptions()))
            .Concat(Defaults("Doctor", new DoctorOptions()))
            .Concat(Defaults("Diagnostics", new DiagnosticsOptions()))
            .Concat(Defaults("Schedule", new ScheduleOptions()))
            .Concat(Defaults("Publish", new PublishOptions()))
            .Concat(Defaults("Cluster", new ClusterSettings()))
            .ToDictionary(s => s.Name, s => s.Value, StringComparer.Ordinal);

    private static Dictionary<string, string> Documented(string file) =>
        Settings(file)
            .Where(s =>
                Sections.Any(section => s.Key.StartsWith(section, StringComparison.Ordinal))
            )
            .ToDictionary(StringComparer.Ordinal);

    [Theory]
    [InlineData("README.md")]
    [InlineData("README.ru.md")]
    [InlineData("docs/vendors.md")]
    public void Every_setting_in_a_table_is_in_the_code_with_that_default(string file) =>
        Assert.All(
            Documented(file),
            s => Assert.Equal($"{s.Key} = {s.Value}", $"{s.Key} = {Code.GetValueOrDefault(s.Key)}")
        );

    [Theory]
    [InlineData("README.md")]
    [InlineData("README.ru.md")]
    public void Every_setting_of_the_code_is_in_a_table(string readme) =>
        Assert.Equal(
            Code.Keys.Order(StringComparer.Ordinal),
            Documented(readme)
                .Keys.Union(Documented("docs/vendors.md").Keys, StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
        );

    [Fact]
    public void Every_failure_has_its_row_in_the_table_of_codes() =>
        Assert.All(
            Enum.GetValues<FailureKind>(),
            kind =>
                Assert.Contains(
                    $"\n| `{kind.Code()}` |",
                    Text("docs/vendors.md"),
                    StringComparison.Ordinal
                )
        );

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
