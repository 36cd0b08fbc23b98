namespace TimurApiConnect.SyncWorker;

/// <summary>Puts the program together. Tests start it in their own process.</summary>
internal static class SyncWorkerApp
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
        builder.AddServiceDefaults();
        builder.AddSyncWorker();
        replace?.Invoke(builder.Services);

        var app = builder.Build();
        app.MapDefaultEndpoints();
        return app;
    }
}
