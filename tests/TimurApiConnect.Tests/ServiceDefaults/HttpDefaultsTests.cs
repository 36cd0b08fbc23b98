using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace TimurApiConnect.Tests.ServiceDefaults;

/// <summary>A client of the gateway as another service has it: named after the resource, whose address the AppHost gives as a variable.</summary>
public sealed class HttpDefaultsTests : IDisposable
{
    private const string Variable = "services__gateway__http__0";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Environment.SetEnvironmentVariable(Variable, null);

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    public async Task A_read_finds_the_service_by_its_name_and_is_sent_again(string method)
    {
        await using var gateway = await StartAsync(failures: 1);
        using var host = Loopback.Caller();
        using var answer = await SendAsync(host, method);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal([method, method], gateway.Requests);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task A_write_finds_the_service_by_its_name_and_is_sent_once(string method)
    {
        await using var gateway = await StartAsync(failures: 1);
        using var host = Loopback.Caller();
        using var answer = await SendAsync(host, method);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal([method], gateway.Requests);
    }

    [Fact]
    public async Task A_write_that_broke_off_is_sent_once()
    {
        await using var gateway = await StartAsync(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        using var host = Loopback.Caller();

        await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(host, "POST"));
        Assert.Equal(["POST"], gateway.Requests);
    }

    [Fact]
    public void A_body_that_trickles_for_ever_ends_too()
    {
        using var host = Loopback.Caller();
        using var client = Loopback.Client(host, "gateway");

        // The pipeline's own limits end with the headers.
        Assert.Equal(TimeSpan.FromSeconds(100), client.Timeout);
    }

    private static Task<Loopback> StartAsync(int failures) =>
        StartAsync(context =>
        {
            context.Response.StatusCode =
                Interlocked.Decrement(ref failures) >= 0
                    ? StatusCodes.Status503ServiceUnavailable
                    : StatusCodes.Status200OK;
            return Task.CompletedTask;
        });

    private static async Task<Loopback> StartAsync(RequestDelegate answer)
    {
        var gateway = await Loopback.StartAsync(answer);
        Environment.SetEnvironmentVariable(
            Variable,
            gateway.Address.GetLeftPart(UriPartial.Authority)
        );
        return gateway;
    }

    private static async Task<HttpResponseMessage> SendAsync(IHost host, string method)
    {
        using var client = Loopback.Client(host, "gateway");
        using var request = new HttpRequestMessage(new HttpMethod(method), "http://gateway/");
        return await client.SendAsync(request, Cancel);
    }
}
