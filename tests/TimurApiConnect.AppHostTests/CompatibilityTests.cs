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
                    m.DeclaringType is { IsVisible: true, Namespace: { } name }
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

        Assert.Equal(listed, used);
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
