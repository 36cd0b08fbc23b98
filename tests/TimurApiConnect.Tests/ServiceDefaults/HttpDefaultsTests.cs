using System.Diagnostics;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Polly.Timeout;

namespace TimurApiConnect.Tests.ServiceDefaults;

public sealed class HttpDefaultsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_request_names_the_product_and_accepts_anything()
    {
        await using var server = await Loopback.StartAsync(_ => Task.CompletedTask);
        using var host = Loopback.Caller();
        using var answer = await Loopback.Client(host).GetAsync(server.Address, Cancel);

        var seen = Assert.Single(server.Requests);
        Assert.Matches(
            @"^TimurApiConnect/\d+\.\d+\.\d+ \(\+https://github\.com/timur-api-connect/timur-api-connect\)$",
            seen.UserAgent
        );
        Assert.Equal("*/*", seen.Accept);
    }

    [Fact]
    public async Task Headers_of_the_caller_win()
    {
        await using var server = await Loopback.StartAsync(_ => Task.CompletedTask);
        using var host = Loopback.Caller();
        using var request = new HttpRequestMessage(HttpMethod.Get, server.Address);
        request.Headers.UserAgent.ParseAdd("Own/1");
        request.Headers.Accept.ParseAdd("application/json");
        using var answer = await Loopback.Client(host).SendAsync(request, Cancel);

        var seen = Assert.Single(server.Requests);
        Assert.Equal("Own/1", seen.UserAgent);
        Assert.Equal("application/json", seen.Accept);
    }

    [Fact]
    public async Task A_read_is_sent_three_times_at_most()
    {
        await using var server = await Loopback.StartAsync(Unavailable);
        using var host = Loopback.Caller();
        using var answer = await Loopback.Client(host).GetAsync(server.Address, Cancel);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(3, server.Requests.Count);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task A_write_is_sent_once(string method)
    {
        await using var server = await Loopback.StartAsync(Unavailable);
        using var host = Loopback.Caller();
        using var request = new HttpRequestMessage(new HttpMethod(method), server.Address);
        using var answer = await Loopback.Client(host).SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_write_that_broke_off_is_sent_once()
    {
        await using var server = await Loopback.StartAsync(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        using var host = Loopback.Caller();
        using var body = new StringContent("{}");

        await Assert.ThrowsAsync<HttpRequestException>(() =>
            Loopback.Client(host).PostAsync(server.Address, body, Cancel)
        );
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task The_total_limit_ends_a_call_whatever_the_attempts_do()
    {
        await using var server = await Loopback.StartAsync(HangAsync);
        using var host = Loopback.Caller(
            ("Http:Attempt", "00:00:00.3"),
            ("Http:Total", "00:00:00.9")
        );
        var watch = Stopwatch.StartNew();

        await Assert.ThrowsAsync<TimeoutRejectedException>(() =>
            Loopback.Client(host).GetAsync(server.Address, Cancel)
        );
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(0.8), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_body_that_trickles_for_ever_ends_too()
    {
        await using var server = await Loopback.StartAsync(async context =>
        {
            await context.Response.Body.WriteAsync(
                Encoding.UTF8.GetBytes("begin"),
                context.RequestAborted
            );
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await HangAsync(context);
        });
        using var host = Loopback.Caller(
            ("Http:Attempt", "00:00:00.2"),
            ("Http:Total", "00:00:00.3")
        );

        await Assert.ThrowsAsync<TaskCanceledException>(() =>
            Loopback.Client(host).GetStringAsync(server.Address, Cancel)
        );
    }

    [Fact]
    public async Task A_service_name_is_resolved()
    {
        await using var server = await Loopback.StartAsync(_ => Task.CompletedTask);
        using var host = Loopback.Caller(
            ("services:gateway:http:0", server.Address.GetLeftPart(UriPartial.Authority))
        );
        using var answer = await Loopback.Client(host).GetAsync(new Uri("http://gateway/"), Cancel);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("Http:Attempt", "00:00:00", "Http:Attempt is 00:00:00")]
    [InlineData("Http:Connect", "10.00:00:00", "Http:Connect is 10.00:00:00")]
    [InlineData(
        "Http:Total",
        "00:00:05",
        "Http:Total is 00:00:05, less than Http:Attempt, 00:00:15"
    )]
    public async Task A_limit_that_makes_no_sense_stops_the_start(
        string key,
        string value,
        string message
    )
    {
        using var host = Loopback.Caller((key, value));

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() =>
            host.StartAsync(Cancel)
        );
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    private static Task Unavailable(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return Task.CompletedTask;
    }

    private static async Task HangAsync(HttpContext context)
    {
        var gone = new TaskCompletionSource();
        await using var registration = context.RequestAborted.Register(() => gone.TrySetResult());
        await gone.Task;
    }
}
