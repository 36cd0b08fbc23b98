using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Running;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ResourceService;

/// <summary>
/// Serves <c>aspire.v1.DashboardService</c>: what the dashboard shows on its pages Resources and Console. HTTP/2 on this
/// machine's own address only, and only to who has the key of this start.
/// </summary>
internal sealed class ResourceServiceHost(
    IServiceProvider services,
    IConfiguration configuration,
    DashboardKeys keys,
    ILogger<ResourceServiceHost> logger
) : IHostedService, IAsyncDisposable
{
    public const string AddressSetting = "ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL";
    private WebApplication? _app;

    /// <summary>Where it listens.</summary>
    public static Uri Address(IConfiguration configuration) =>
        new(
            configuration[AddressSetting] is { Length: > 0 } given
                ? given
                : "http://localhost:20180"
        );

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var address = Address(configuration);
        var app = Build(address.Port);
        try
        {
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
            _app = app;
        }
        catch (IOException e)
        {
            await app.DisposeAsync().ConfigureAwait(false);
            var owner = Ports.Owner(address.Port) is { } process ? $" by {process}" : "";
            logger.LogError(
                "Port {Port} is taken{Owner}: the dashboard will show telemetry, but no resources. Stop that, or set {Setting}. {Reason}",
                address.Port,
                owner,
                AddressSetting,
                e.Message
            );
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_app is { } app)
        {
            await app.StopAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is { } app)
        {
            _app = null;
            await app.DisposeAsync().ConfigureAwait(false);
        }
    }

    private WebApplication Build(int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(o =>
            o.ListenLocalhost(port, l => l.Protocols = HttpProtocols.Http2)
        );
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(2));
        builder.Services.AddRoutingCore();
        builder.Services.AddGrpc();
        Share<ResourceNotificationService>(builder);
        Share<ResourceLoggerService>(builder);
        Share<ResourceCommandService>(builder);
        Share<DistributedApplicationModel>(builder);
        builder.Services.AddSingleton(
            new ApplicationName(services.GetRequiredService<IHostEnvironment>().ApplicationName)
        );
        var app = builder.Build();
        app.Use(
            (context, next) =>
            {
                if (
                    keys.IsResourceServiceKey(
                        context.Request.Headers[DashboardKeys.ResourceServiceHeader]
                    )
                )
                {
                    return next(context);
                }

                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                return Task.CompletedTask;
            }
        );
        app.MapGrpcService<ResourceServiceCalls>();
        return app;
    }

    private void Share<T>(WebApplicationBuilder builder)
        where T : class => builder.Services.AddSingleton(services.GetRequiredService<T>());
}

/// <summary>The name that the dashboard shows.</summary>
internal sealed record ApplicationName(string Full)
{
    private const string Suffix = ".AppHost";

    public string Short =>
        Full.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase) ? Full[..^Suffix.Length] : Full;
}
