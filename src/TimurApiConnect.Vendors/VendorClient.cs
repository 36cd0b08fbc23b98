using TimurApiConnect.Core.Vendors;

namespace TimurApiConnect.Vendors;

/// <summary>
/// The HTTP client of a vendor. It is made here and not by <c>IHttpClientFactory</c>, whose clients all have what calls between services need:
/// docs/decisions/ADR-009-vendor-calls.md says why vendors do not.
/// </summary>
public sealed class VendorClient : IDisposable
{
    private readonly Lazy<HttpClient> _http;

    internal VendorClient(VendorName vendor, Func<HttpMessageHandler> create)
    {
        Vendor = vendor;
        // At the first call: by then wrong settings have stopped the start and said why.
        _http = new(() => new HttpClient(create()) { Timeout = Timeout.InfiniteTimeSpan });
    }

    internal VendorName Vendor { get; }

    internal HttpClient Http => _http.Value;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_http.IsValueCreated)
        {
            _http.Value.Dispose();
        }
    }
}
