using System.Text;

namespace TimurApiConnect.IntegrationTests.Faults;

/// <summary>The matrix as people read it.</summary>
internal static class FaultDocument
{
    private static readonly (Job Job, string Title)[] Columns =
    [
        (Job.FastRun, "fast run"),
        (Job.FullRun, "full run"),
        (Job.Serving, "list served"),
        (Job.TokenCheck, "token check"),
        (Job.Doctor, "doctor"),
    ];

    /// <summary>The table: <c>ok</c>, <c>FAIL</c> with the letters of what is broken, or <c>-</c> where a cell makes no sense; empty when it was not run.</summary>
    public static string Table(IReadOnlyList<CellResult> results)
    {
        var text = new StringBuilder(
            $"| fault | {string.Join(" | ", Columns.Select(c => c.Title))} |\n|---|"
        );
        text.Append(string.Concat(Enumerable.Repeat("---|", Columns.Length))).Append('\n');
        foreach (var row in FaultRows.All)
        {
            var cells = Columns.Select(c =>
                !row.Jobs.Contains(c.Job) ? "-"
                : results.FirstOrDefault(r => r.Row == row && r.Job == c.Job) is not { } result
                    ? " "
                : result.Broken.Count == 0 ? "ok"
                : $"FAIL {result.Letters}"
            );
            text.Append($"| {row.Name} | {string.Join(" | ", cells)} |\n");
        }

        return text.ToString();
    }

    /// <summary>All of docs/faults.md.</summary>
    public static string Write(IReadOnlyList<CellResult> results)
    {
        var text = new StringBuilder(Head).Append(Table(results)).Append(Middle);
        foreach (var row in FaultRows.All)
        {
            text.Append($"| {row.Name} | {row.Happens} | {Names(row)} | {row.Does} |\n");
        }

        return text.ToString();
    }

    private static string Names(FaultRow row)
    {
        var names = new List<string>();
        Add("runs", [row.FastRun, row.FullRun]);
        Add("pull", [row.Pull]);
        Add("token check", [row.TokenCheck.AlStyle, row.TokenCheck.Kaspi]);
        Add("doctor", [row.Doctor.AlStyle, row.Doctor.Kaspi]);
        return string.Join("; ", names);

        void Add(string who, IEnumerable<string?> codes)
        {
            var distinct = codes
                .OfType<string>()
                .SelectMany(c => c.Split('|'))
                .Distinct(StringComparer.Ordinal)
                .Select(c => $"`{c}`")
                .ToList();
            if (distinct.Count > 0)
            {
                names.Add($"{who} {string.Join(" or ", distinct)}");
            }
        }
    }

    private const string Head = """
        # The fault matrix

        Every fault that the sandbox knows, met by every job of the product. `eng/faults --all` runs all of it and writes this page; `./test` runs
        each fault once and each job several times.

        A cell arranges the fault at the vendor's front door, does the job, takes the fault away, and is `ok` when all of this held:

        - **t** the job ended within its time limits,
        - **n** it ended with the right name, or well where the fault is harmless or another try cures it,
        - **l** the price list, asked for all the time, was never missing, partial or wrong: each answer was read by the validator and compared,
        - **r** without anybody's help, within two cycles: scheduled runs succeed, tokens are valid, nothing is left alone, the status is `ok`, and a
          change at the supplier reaches the served list,
        - **q** no request was over the supplier's limit.

        A `FAIL` names the letters that did not hold; **x** means that the cell itself did not work. `-` makes no sense: the fault cannot touch the job.
        While a vendor misbehaves the list is served and judged in every cell (**l**); the column "list served" is for Kaspi's faults as the one who pulls.
        Token check and doctor meet the fault at both vendors.


        """;

    private const string Middle = """

        ## What each one is

        `ok` and `all-well` mean success; the other names are those of `docs/vendors.md` and of the doctor's verdicts. While nothing is sent on purpose, runs
        end as `not-asked` and quote the name behind it.

        | fault | what happens | what people see | what the product does |
        |---|---|---|---|

        """;
}
