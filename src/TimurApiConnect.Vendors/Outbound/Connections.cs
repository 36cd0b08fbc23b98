namespace TimurApiConnect.Vendors.Outbound;

/// <summary>
/// Gives a request with an effect a connection of its own. Over a connection from before the platform repeats a request by itself when that
/// connection ends before the answer, and cannot know whether the vendor has already acted: a GET with an effect would take effect twice.
/// </summary>
internal sealed class Connections : HttpMessageHandler
{
    private static readonly HttpRequestOptionsKey<bool> Own = new("timur own connection");
    private readonly HttpMessageInvoker _kept;
    private readonly HttpMessageInvoker _own;

    public Connections(Func<SocketsHttpHandler> create)
    {
        _kept = new(create());
        var own = create();
        own.PooledConnectionLifetime = TimeSpan.Zero;
        _own = new(own);
    }

    /// <summary>The request wants a connection of its own.</summary>
    public static void Open(HttpRequestMessage request) => request.Options.Set(Own, true);

    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    ) =>
        (request.Options.TryGetValue(Own, out _) ? _own : _kept).SendAsync(
            request,
            cancellationToken
        );

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _kept.Dispose();
            _own.Dispose();
        }

        base.Dispose(disposing);
    }
}
