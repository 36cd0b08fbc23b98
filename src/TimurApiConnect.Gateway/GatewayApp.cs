using Microsoft.Extensions.Configuration.Memory;

namespace TimurApiConnect.Gateway;

/// <summary>Puts the program together. Tests start it in their own process.</summary>
internal static class GatewayApp
{
    /// <summary>The program, ready to be run.</summary>
    /// <param name="args">Settings, as on the command line.</param>
    /// <param name="replace">Services that a test puts in place of others.</param>
    /// <param name="settingsFolder">Where appsettings.json lies: beside the program, from wherever that is started.</param>
    public static WebApplication Build(
        string[] args,
        Action<IServiceCollection>? replace = null,
        string? settingsFolder = null
    )
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions
            {
                Args = args,
                ContentRootPath = settingsFolder ?? AppContext.BaseDirectory,
            }
        );
        // First, so that every other source can say otherwise: two lines a request would cost more than the request.
        builder.Configuration.Sources.Insert(
            0,
            new MemoryConfigurationSource
            {
                InitialData = [new("Logging:LogLevel:Microsoft.AspNetCore", "Warning")],
            }
        );
        builder.AddServiceDefaults();
        builder.AddGateway();
        replace?.Invoke(builder.Services);

        var app = builder.Build();
        app.MapGateway();
        app.MapDefaultEndpoints();
        return app;
    }
}
