using System.Globalization;

namespace TimurApiConnect.AppHostTests;

/// <summary>What Linux tells about processes.</summary>
internal static class Proc
{
    /// <summary>Processes live on as zombies until somebody asks how they ended; those are gone for us.</summary>
    public static bool IsAlive(int pid)
    {
        var stat = Stat(pid);
        return stat is not null && stat[0] is not "Z" and not "X";
    }

    public static IReadOnlyDictionary<string, string> Environment(int pid) =>
        File.ReadAllText($"/proc/{pid}/environ")
            .Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .Select(v => v.Split('=', 2))
            .Where(v => v.Length == 2)
            .DistinctBy(v => v[0], StringComparer.Ordinal)
            .ToDictionary(v => v[0], v => v[1], StringComparer.Ordinal);

    public static IReadOnlyList<int> ChildrenOf(int parent) =>
        [.. All().Where(pid => Stat(pid)?[1] == parent.ToString(CultureInfo.InvariantCulture))];

    /// <summary>Every process that has this variable.</summary>
    public static IReadOnlyList<int> With(string variable, string value) =>
        [
            .. All()
                .Where(pid =>
                {
                    try
                    {
                        return Environment(pid).GetValueOrDefault(variable) == value
                            && IsAlive(pid);
                    }
                    catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                    {
                        // It has ended meanwhile, or is somebody else's.
                        return false;
                    }
                }),
        ];

    public static void Kill(int pid)
    {
        using var process = System.Diagnostics.Process.GetProcessById(pid);
        process.Kill();
    }

    public static Task WaitUntilAsync(
        Func<bool> condition,
        TimeSpan limit,
        Func<string> otherwise
    ) => WaitUntilAsync(() => Task.FromResult(condition()), limit, otherwise);

    public static async Task WaitUntilAsync(
        Func<Task<bool>> condition,
        TimeSpan limit,
        Func<string> otherwise
    )
    {
        using var end = new CancellationTokenSource(limit);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            end.Token,
            TestContext.Current.CancellationToken
        );
        while (!await condition())
        {
            Assert.False(end.IsCancellationRequested, otherwise());
            await Task.Delay(
                TimeSpan.FromMilliseconds(50),
                TimeProvider.System,
                TestContext.Current.CancellationToken
            );
        }
    }

    private static IEnumerable<int> All() =>
        Directory
            .EnumerateDirectories("/proc")
            .Select(Path.GetFileName)
            .Where(n => int.TryParse(n, CultureInfo.InvariantCulture, out _))
            .Select(n => int.Parse(n!, CultureInfo.InvariantCulture));

    // The name of the program may hold spaces and brackets: what follows starts after the last bracket.
    private static string[]? Stat(int pid)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{pid}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }
}
