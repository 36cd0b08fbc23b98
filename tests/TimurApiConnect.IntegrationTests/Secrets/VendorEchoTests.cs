using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.Orders;
using TimurApiConnect.IntegrationTests.AlStyle;
using TimurApiConnect.IntegrationTests.Sandbox;
using TimurApiConnect.IntegrationTests.Servers;
using TimurApiConnect.IntegrationTests.Vendors;
using TimurApiConnect.Kaspi.Orders;
using TimurApiConnect.Tests.ServiceDefaults;
using TimurApiConnect.Vendors;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Secrets;

/// <summary>Each vendor repeats our token in each spelling at each place that it has: no failure, no diagnosis and no log tells it.</summary>
public class VendorEchoTests
{
    private readonly FakeLogCollector _logs = new();
    private readonly List<string> _told = [];
    private int _said;

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kaspi_cannot_make_us_tell_its_token()
    {
        var answer = (Head: "", Body: "");
        await using var server = RawServer.Tells(_ => answer);
        await using var under = KaspiUnderTest.Start(
            server.Address(),
            Log,
            "Kaspi:Attempts=1",
            "Kaspi:BreakAfter=1000",
            "Kaspi:AtOnce=100",
            // Each shop has a pace of its own.
            $"Shops:list:KaspiToken={SandboxServer.KaspiToken}",
            $"Shops:code:KaspiToken={SandboxServer.KaspiToken}",
            $"Shops:send:KaspiToken={SandboxServer.KaspiToken}",
            $"Shops:cities:KaspiToken={SandboxServer.KaspiToken}"
        );
        foreach (var (place, spelling, said) in All(EchoPlaces.OfKaspi, SandboxServer.KaspiToken))
        {
            answer = said;
            var query = new OrderQuery(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
            var orders = await under
                .Orders.ListAsync("list", query, Stopping)
                .ToListAsync(Stopping);
            var sent = await under.Orders.SendAsync(
                "send",
                "1",
                "1",
                new OrderCommand.Accept(),
                Stopping
            );
            Look(
                $"{place}, {spelling}",
                SandboxServer.KaspiToken,
                [
                    .. orders.Select(o => $"{o.Failure} {string.Join(' ', o.Value?.Unread ?? [])}"),
                    $"{(await under.Orders.ByCodeAsync("code", "1", Stopping)).Failure}",
                    $"{(await under.Orders.CitiesAsync("cities", Stopping)).Failure}",
                    $"{sent.Failure} {sent.Value}",
                    Text(await under.LookAsync()),
                    .. under.Noted.Select(n => $"{n.Failure}"),
                ]
            );
            under.Noted.Clear();
        }

        foreach (var (place, spelling, said) in Some(EchoPlaces.OfKaspi, SandboxServer.KaspiToken))
        {
            answer = said;
            var report = await under.ExamineAsync();
            Look(
                $"diagnosis, {place}, {spelling}",
                SandboxServer.KaspiToken,
                [$"{report.Verdict}", .. report.Steps.Select(s => $"{s}")]
            );
        }

        End();
    }

    [Fact]
    public async Task Al_Style_cannot_make_us_tell_its_token()
    {
        var answer = (Head: "", Body: "");
        await using var server = RawServer.Tells(_ => answer);
        await using var under = SupplierUnderTest.Start(
            (await RedisServer.SharedAsync()).ConnectionString,
            server.Address("/api/"),
            Log,
            "AlStyle:Attempts=1",
            "AlStyle:BreakAfter=1000"
        );
        foreach (
            var (place, spelling, said) in All(EchoPlaces.OfAlStyle, SandboxServer.AlStyleToken)
        )
        {
            answer = said;
            var fresh = await under.Supplier.ReadFreshnessAsync("main", Stopping);
            Look(
                $"{place}, {spelling}",
                SandboxServer.AlStyleToken,
                [
                    $"{fresh.Failure} {fresh.Value}",
                    $"{(await under.Supplier.ReadStockAsync("main", Stopping)).Failure}",
                    $"{(await under.Supplier.ReadCataloguePageAsync("main", new CatalogueBuilder(), 0, Stopping)).Failure}",
                    $"{(await under.Ordering.CancelAsync("main", "1", Stopping)).Failure}",
                    $"{(await under.Ordering.ReadTermsAsync("main", Stopping)).Failure}",
                    Text(await under.Calls.LookAsync(under.Vendor, "main", null, null, Stopping)),
                    .. under.Noted.Select(n => $"{n.Failure}"),
                ]
            );
            under.Noted.Clear();
        }

        End();
    }

    private static string Text(VendorLook look) =>
        look.Answer is { } answer
            ? $"{look.Failure} {answer.ContentType} {answer.Location} {Encoding.UTF8.GetString(answer.Body.Span)}"
            : $"{look.Failure}";

    private static IEnumerable<(string Place, string Spelling, (string, string) Said)> All(
        IEnumerable<(string Name, string Head, string Body)> places,
        string token
    ) =>
        from place in places
        from spelling in TokenSpellings.Of(token)
        select (place.Name, spelling.Key, EchoPlaces.With(place.Head, place.Body, spelling.Value));

    // The doctor takes its time: one spelling for each place, another one each time.
    private static IEnumerable<(string Place, string Spelling, (string, string) Said)> Some(
        IEnumerable<(string Name, string Head, string Body)> places,
        string token
    ) =>
        places
            .Zip(TokenSpellings.Of(token).Reverse())
            .Select(p =>
                (
                    p.First.Name,
                    p.Second.Key,
                    EchoPlaces.With(p.First.Head, p.First.Body, p.Second.Value)
                )
            );

    private void Look(string place, string token, string[] texts)
    {
        _said += texts.Count(t => t.Contains("***", StringComparison.Ordinal));
        _told.AddRange(
            texts
                .Concat(
                    _logs
                        .GetSnapshot(clear: true)
                        .Select(l =>
                            $"{l.Message} {l.Exception} {string.Join(' ', l.StructuredState ?? [])}"
                        )
                )
                .Select(text => TokenSpellings.Told(text, token))
                .OfType<string>()
                .Select(told => $"{place}: {told}")
        );
    }

    private void End()
    {
        Assert.True(_told.Count == 0, string.Join('\n', _told.Take(40)));
        // The vendor was quoted all the same.
        Assert.InRange(_said, 500, int.MaxValue);
    }

    private void Log(ILoggingBuilder logging)
    {
        logging.SetMinimumLevel(LogLevel.Trace);
        logging.Services.AddSingleton(_logs);
        logging.AddProvider(new FakeLoggerProvider(_logs));
    }
}
