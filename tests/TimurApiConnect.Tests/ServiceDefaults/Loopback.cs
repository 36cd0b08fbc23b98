using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace TimurApiConnect.Tests.ServiceDefaults;

/// <summary>A web server on the loopback address that remembers the methods of its requests.</summary>
internal sealed class Loopback : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Loopback(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    public ConcurrentQueue<string> Requests { get; } = new();

    public static async Task<Loopback> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new Loopback(app);
        app.Run(context =>
        {
            server.Requests.Enqueue(context.Request.Method);
            return answer(context);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    /// <summary>A host with the product's defaults, and the environment for its settings.</summary>
    public static IHost Caller()
    {
        var builder = new HostApplicationBuilder(
            new HostApplicationBuilderSettings { DisableDefaults = true }
        );
        builder.Configuration.AddEnvironmentVariables();
        builder.AddServiceDefaults();
        return builder.Build();
    }

    public static HttpClient Client(IHost host, string name) =>
        host.Services.GetRequiredService<IHttpClientFactory>().CreateClient(name);

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
