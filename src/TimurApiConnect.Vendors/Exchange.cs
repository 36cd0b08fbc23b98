using TimurApiConnect.Core;
using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Vendors;
using TimurApiConnect.Vendors.Outbound;

namespace TimurApiConnect.Vendors;

/// <summary>One request and its answer, within the time limits; whatever the outside does becomes a named outcome.</summary>
internal sealed class Exchange(
    HttpClient http,
    OutboundOptions outbound,
    ISecretMask mask,
    TimeProvider clock
)
{
    /// <summary>Sends and reads.</summary>
    /// <param name="vendor">Who is asked.</param>
    /// <param name="call">What for.</param>
    /// <param name="limits">The limits of one try.</param>
    /// <param name="read">Reads the answer, whatever its status.</param>
    /// <param name="total">Fires when the limit of the whole call is reached.</param>
    /// <param name="stopping">Fires when the caller gives up.</param>
    public async Task<Outcome<T>> RunAsync<T>(
        IVendor vendor,
        VendorCall call,
        TimeLimits limits,
        Func<HttpResponseMessage, Stream, CancellationToken, Task<Outcome<T>>> read,
        CancellationToken total,
        CancellationToken stopping
    )
        where T : notnull
    {
        var started = clock.GetTimestamp();
        using var request = vendor.CreateRequest(call);
        // Whatever the host adds or does not: a request without a name, or with a tool's, may hang.
        request.Headers.UserAgent.Clear();
        request.Headers.TryAddWithoutValidation(
            "User-Agent",
            call.UserAgent ?? ProductInfo.UserAgent
        );

        if (call.HasEffect)
        {
            Connections.Open(request);
        }

        var dialling = Dialling.Of(request);
        var gotHeaders = false;
        using var firstByte = new CancellationTokenSource(limits.FirstByte, clock);
        using var answer = new CancellationTokenSource(limits.Answer, clock);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(
            firstByte.Token,
            answer.Token,
            total,
            stopping
        );
        try
        {
            using var response = await http.SendAsync(
                request,
                HttpCompletionOption.ResponseHeadersRead,
                any.Token
            );
            gotHeaders = true;
            firstByte.CancelAfter(Timeout.InfiniteTimeSpan);
            await using var body = new MaskedStream(
                new LimitedStream(
                    await response.Content.ReadAsStreamAsync(any.Token),
                    vendor.Options.LargestAnswer
                ),
                mask
            );
            var outcome = await read(response, body, any.Token);
            return outcome.Failure is { } failure
                ? Masked(failure) with
                {
                    Elapsed = clock.GetElapsedTime(started),
                }
                : outcome;
        }
        catch (Exception e) when (HttpFailures.IsOutside(e))
        {
            var elapsed = clock.GetElapsedTime(started);
            return Masked(
                HttpFailures.Name(
                    e,
                    vendor.Name,
                    call.Step,
                    Way(vendor.Options.BaseUrl),
                    gotHeaders ? Reached.Headers
                        : dialling.IsPending ? Reached.Dialling
                        : Reached.Connected,
                    elapsed,
                    total.IsCancellationRequested ? elapsed
                        : gotHeaders ? limits.Answer
                        : limits.FirstByte,
                    stopping.IsCancellationRequested
                )
            );
        }
    }

    // Every failure with a vendor's text in it passes here, decoded as people will read it.
    private Failure Masked(Failure failure) =>
        failure with
        {
            Detail = mask.Mask(failure.Detail),
            NextMove = mask.Mask(failure.NextMove),
        };

    private string Way(Uri address) =>
        outbound.ProxyFor(address) is { } proxy
            ? $"{address.Host}:{address.Port} through the proxy {OutboundOptions.Shown(proxy)}"
            : $"{address.Host}:{address.Port}";
}
