using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using TimurApiConnect.AlStyle;
using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.Core.Vendors;
using TimurApiConnect.IntegrationTests.Sandbox;
using TimurApiConnect.Vendors;

namespace TimurApiConnect.IntegrationTests.AlStyle;

/// <summary>The supplier connector as one process has it: its own Redis connection, its own limiter.</summary>
internal sealed class SupplierUnderTest : IAsyncDisposable, IVendorMemory, ITurnLeases, IEndTurn
{
    private readonly IHost _host;

    private SupplierUnderTest(
        string redis,
        Uri baseUrl,
        Action<ILoggingBuilder>? logging,
        string[] settings,
        ITurnLeases? leases = null
    )
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        string[] defaults =
        [
            $"AlStyle:BaseUrl={baseUrl}",
            "AlStyle:Interval=00:00:00.001",
            "AlStyle:Margin=00:00:00",
            "AlStyle:FirstByteLimit=00:00:05",
            "AlStyle:AnswerLimit=00:00:20",
            "AlStyle:ConnectLimit=00:00:00.300",
            "AlStyle:BackOff=00:00:00.200",
            "AlStyle:BreakAfter=100",
            $"AlStyle:Accounts:main:Token={SandboxServer.AlStyleToken}",
        ];
        // Of two settings with one name the later counts, as on a command line.
        builder.Configuration.AddCommandLine([.. defaults.Concat(settings).Select(s => $"--{s}")]);
        logging?.Invoke(builder.Logging);
        builder.AddServiceDefaults();
        builder.AddAlStyle();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<IVendorMemory>(this);
        builder.Services.AddSingleton(leases ?? this);
        builder.Services.AddSingleton<IConnectionMultiplexer>(_ => Connect(redis));
        _host = builder.Build();
    }

    // As the product connects: a Redis that is away is noticed at once.
    private static ConnectionMultiplexer Connect(string redis)
    {
        var options = ConfigurationOptions.Parse(
            $"{redis},abortConnect=false,connectTimeout=1000,asyncTimeout=1000,syncTimeout=1000"
        );
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.ReconnectRetryPolicy = new LinearRetry(200);
        return ConnectionMultiplexer.Connect(options);
    }

    public ISupplier Supplier => _host.Services.GetRequiredService<ISupplier>();

    public ISupplierOrdering Ordering => _host.Services.GetRequiredService<ISupplierOrdering>();

    public VendorCalls Calls => _host.Services.GetRequiredService<VendorCalls>();

    public IVendor Vendor => _host.Services.GetRequiredService<IVendor>();

    /// <summary>Every call that was noted.</summary>
    public ConcurrentQueue<(string Step, Failure? Failure)> Noted { get; } = [];

    public static SupplierUnderTest Start(
        string redis,
        SandboxServer sandbox,
        params string[] settings
    ) => new(redis, new Uri(sandbox.BaseAddress, "api/"), null, settings);

    public static SupplierUnderTest Start(
        string redis,
        Uri baseUrl,
        Action<ILoggingBuilder>? logging,
        params string[] settings
    ) => new(redis, baseUrl, logging, settings);

    /// <summary>One of several processes that share a database.</summary>
    public static SupplierUnderTest Start(
        string redis,
        SandboxServer sandbox,
        ITurnLeases leases,
        params string[] settings
    ) => new(redis, new Uri(sandbox.BaseAddress, "api/"), null, settings, leases);

    // Alone with its database every turn is free.
    public Task<IEndTurn?> TryTakeAsync(
        string name,
        TimeSpan longest,
        CancellationToken stopping
    ) => Task.FromResult<IEndTurn?>(this);

    public Task KeepAsync(TimeSpan longest) => Task.CompletedTask;

    public Task EndAsync(TimeSpan rest) => Task.CompletedTask;

    public Task NoteAsync(VendorNote note, CancellationToken stopping)
    {
        Noted.Enqueue((note.Step, note.Failure));
        return Task.CompletedTask;
    }

    public Task<TokenView> TokenAsync(
        VendorName vendor,
        string account,
        string token,
        CancellationToken stopping
    ) => Task.FromResult(TokenView.Unknown);

    public Task<bool> MayCheckAsync(
        VendorName vendor,
        string account,
        string token,
        string step,
        TimeSpan every,
        CancellationToken stopping
    ) => Task.FromResult(false);

    public ValueTask DisposeAsync()
    {
        _host.Dispose();
        return ValueTask.CompletedTask;
    }
}
