using System.Text;
using TimurApiConnect.Kaspi.PriceLists;
using TimurApiConnect.Sandbox.Kaspi;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Access;

/// <summary>A price list that wants more than to be read. Both readers refuse it: ours and the simulated Kaspi's.</summary>
public sealed class HostileXmlTests : IDisposable
{
    private const string Secret = "canary-of-a-file-7f3a";
    private readonly string _file = Path.GetTempFileName();

    public HostileXmlTests() => File.WriteAllText(_file, Secret);

    public void Dispose() => File.Delete(_file);

    public static TheoryData<string> Documents() =>
        [
            // A file of this machine.
            """<!DOCTYPE k [<!ENTITY x SYSTEM "file://{file}">]><kaspi_catalog xmlns="kaspiShopping" date="x"><company>&x;</company></kaspi_catalog>""",
            // An address of this network.
            """<!DOCTYPE k SYSTEM "http://127.0.0.1:{port}/evil.dtd"><kaspi_catalog xmlns="kaspiShopping" date="x"/>""",
            """<!DOCTYPE k [<!ENTITY % p SYSTEM "http://127.0.0.1:{port}/evil.dtd"> %p;]><kaspi_catalog xmlns="kaspiShopping" date="x"/>""",
            // A bomb: ten to the ninth letters out of one line.
            """<!DOCTYPE k [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;"><!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;"><!ENTITY g "&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;"><!ENTITY h "&g;&g;&g;&g;&g;&g;&g;&g;&g;&g;"><!ENTITY i "&h;&h;&h;&h;&h;&h;&h;&h;&h;&h;">]><kaspi_catalog xmlns="kaspiShopping" date="x"><company>&i;</company></kaspi_catalog>""",
            // The same without any use of it.
            """<!DOCTYPE kaspi_catalog><kaspi_catalog xmlns="kaspiShopping" date="x"/>""",
        ];

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task It_is_refused_before_anything_is_read_or_grown(string document)
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        var bytes = Encoding.UTF8.GetBytes(
            document
                .Replace("{file}", _file, StringComparison.Ordinal)
                .Replace("{port}", $"{port}", StringComparison.Ordinal)
        );
        var before = GC.GetAllocatedBytesForCurrentThread();

        var violation = Assert.Single(PriceListValidator.Validate(new MemoryStream(bytes)));
        var refused = await Assert.ThrowsAsync<PriceListException>(() =>
            new PriceListReader(new KaspiSettings()).ReadAsync(new MemoryStream(bytes))
        );

        Assert.Equal("well-formed", violation.Rule);
        Assert.Contains("DTD", violation.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, violation.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, refused.Message, StringComparison.Ordinal);
        Assert.False(listener.Pending(), "somebody was asked");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 5_000_000);
    }
}
