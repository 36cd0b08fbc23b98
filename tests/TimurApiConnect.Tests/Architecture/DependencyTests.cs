using System.Reflection;
using TimurApiConnect.AlStyle;
using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Kaspi.PriceLists;
using TimurApiConnect.Storage;
using TimurApiConnect.Vendors;

namespace TimurApiConnect.Tests.Architecture;

/// <summary>Dependencies point inward: Core knows nobody, connectors and Storage know Core, services know them all.</summary>
public class DependencyTests
{
    private const string Product = "TimurApiConnect.";

    private static string[] References(Assembly assembly, string prefix) =>
        [
            .. assembly
                .GetReferencedAssemblies()
                .Select(a => a.Name!)
                .Where(n => n.StartsWith(prefix, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];

    [Fact]
    public void Core_knows_nobody_and_does_no_input_or_output()
    {
        var core = typeof(Good).Assembly;

        Assert.Empty(References(core, Product));
        Assert.Empty(References(core, "Microsoft.AspNetCore"));
        Assert.Empty(References(core, "Microsoft.Extensions"));
        Assert.Empty(References(core, "StackExchange"));
        Assert.Empty(References(core, "System.Data"));
    }

    [Fact]
    public void Storage_and_the_calls_to_vendors_know_only_Core_and_connectors_those_two()
    {
        string[] onlyCore = ["TimurApiConnect.Core"];
        string[] withCalls = [.. onlyCore, "TimurApiConnect.Vendors"];

        Assert.Equal(onlyCore, References(typeof(StorageModule).Assembly, Product));
        Assert.Equal(onlyCore, References(typeof(VendorCalls).Assembly, Product));
        Assert.Equal(withCalls, References(typeof(AlStyleModule).Assembly, Product));
        Assert.Equal(withCalls, References(typeof(PriceListWriter).Assembly, Product));
    }

    [Fact]
    public void The_sandbox_knows_nothing_of_the_product() =>
        Assert.Empty(References(Assembly.Load("TimurApiConnect.Sandbox"), Product));

    [Fact]
    public void The_gateway_asks_no_vendor()
    {
        var known = References(Assembly.Load("TimurApiConnect.Gateway"), Product);

        Assert.DoesNotContain("TimurApiConnect.AlStyle", known);
        Assert.DoesNotContain("TimurApiConnect.Vendors", known);
    }

    [Fact]
    public void Strangers_documents_are_read_in_the_process_that_is_made_for_it()
    {
        var folder = Path.Combine(Root(), "src");
        var readers = Directory
            .EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(f => File.ReadAllText(f).Contains("UglyToad", StringComparison.Ordinal))
            .Select(f => Path.GetRelativePath(folder, Path.GetDirectoryName(f)!))
            .Distinct(StringComparer.Ordinal);

        Assert.Equal(["TimurApiConnect.Gateway/Documents/Child"], readers);
    }

    [Fact]
    public void No_file_grows_without_a_reason()
    {
        var root = Root();
        var large = Directory
            .EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Where(f =>
                !f.Contains("/obj/", StringComparison.Ordinal)
                && !f.Contains("/tests/", StringComparison.Ordinal)
                && !f.Contains("/artifacts/", StringComparison.Ordinal)
            )
            .Select(f => (File: Path.GetRelativePath(root, f), Lines: File.ReadLines(f).Count()))
            .Where(f => f.Lines > 450)
            .Select(f => $"{f.File}: {f.Lines}");

        Assert.Empty(large);
    }

    private static string Root()
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
}
