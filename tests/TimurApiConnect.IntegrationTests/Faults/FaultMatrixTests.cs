using System.Globalization;
using System.Runtime.CompilerServices;
using TimurApiConnect.IntegrationTests.Sandbox;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Faults;

/// <summary>
/// The fault matrix. In short here; <c>eng/faults</c> runs all of it by the variables <c>TIMUR_FAULTS</c> (<c>all</c>),
/// <c>TIMUR_FAULTS_SEED</c>, <c>TIMUR_FAULTS_LOG</c> (a file that says each cell as it ends) and <c>TIMUR_FAULTS_PAGE</c>, the page to write.
/// </summary>
public class FaultMatrixTests(ITestOutputHelper output)
{
    private const int UsualSeed = 7;

    [Fact]
    public async Task Every_fault_is_named_in_time_keeps_the_list_and_is_forgotten()
    {
        var seed = int.Parse(Variable("SEED") ?? $"{UsualSeed}", CultureInfo.InvariantCulture);
        var results = await FaultMatrix.RunAsync(
            Variable("") == "all" ? FaultMatrix.All : FaultMatrix.Some(seed),
            result => Say(result.ToString())
        );
        Say(FaultDocument.Table(results));
        if (Variable("PAGE") is { } page)
        {
            await File.WriteAllTextAsync(
                page,
                FaultDocument.Write(results),
                TestContext.Current.CancellationToken
            );
        }

        Assert.DoesNotContain(results, r => r.Broken.Count > 0);
    }

    [Fact]
    public async Task Every_fault_of_the_sandbox_has_a_row_and_the_page_shows_each_row()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var kinds = (await sandbox.GetAsync("/control/faults"))
            .GetProperty("sides")
            .EnumerateArray()
            .SelectMany(s => s.GetProperty("kinds").EnumerateArray())
            .Select(k => k.GetProperty("name").GetString()!)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);
        Assert.Equal(
            kinds,
            FaultRows
                .All.Select(r => r.Kind)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
        );

        var page = await File.ReadAllTextAsync(PagePath(), TestContext.Current.CancellationToken);
        Assert.All(
            FaultRows.All,
            row =>
                Assert.Contains($"| {row.Name} | {row.Happens} |", page, StringComparison.Ordinal)
        );
        Assert.DoesNotContain(
            "FAIL ",
            page.Split("## What")[0].Split("---|")[^1],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_short_form_has_every_fault_and_every_job_several_times()
    {
        var some = FaultMatrix.Some(UsualSeed);
        Assert.Equal(FaultRows.All.Count, some.Select(c => c.Row).Distinct().Count());
        foreach (var job in Enum.GetValues<Job>())
        {
            var all = FaultMatrix.All.Count(c => c.Job == job);
            Assert.InRange(some.Count(c => c.Job == job), Math.Min(all, 5), all);
        }
    }

    private void Say(string text)
    {
        lock (output)
        {
            output.WriteLine(text);
            if (Variable("LOG") is { } log)
            {
                File.AppendAllText(log, $"{text}\n");
            }
        }
    }

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(
            name.Length == 0 ? "TIMUR_FAULTS" : $"TIMUR_FAULTS_{name}"
        )
            is { Length: > 0 } value
            ? value
            : null;

    private static string PagePath([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "../../../docs/faults.md");
}
