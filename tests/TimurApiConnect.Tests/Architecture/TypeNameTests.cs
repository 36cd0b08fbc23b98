using System.Reflection;
using System.Runtime.CompilerServices;

namespace TimurApiConnect.Tests.Architecture;

/// <summary>Who reads a type's name knows which one is meant, in whichever project.</summary>
public class TypeNameTests
{
    private static readonly string[] Projects =
    [
        "Core",
        "Vendors",
        "AlStyle",
        "Kaspi",
        "Storage",
        "SyncWorker",
        "Gateway",
        "Sandbox",
    ];

    [Fact]
    public void No_type_name_exists_twice()
    {
        var types = Projects
            .SelectMany(p => Assembly.Load($"TimurApiConnect.{p}").GetTypes())
            .Where(t =>
                !t.IsNested
                && t.Namespace?.StartsWith("TimurApiConnect", StringComparison.Ordinal) == true
                && !t.Name.StartsWith('<')
                && !t.IsDefined(typeof(CompilerGeneratedAttribute))
            )
            .ToList();
        var doubled = types
            .GroupBy(t => t.Name.Split('`')[0], StringComparer.Ordinal)
            .Where(g => g.Count() > 1)
            .Select(g => string.Join(", ", g.Select(t => t.FullName)));

        Assert.True(types.Count > 500, $"Only {types.Count} types were found.");
        Assert.Empty(doubled);
    }

    [Fact]
    public void Every_project_of_the_product_is_looked_at()
    {
        var folders = Directory
            .EnumerateDirectories(Path.Combine(Docs.ReadmeTests.Root, "src"))
            .Select(f => Path.GetFileName(f).Split('.')[1]);

        Assert.Equal(folders.Order(StringComparer.Ordinal), Projects.Order(StringComparer.Ordinal));
    }
}
