using TimurApiConnect.Gateway.Documents;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Orders;

/// <summary>The process that reads PDFs, and what it is given.</summary>
public sealed class PdfProcessTests
{
    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    [Fact]
    public void It_gets_none_of_the_gateways_settings()
    {
        const string secret = "ConnectionStrings__canary";
        Environment.SetEnvironmentVariable(secret, "Password=secret");
        Environment.SetEnvironmentVariable("DOTNET_Canary", "secret");

        var environment = PdfProgram.Start(new PdfLimits { Heap = 0x1000000 }).Environment;

        Assert.DoesNotContain(secret, environment.Keys);
        Assert.DoesNotContain("DOTNET_Canary", environment.Keys);
        Assert.Equal("1000000", environment["DOTNET_GCHeapHardLimit"]);
        Assert.Equal(Environment.GetEnvironmentVariable("PATH"), environment["PATH"]);
    }

    [Fact]
    public async Task It_is_ended_when_it_has_more_memory_than_it_may()
    {
        // Less than any .NET process has.
        var limits = new PdfLimits { Resident = 8 * 1024 * 1024 };

        var ended = await Assert.ThrowsAsync<PdfProcessException>(async () =>
        {
            await using var process = await PdfProcess.StartAsync(limits, Stopping);
        });

        Assert.Equal("it needs more memory than any waybill does", ended.Message);
    }

    [Fact]
    public async Task It_ends_by_itself_where_nobody_else_ends_it()
    {
        var start = PdfProgram.Start(new PdfLimits { Whole = TimeSpan.FromSeconds(1) });
        using var process = System.Diagnostics.Process.Start(start)!;

        // Its input stays open: by its own account there is more to come.
        await process.WaitForExitAsync(Stopping);

        Assert.NotEqual(0, process.ExitCode);
    }
}
