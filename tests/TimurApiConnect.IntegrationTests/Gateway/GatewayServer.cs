using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TimurApiConnect.Gateway;
using TimurApiConnect.IntegrationTests.Servers;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Gateway;

/// <summary>The gateway on a port of its own, over real sockets, with a database of its own and a real Redis.</summary>
internal sealed class GatewayServer : IAsyncDisposable
{
    /// <summary>The key that the tests' requests carry: everything is allowed.</summary>
    public const string Key = "timur_test0000_every-right-for-the-tests-requests-0000";

    private readonly WebApplication _app;
    private readonly string _folder;

    private GatewayServer(WebApplication app, string folder)
    {
        (_app, _folder) = (app, folder);
        Http = Client(Key);
    }

    /// <summary>With the key that may do everything.</summary>
    public HttpClient Http { get; }

    public IServiceProvider Services => _app.Services;

    public Uri Address => new(_app.Urls.First());

    /// <summary>A client that sends this key, or none.</summary>
    public HttpClient Client(string? key)
    {
        // Nothing is unpacked or followed behind the test's back.
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            BaseAddress = Address,
            Timeout = TimeSpan.FromSeconds(30),
        };
        if (key is not null)
        {
            client.DefaultRequestHeaders.TryAddWithoutValidation("X-Api-Key", key);
        }

        return client;
    }

    /// <summary>Starts one with the shop <c>demo</c>.</summary>
    /// <param name="database">A connection string; a new SQLite file when left out.</param>
    /// <param name="cache">A connection string; the shared Redis when left out.</param>
    /// <param name="settings">Such as <c>"Shops:second:Name=Second"</c>.</param>
    public static Task<GatewayServer> StartAsync(
        string? database = null,
        string? cache = null,
        params string[] settings
    ) =>
        StartAsync(
            services => services.AddLogging(logging => logging.ClearProviders()),
            database,
            cache,
            settings
        );

    /// <summary>The same with these services, and with its logs unless they say otherwise.</summary>
    public static async Task<GatewayServer> StartAsync(
        Action<IServiceCollection> services,
        string? database,
        string? cache,
        params string[] settings
    )
    {
        var folder = Directory.CreateTempSubdirectory("timur-gateway-").FullName;
        cache ??= (await RedisServer.SharedAsync()).ConnectionString;
        string[] defaults =
        [
            $"ConnectionStrings:database={database ?? $"Data Source={folder}/timur.db"}",
            $"ConnectionStrings:cache={cache}",
            "Shops:demo:Name=Demo",
            "Shops:demo:MerchantId=30000001",
            $"Access:BootstrapKey={Key}",
            .. Unlimited,
        ];
        var app = GatewayApp.Build(
            [.. defaults.Concat(settings).Select(s => $"--{s}"), "--urls", "http://127.0.0.1:0"],
            services,
            folder
        );
        await app.StartAsync();
        return new(app, folder);
    }

    /// <summary>Settings without limits for those who ask: tests ask until something is so.</summary>
    public static IReadOnlyList<string> Unlimited { get; } =
    [
        "Access:RequestsPerSecond=100000",
        "Access:Burst=100000",
        "Access:FailuresPerMinute=100000",
        "Access:FeedRequestsPerMinute=100000",
    ];

    /// <summary>Ends when the test is stopped.</summary>
    public static CancellationToken Stopping => TestContext.Current.CancellationToken;

    public static Task<byte[]> BytesAsync(HttpResponseMessage response) =>
        response.Content.ReadAsByteArrayAsync(Stopping);

    public static Task<string> TextAsync(HttpResponseMessage response) =>
        response.Content.ReadAsStringAsync(Stopping);

    /// <summary>All of an answer; of a stream, which may never end, what comes first.</summary>
    public static async Task<string> BeginningAsync(HttpResponseMessage response)
    {
        if (response.Content.Headers.ContentType?.MediaType != "text/event-stream")
        {
            return await TextAsync(response);
        }

        await using var stream = await response.Content.ReadAsStreamAsync(Stopping);
        var buffer = new byte[64 * 1024];
        return Encoding.UTF8.GetString(buffer, 0, await stream.ReadAsync(buffer, Stopping));
    }

    /// <summary>A property of each element, in a line: a list that is easy to compare.</summary>
    public static string Joined(JsonElement list, string property) =>
        string.Join(' ', list.EnumerateArray().Select(e => e.GetProperty(property).GetString()));

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        string? body = null,
        params (string Name, string Value)[] headers
    )
    {
        var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        foreach (var (name, value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        return Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public Task<HttpResponseMessage> PullAsync(params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, "/feeds/demo/kaspi.xml", null, headers);

    /// <summary>The JSON of an answer that must have this status.</summary>
    public async Task<JsonElement> JsonAsync(
        string path,
        int status = 200,
        HttpMethod? method = null,
        string? body = null,
        params (string Name, string Value)[] headers
    )
    {
        using var response = await SendAsync(method ?? HttpMethod.Get, path, body, headers);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode}: {text}");
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    /// <summary>A refusal: its status and code, with the traceId that every one has.</summary>
    public async Task<JsonElement> ProblemAsync(
        string path,
        int status,
        string code,
        HttpMethod? method = null,
        string? body = null,
        params (string Name, string Value)[] headers
    )
    {
        var problem = await JsonAsync(path, status, method, body, headers);
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.False(string.IsNullOrEmpty(problem.GetProperty("traceId").GetString()));
        Assert.False(string.IsNullOrEmpty(problem.GetProperty("detail").GetString()));
        return problem;
    }

    /// <summary>Asks until it is so; the limit is generous, since other tests run beside.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo, string what)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            Assert.True(
                TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(30),
                $"Not after 30 s: {what}"
            );
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
