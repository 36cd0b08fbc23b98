using System.Reflection;

namespace TimurApiConnect.AppHostTests;

/// <summary>
/// Every member of Aspire that the AppHost and these tests use, with its signature. The same list must come out with the
/// Aspire packages and without them: then the one source compiles against both.
/// </summary>
public sealed class CompatibilityTests
{
    private const int MemberReferences = 0x0A000000;

    // What is published has servers of its own only with the packages.
    private const string PackagesOnly = "packages only: ";
#if ASPIRE_PACKAGES
    private const bool HasPackages = true;
#else
    private const bool HasPackages = false;
#endif

    [Fact]
    public async Task The_members_in_use_are_those_on_the_list()
    {
        string[] used =
        [
            .. new[]
            {
                typeof(Projects.TimurApiConnect_AppHost).Assembly,
                typeof(CompatibilityTests).Assembly,
            }
                .SelectMany(MembersUsedBy)
                .Where(m =>
                    m is not MethodBase { IsAssembly: true }
                    && m.DeclaringType is { IsVisible: true, Namespace: { } name }
                    && name.StartsWith("Aspire.Hosting", StringComparison.Ordinal)
                )
                .Select(m => $"{m.DeclaringType} :: {m}")
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];
        var file = Path.Combine(AppContext.BaseDirectory, "AspireMembers.txt");
        var listed = (await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken))
            .Where(l => l.Length > 0 && l[0] != '#')
            .Where(l => HasPackages || !l.StartsWith(PackagesOnly, StringComparison.Ordinal))
            .Select(l => l.Replace(PackagesOnly, "", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        await File.WriteAllLinesAsync(file + ".used", used, TestContext.Current.CancellationToken);

#if ASPIRE_PACKAGES
        // Some tests are about the stand-in alone.
        Assert.Empty(used.Except(listed, StringComparer.Ordinal));
#else
        Assert.Equal(listed, used);
#endif
    }

    [Fact]
    public async Task No_source_outside_the_stand_in_knows_which_of_the_two_runs()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "TimurApiConnect.sln")))
        {
            root = Path.GetDirectoryName(root)!;
        }

        // Put together, so that this file does not find itself.
        var name = string.Concat("Local", "Hosting");
        List<string> found = [];
        foreach (
            var file in new[]
            {
                "src",
                "tests",
                "bench",
                "eng",
                "TimurApiConnect.AppHost",
                "TimurApiConnect.ServiceDefaults",
            }
                .Select(folder => Path.Combine(root, folder))
                .Where(Directory.Exists)
                .SelectMany(folder =>
                    Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
                )
                .Where(file => !file.Contains($"TimurApiConnect.{name}", StringComparison.Ordinal))
        )
        {
            var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
            if (text.Contains(name, StringComparison.Ordinal))
            {
                found.Add(Path.GetRelativePath(root, file));
            }
        }

        Assert.Empty(found);
    }

    private static IEnumerable<MemberInfo> MembersUsedBy(Assembly assembly)
    {
        for (var row = 1; ; row++)
        {
            MemberInfo? member;
            try
            {
                member = assembly.ManifestModule.ResolveMember(MemberReferences + row);
            }
            catch (ArgumentOutOfRangeException)
            {
                yield break;
            }
            catch (Exception e)
                when (e is ArgumentException or BadImageFormatException or MissingMemberException)
            {
                // A member of a generic type that only its user knows.
                continue;
            }

            if (member is not null)
            {
                yield return member;
            }
        }
    }
}
