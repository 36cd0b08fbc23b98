using System.Globalization;
using TimurApiConnect.IntegrationTests.Vendors;
using TimurApiConnect.Tests.ServiceDefaults;

namespace TimurApiConnect.IntegrationTests.Secrets;

/// <summary>Al-Style and Kaspi behind one address; both put our tokens into every text that they send, and into refusals when they are told to refuse.</summary>
internal sealed class EchoingVendors : IAsyncDisposable
{
    /// <summary>The number of the first good and the first order.</summary>
    public const int FirstNumber = 601;

    // Stands for a spelling of the token; №№ for a row's number.
    private const string Said = "§§";

    private const string No =
        """{"success":false,"message":"no §§","errors":[{"title":"no §§"}]}""";

    private const string Stock = """
        "№№":{"quantity":9,"price1":3000,"price2":4500,"warehouse":"§§","§§":"§§"}
        """;

    private const string Good = """
        {"article":№№,"article_pn":"§§","name":"Удлинитель §§","category":1,"price1":3000,"price2":4500,"quantity":9,"brand":"§§",
        "barcode":"§§","rrp":1,"multiplicity":1,"§§":"§§"}
        """;

    private const string Category =
        """{"id":1,"name":"§§","left":1,"right":2,"level":1,"elements":1}""";

    private const string Brand = """{"id":"№№","name":"§§"}""";

    private const string Order = """
        {"type":"orders","id":"T№№","attributes":{"code":"9000№№","creationDate":@now,"totalPrice":5990.0,"status":"APPROVED_BY_BANK",
        "state":"NEW","paymentMode":"§§","deliveryMode":"§§","pickupPointId":"§§","cancellationReason":"§§",
        "customer":{"id":"§§","cellPhone":"7000000000","firstName":"§§","lastName":"§§"},
        "deliveryAddress":{"town":"§§","formattedAddress":"§§"},"kaspiDelivery":{"waybillNumber":"§§"}},
        "relationships":{"entries":{"data":[{"type":"orderentries","id":"L№№"}]}}}
        """;

    private const string Unreadable = """{"type":"orders","id":"§§","attributes":{"code":"§§"}}""";

    private const string Line = """
        {"type":"orderentries","id":"L№№","attributes":{"quantity":1,"totalPrice":5990.0,"basePrice":5990.0,"entryNumber":0,
        "unitType":"§§","category":{"code":"§§","title":"§§"},"offer":{"code":"601","name":"§§"}}}
        """;

    private readonly RawServer _server;
    private readonly string[] _alStyle;
    private readonly string[] _kaspi;
    private int _asked;

    public EchoingVendors(string alStyle, string kaspi)
    {
        (_alStyle, _kaspi) = (
            [.. TokenSpellings.Of(alStyle).Values],
            [.. TokenSpellings.Of(kaspi).Values]
        );
        _server = RawServer.Tells(Answer);
    }

    /// <summary>The status that they refuse with; null for good answers.</summary>
    public string? Refuses { get; set; }

    public Uri AlStyle => _server.Address("/api/");

    public Uri Kaspi => _server.Address();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    // GET /api/quantity-price?access-token=… HTTP/1.1
    private (string Status, string Body) Answer(string request)
    {
        if (request.Length == 0)
        {
            // The doctor connects and says nothing.
            return ("400 §§", "");
        }

        var path = request.Split(' ')[1].Split('?')[0];
        var isKaspi = path.StartsWith("/shop/", StringComparison.Ordinal);
        var spellings = isKaspi ? _kaspi : _alStyle;
        var one = spellings[Interlocked.Increment(ref _asked) % spellings.Length];
        var (status, body) = (Refuses, path.Split('/')[^1]) switch
        {
            ({ } refusal, _) => (refusal, No),
            (_, "quantity-price") => ("200 OK", $"{{{Rows(_alStyle, Stock)}}}"),
            (_, "elements-pagination") => (
                "200 OK",
                "{\"elements\":["
                    + Rows(_alStyle, Good)
                    + $"],\"pagination\":{{\"totalCount\":{_alStyle.Length},\"totalPages\":1}}}}"
            ),
            (_, "categories") => ("200 OK", $"[{Category}]"),
            (_, "brands") => ("200 OK", $"{{\"status\":true,\"data\":[{Rows(_alStyle, Brand)}]}}"),
            (_, "date") => ("200 OK", """{"§§":"§§"}"""),
            (_, "orders") when isKaspi => (
                "200 OK",
                $"{{\"data\":[{Rows(_kaspi, Order)},{Unreadable}],\"included\":[{Rows(_kaspi, Line)}]}}"
            ),
            _ => ("404 §§", No),
        };
        return (status.Replace(Said, one), body.Replace(Said, one));
    }

    private static string Rows(string[] spellings, string row)
    {
        var now = TimeProvider.System.GetUtcNow().AddMinutes(-5).ToUnixTimeMilliseconds();
        return string.Join(
            ',',
            spellings.Select(
                (said, i) =>
                    row.Replace(Said, said)
                        .Replace("№№", (FirstNumber + i).ToString(CultureInfo.InvariantCulture))
                        .Replace("@now", now.ToString(CultureInfo.InvariantCulture))
            )
        );
    }
}
