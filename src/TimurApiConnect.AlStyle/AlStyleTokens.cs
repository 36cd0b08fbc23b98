using TimurApiConnect.Vendors;

namespace TimurApiConnect.AlStyle;

/// <summary>
/// Puts the token into the address as the last thing before the wire. Al-Style takes it in the query only, so whatever stands above this
/// handler (logs, spans, exceptions) sees an address without it.
/// </summary>
internal sealed class AlStyleTokens(LastGood<AlStyleOptions> options) : DelegatingHandler
{
    /// <summary>The account whose token is to be added.</summary>
    public static HttpRequestOptionsKey<string> Account { get; } = new("al-style account");

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var without = request.RequestUri!;
        request.Options.TryGetValue(Account, out var account);
        var token = options.Value.Accounts[account!].Token;
        request.RequestUri = new Uri(
            $"{without.AbsoluteUri}{(without.Query.Length == 0 ? '?' : '&')}access-token={token}"
        );
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        finally
        {
            request.RequestUri = without;
        }
    }
}
