using System.Net.Sockets;

namespace TimurApiConnect.Sandbox.Faults.Pulls;

/// <summary>Downloads that run beside a pull: read to the end, thrown away, counted.</summary>
internal static class PullsBeside
{
    /// <summary>Counts how they ended, by status; 0 is no whole answer.</summary>
    public static async Task<IReadOnlyDictionary<int, int>?> RunAsync(
        HttpClient http,
        Func<HttpRequestMessage> request,
        int count,
        CancellationToken cancel
    )
    {
        if (count == 0)
        {
            return null;
        }

        var ended = await Task.WhenAll(
            Enumerable.Range(0, count).Select(_ => OneAsync(http, request, cancel))
        );
        return ended.CountBy(status => status).ToDictionary();
    }

    private static async Task<int> OneAsync(
        HttpClient http,
        Func<HttpRequestMessage> request,
        CancellationToken cancel
    )
    {
        try
        {
            using var asked = request();
            using var response = await http.SendAsync(
                asked,
                HttpCompletionOption.ResponseHeadersRead,
                cancel
            );
            await response.Content.CopyToAsync(Stream.Null, cancel);
            return (int)response.StatusCode;
        }
        catch (Exception e)
            when (e
                    is HttpRequestException
                        or SocketException
                        or IOException
                        or OperationCanceledException
            )
        {
            return 0;
        }
    }
}
