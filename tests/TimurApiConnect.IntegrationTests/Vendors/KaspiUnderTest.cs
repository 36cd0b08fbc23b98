using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TimurApiConnect.Core.Diagnostics;
using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Vendors;
using TimurApiConnect.IntegrationTests.Sandbox;
using TimurApiConnect.Kaspi;
using TimurApiConnect.Kaspi.Orders;
using TimurApiConnect.ServiceDefaults.Secrets;
using TimurApiConnect.SyncWorker.Diagnostics;
using TimurApiConnect.Vendors;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Vendors;

/// <summary>The marketplace connector as one process has it.</summary>
internal sealed class KaspiUnderTest : IAsyncDisposable, IVendorMemory
{
    /// <summary>Limits for tests that wait until they are over; too short for a busy machine's good answers.</summary>
    public static readonly string[] ShortLimits =
    [
        "Kaspi:ConnectLimit=00:00:00.300",
        "Kaspi:FirstByteLimit=00:00:00.500",
        "Kaspi:AnswerLimit=00:00:00.700",
        "Doctor:StepLimit=00:00:00.400",
    ];

    private readonly IHost _host;

    private KaspiUnderTest(
        Uri baseUrl,
        Action<ILoggingBuilder>? logging,
        string[] settings,
        bool bare = false
    )
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        string[] defaults =
        [
            $"Kaspi:BaseUrl={baseUrl}",
            "Kaspi:TotalLimit=00:00:50",
            "Kaspi:BackOff=00:00:00.010",
            "Kaspi:PerSecond=100",
            $"Shops:demo:KaspiToken={SandboxServer.KaspiToken}",
        ];
        builder.Configuration.AddCommandLine([.. defaults.Concat(settings).Select(s => $"--{s}")]);
        logging?.Invoke(builder.Logging);
        if (bare)
        {
            builder.Services.AddSingleton<ISecretMask>(new SecretValues(builder.Configuration));
        }
        else
        {
            builder.AddServiceDefaults();
        }

        builder.AddKaspi();
        builder.Services.AddSingleton<Doctor>();
        builder.Services.AddOptions<DoctorOptions>().BindConfiguration("Doctor");
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<IVendorMemory>(this);
        _host = builder.Build();
    }

    public KaspiVendor Vendor => _host.Services.GetRequiredService<KaspiVendor>();

    /// <summary>The doctor of this process.</summary>
    public Task<DoctorReport> ExamineAsync() =>
        _host
            .Services.GetRequiredService<Doctor>()
            .ExamineAsync(1, Vendor, "demo", "test/1", TestContext.Current.CancellationToken);

    public KaspiOrders Orders => _host.Services.GetRequiredService<KaspiOrders>();

    public VendorCalls Calls => _host.Services.GetRequiredService<VendorCalls>();

    /// <summary>Every try that was noted.</summary>
    public ConcurrentQueue<VendorNote> Noted { get; } = [];

    public static KaspiUnderTest Start(Uri baseUrl, params string[] settings) =>
        new(baseUrl, null, settings);

    /// <summary>In a host that has nothing of the product beside the connector.</summary>
    public static KaspiUnderTest StartBare(Uri baseUrl) => new(baseUrl, null, [], bare: true);

    public static KaspiUnderTest Start(
        Uri baseUrl,
        Action<ILoggingBuilder> logging,
        params string[] settings
    ) => new(baseUrl, logging, settings);

    /// <summary>An ordinary call, with repetitions.</summary>
    public Task<Outcome<JsonElement>> AskAsync(
        CancellationToken? stopping = null,
        HttpMethod? method = null
    ) =>
        Calls.AskAsync<JsonElement>(
            Vendor,
            Vendor.Harmless("demo") with
            {
                Method = method ?? HttpMethod.Get,
            },
            async (body, ct) =>
            {
                using var document = await JsonDocument.ParseAsync(body, cancellationToken: ct);
                return document.RootElement.Clone();
            },
            stopping ?? TestContext.Current.CancellationToken
        );

    /// <summary>The harmless read, once.</summary>
    public Task<VendorLook> LookAsync(string? userAgent = null) =>
        Calls.LookAsync(Vendor, "demo", null, userAgent, TestContext.Current.CancellationToken);

    public Task NoteAsync(VendorNote note, CancellationToken stopping)
    {
        Noted.Enqueue(note);
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
