using System.Net.Http.Headers;
using TimurApiConnect.Core;

namespace TimurApiConnect.ServiceDefaults;

/// <summary>
/// Sends <c>User-Agent</c> and <c>Accept</c> where the caller has set none. A handler and not default headers: default
/// headers of all clients would be added to those of a client that has its own.
/// </summary>
internal sealed class ProductHeadersHandler : DelegatingHandler
{
    private static readonly MediaTypeWithQualityHeaderValue Anything = new("*/*");

    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        if (request.Headers.UserAgent.Count == 0)
        {
            request.Headers.UserAgent.ParseAdd(ProductInfo.UserAgent);
        }

        // Some vendors answer 406 or an HTML page to a request without Accept, which is what HttpClient sends.
        if (request.Headers.Accept.Count == 0)
        {
            request.Headers.Accept.Add(Anything);
        }

        return base.SendAsync(request, cancellationToken);
    }
}
