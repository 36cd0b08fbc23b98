using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TimurApiConnect.Sandbox;

namespace TimurApiConnect.IntegrationTests.Sandbox;

/// <summary>
/// The sandbox on a port of its own, over real sockets, for one test. Unlike the program it starts small, without a
/// request limit, with a stopped clock and pulling only on demand; every setting can be given.
/// </summary>
internal sealed class SandboxServer : IAsyncDisposable
{
    public const string AlStyleToken = "sandbox-alstyle-token-0000000000";
    public const string KaspiToken = "c2FuZGJveC1rYXNwaS10b2tlbi0wMDAwMDAwMDAwMDA=";

    private readonly WebApplication _app;

    private SandboxServer(WebApplication app)
    {
        _app = app;
        BaseAddress = new(app.Urls.First());
        Http = new() { BaseAddress = BaseAddress, Timeout = TimeSpan.FromSeconds(60) };
        Http.DefaultRequestHeaders.Add("User-Agent", "TimurApiConnect-Tests/1.0");
    }

    public Uri BaseAddress { get; }

    /// <summary>A plain client, for requests by hand.</summary>
    public HttpClient Http { get; }

    /// <summary>Starts a sandbox.</summary>
    /// <param name="settings">Such as <c>"AlStyle:Goods=50"</c> or <c>"Kaspi:HoldFor=00:00:01"</c>.</param>
    public static Task<SandboxServer> StartAsync(params string[] settings) =>
        StartAsync(null, settings);

    public static async Task<SandboxServer> StartAsync(TimeProvider? time, params string[] settings)
    {
        // Other services' appsettings.json lies beside the tests; here only the code's own defaults count.
        var folder = Directory
            .CreateDirectory(Path.Combine(AppContext.BaseDirectory, "no-settings"))
            .FullName;
        string[] defaults =
        [
            "AlStyle:Interval=00:00:00",
            "AlStyle:Goods=600",
            "AlStyle:Speed=0",
            "Kaspi:AutoPull=false",
        ];
        var app = SandboxApp.Build(
            [
                .. defaults.Concat(settings).Select(s => $"--Sandbox:{s}"),
                "--urls",
                "http://127.0.0.1:0",
            ],
            services =>
            {
                services.AddLogging(logging => logging.ClearProviders());
                if (time is not null)
                {
                    services.AddSingleton(time);
                }
            },
            folder
        );
        await app.StartAsync();
        return new(app);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }

    // ---- Al-Style ----

    /// <summary>Asks the supplier; <paramref name="methodAndQuery"/> is such as <c>"elements?limit=10"</c>.</summary>
    public Task<HttpResponseMessage> AskAlStyleAsync(
        string methodAndQuery,
        string token = AlStyleToken
    ) =>
        Http.GetAsync(
            $"/api/{methodAndQuery}{(methodAndQuery.Contains('?') ? '&' : '?')}access-token={token}"
        );

    public async Task<JsonElement> AlStyleAsync(string methodAndQuery)
    {
        using var response = await AskAlStyleAsync(methodAndQuery);
        response.EnsureSuccessStatusCode();
        return await JsonAsync(response);
    }

    // ---- Kaspi ----

    /// <summary>Asks the marketplace with all the headers it wants.</summary>
    public Task<HttpResponseMessage> AskKaspiAsync(
        string pathAndQuery,
        Action<HttpRequestMessage>? change = null
    )
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/shop/api/v2/{pathAndQuery}");
        request.Headers.Add("Accept", "application/vnd.api+json");
        request.Headers.Add("X-Auth-Token", KaspiToken);
        change?.Invoke(request);
        return Http.SendAsync(request);
    }

    // ---- Control ----

    public Task<JsonElement> StateAsync() => GetAsync("/control/state");

    /// <summary>The last requests, newest first: <c>{counts:[...], requests:[...]}</c>.</summary>
    public Task<JsonElement> RequestsAsync(string? vendor = null, int last = 100) =>
        GetAsync($"/control/requests?last={last}{(vendor is null ? "" : $"&vendor={vendor}")}");

    /// <summary>The truth about goods, in the order of their articles.</summary>
    public async Task<IReadOnlyList<SandboxGood>> GoodsAsync(int skip = 0, int take = 1000) =>
        (await GetAsync($"/control/al-style/goods?skip={skip}&take={take}"))
            .GetProperty("goods")
            .Deserialize<List<SandboxGood>>(JsonSerializerOptions.Web)!;

    public async Task<SandboxGood> GoodAsync(int article) =>
        (await GetAsync($"/control/al-style/goods?article={article}"))
            .GetProperty("goods")[0]
            .Deserialize<SandboxGood>(JsonSerializerOptions.Web)!;

    /// <summary>Sets fields to any JSON: <c>new { quantity = ">50", price2 = 1 }</c>.</summary>
    public Task<JsonElement> SetGoodAsync(int article, object values) =>
        PostAsync($"/control/al-style/goods/{article}", values);

    public Task<JsonElement> ChangeAsync(int stock = 0, int price = 0) =>
        PostAsync("/control/al-style/change", new { stock, price });

    public Task<JsonElement> VanishAsync(int count, bool back = false) =>
        PostAsync("/control/al-style/vanish", new { count, back });

    public Task<JsonElement> VanishAsync(int[] articles, bool back = false) =>
        PostAsync("/control/al-style/vanish", new { articles, back });

    public Task<JsonElement> SetAlStyleAsync(object settings) =>
        PostAsync("/control/al-style/settings", settings);

    public Task<JsonElement> SetKaspiAsync(object settings) =>
        PostAsync("/control/kaspi/settings", settings);

    /// <summary>Makes the supplier's next answers fail; more with <see cref="ArrangeAsync"/>.</summary>
    public Task<JsonElement> FailAlStyleAsync(string kind, int count = 1, int? status = null) =>
        PostAsync(
            "/control/al-style/fail-next",
            new
            {
                kind,
                count,
                status,
            }
        );

    public Task<JsonElement> FailKaspiAsync(string kind, int count = 1, int? status = null) =>
        PostAsync(
            "/control/kaspi/fail-next",
            new
            {
                kind,
                count,
                status,
            }
        );

    /// <summary>Arranges faults: <c>new { kind = "reset", at = "middle", count = 3 }</c>. GET /control/faults lists the kinds.</summary>
    /// <param name="side">al-style, kaspi or kaspi-puller.</param>
    /// <param name="fault">As the control API takes it.</param>
    public Task<JsonElement> ArrangeAsync(string side, object fault) =>
        PostAsync($"/control/{side}/faults", fault);

    /// <summary>What is arranged for one side, and what was done.</summary>
    public async Task<JsonElement> FaultsAsync(string side) =>
        (await GetAsync("/control/faults"))
            .GetProperty("sides")
            .EnumerateArray()
            .First(s => s.GetProperty("name").GetString() == side);

    public async Task ClearFaultsAsync(string side)
    {
        using var response = await Http.DeleteAsync($"/control/{side}/faults");
        response.EnsureSuccessStatusCode();
    }

    /// <summary>A vendor's front door, where one is set with <c>AlStyle:Port</c> or <c>Kaspi:Port</c>.</summary>
    public async Task<Uri> DoorAsync(string vendor) =>
        new(
            (await FaultsAsync(vendor)).GetProperty("frontDoor").GetProperty("address").GetString()!
        );

    /// <summary>Pulls the price list once and returns the report.</summary>
    public Task<JsonElement> PullAsync() => PostAsync("/control/kaspi/pull", new { });

    public Task<JsonElement> OnSaleAsync(string search = "", int take = 1000) =>
        GetAsync($"/control/kaspi/on-sale?search={Uri.EscapeDataString(search)}&take={take}");

    /// <summary>One SKU as buyers see it, on sale or not.</summary>
    public Task<JsonElement> OfferAsync(string sku) =>
        GetAsync($"/control/kaspi/on-sale/{Uri.EscapeDataString(sku)}");

    public Task<JsonElement> ResetAsync() => PostAsync("/control/reset", new { });

    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await Http.GetAsync(path);
        return await CheckedAsync(response);
    }

    public async Task<JsonElement> PostAsync(string path, object body)
    {
        using var response = await Http.PostAsJsonAsync(path, body);
        return await CheckedAsync(response);
    }

    /// <summary>Waits until something is so; fails after <paramref name="seconds"/>.</summary>
    public static Task UntilAsync(Func<Task<bool>> isSo, string what, int seconds = 20) =>
        UntilAsync(isSo, () => Task.FromResult(what), seconds);

    /// <summary>The same, with a message that is made when it fails: how things stand by then.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo, Func<Task<string>> what, int seconds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!await isSo())
        {
            if (limit.IsCancellationRequested)
            {
                Xunit.Assert.Fail($"Not within {seconds} s: {await what()}");
            }

            await timer.WaitForNextTickAsync();
            // Asking is work too, of which the machine has better: what is not so at once is asked for less and less often.
            timer.Period = TimeSpan.FromMilliseconds(
                Math.Min(150, timer.Period.TotalMilliseconds * 1.5)
            );
        }
    }

    public static async Task<JsonElement> JsonAsync(HttpResponseMessage response) =>
        JsonElement.Parse(await response.Content.ReadAsByteArrayAsync());

    private static async Task<JsonElement> CheckedAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode
            ? JsonElement.Parse(text)
            : throw new HttpRequestException(
                $"{(int)response.StatusCode}: {text}",
                null,
                response.StatusCode
            );
    }
}

/// <summary>A good as it truly is. Values are raw: a number, a text, null.</summary>
internal sealed record SandboxGood(
    int Article,
    string PartNumber,
    string Name,
    string Brand,
    int Category,
    JsonElement Price1,
    JsonElement Price2,
    JsonElement Quantity,
    bool Gone
);
