using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using TimurApiConnect.IntegrationTests.Sandbox;
using TimurApiConnect.IntegrationTests.Servers;
using TimurApiConnect.IntegrationTests.Sync;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Recovery;

/// <summary>The gateway is killed while Kaspi pulls and pulls.</summary>
public class KilledGatewayTests
{
    private const int Pullers = 4;

    [Fact]
    public async Task Whoever_gets_an_answer_gets_the_whole_list_before_and_after()
    {
        await using var product = await Product.StartAsync(postgres: false);
        await product.StartWorkerAsync();
        await product.FirstListAsync();
        var feed = new Uri($"http://127.0.0.1:{ChildProcess.FreePort()}/feeds/demo/kaspi.xml");
        var answers = new ConcurrentQueue<(HttpStatusCode Status, string? ETag, int Length)>();
        var broken = 0;
        using var stop = new CancellationTokenSource();
        var first = product.StartGatewayProcess(feed.Port);
        var pulling = Enumerable.Range(0, Pullers).Select(_ => PullAsync()).ToList();
        await AnswersAsync(100, first);

        first.Kill();
        await SandboxServer.UntilAsync(() => Task.FromResult(broken > 0), "pulls fail meanwhile");
        var before = answers.Count;
        using var second = product.StartGatewayProcess(feed.Port);
        await AnswersAsync(before + 100, second);
        await stop.CancelAsync();
        await Task.WhenAll(pulling);
        first.Dispose();

        // Nothing changed at the supplier, so there is one version, and no answer is anything else.
        var (status, etag, length) = Assert.Single(answers.Distinct());
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.NotNull(etag);
        Assert.True(length > 1000);

        Task AnswersAsync(int count, ChildProcess gateway) =>
            SandboxServer.UntilAsync(
                () => Task.FromResult(answers.Count >= count),
                $"{count} answers; the gateway says: {gateway.Output}",
                30
            );

        async Task PullAsync()
        {
            using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    using var answer = await http.GetAsync(feed, CancellationToken.None);
                    var bytes = await answer.Content.ReadAsByteArrayAsync(CancellationToken.None);
                    answers.Enqueue((answer.StatusCode, answer.Headers.ETag?.Tag, bytes.Length));
                }
                catch (Exception e) when (e is HttpRequestException or SocketException)
                {
                    // Nobody listens, or the process died in the middle of the answer: no half of a list is taken for one.
                    broken++;
                    await Task.Delay(
                        TimeSpan.FromMilliseconds(20),
                        TimeProvider.System,
                        CancellationToken.None
                    );
                }
            }
        }
    }
}
