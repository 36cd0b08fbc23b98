using System.Globalization;
using System.Text.RegularExpressions;
using TimurApiConnect.Core.Orders.Commands;
using TimurApiConnect.Core.Rules;
using TimurApiConnect.Storage.Guard;
using TimurApiConnect.Storage.Orders;
using TimurApiConnect.Tests.Orders;

namespace TimurApiConnect.Tests.Docs;

/// <summary>What <c>docs/orders.md</c> says about orders is what the code does.</summary>
public partial class OrdersDocTests
{
    private static readonly string Text = File.ReadAllText(
        Path.Combine(ReadmeTests.Root, "docs", "orders.md")
    );

    [Fact]
    public void The_table_of_settings_equals_the_code() =>
        Assert.Equal(
            Defaults("Orders", new OrderOptions()).Concat(Defaults("Guard", new GuardOptions())),
            SettingRow()
                .Matches(Text)
                .Select(m => $"{m.Groups["name"].Value} = {m.Groups["value"].Value}")
        );

    [Fact]
    public void The_table_of_reasons_equals_the_policy()
    {
        var reasons = Text[
            Text.IndexOf("| code |", StringComparison.Ordinal)..Text.IndexOf(
                "**When goods are gone**",
                StringComparison.Ordinal
            )
        ];

        Assert.Equal(
            AcceptancePolicyTests
                .Doubts.SelectMany(row => row.Data.Item2.Split(' '))
                .Concat(["covered", "rules-ask", "taken-over"])
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
            CodeRow()
                .Matches(reasons)
                .Select(m => m.Groups["code"].Value)
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Every_command_and_state_is_named()
    {
        Assert.All(
            CommandName.All,
            name => Assert.Contains($"`{name}`", Text, StringComparison.Ordinal)
        );
        Assert.All(
            Enum.GetNames<CommandState>(),
            state =>
                Assert.Contains(
                    $"\n| `{state.ToLowerInvariant()}` |",
                    Text,
                    StringComparison.Ordinal
                )
        );
    }

    [Fact]
    public void The_sample_of_the_rules_is_right()
    {
        var orders = Sample().Match(Text).Groups["json"].Value;
        var document = RulesDocument.Default.TrimEnd();
        var rules =
            document[..document.IndexOf("\"orders\"", StringComparison.Ordinal)]
            + $"\"orders\": {orders} }}";

        Assert.NotEmpty(orders);
        Assert.Empty(RulesDocument.Read(rules).Errors);
    }

    private static IEnumerable<string> Defaults(string section, object options) =>
        options
            .GetType()
            .GetProperties()
            .Where(p => p.CanWrite)
            .Select(p =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{section}:{p.Name} = {p.GetValue(options)}"
                )
            );

    [GeneratedRegex(
        @"^\| `(?<name>(Orders|Guard):\w+)` \| `(?<value>[^`]*)` \|",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline,
        1_000
    )]
    private static partial Regex SettingRow();

    [GeneratedRegex(
        @"^\| `(?<code>[a-z-]+)` \|",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline,
        1_000
    )]
    private static partial Regex CodeRow();

    [GeneratedRegex(
        "```json orders\n(?<json>.*?)```",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline,
        1_000
    )]
    private static partial Regex Sample();
}
