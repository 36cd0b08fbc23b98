using System.Globalization;
using System.Text;
using System.Text.Json;
using TimurApiConnect.IntegrationTests.Gateway;
using TimurApiConnect.IntegrationTests.Sandbox;
using TimurApiConnect.IntegrationTests.Servers;
using TimurApiConnect.Sandbox.Kaspi.Orders;
using TimurApiConnect.Storage.Databases;
using UglyToad.PdfPig;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Orders;

/// <summary>A gateway in a process of its own, with a list to serve and waybills to print, good and hostile ones.</summary>
public sealed class AttackedGateway : IAsyncLifetime
{
    /// <summary>The first of the orders with good waybills.</summary>
    public const int FirstGood = 100_001;

    /// <summary>How many good ones there are.</summary>
    public const int Good = 200;

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(3) };
    private GatewayServer? _beside;
    private ChildProcess? _process;
    private long _before;

    internal ChildProcess Process => _process!;

    /// <summary>The price list.</summary>
    public Uri Feed { get; private set; } = null!;

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    /// <summary>The order whose waybill is like this.</summary>
    internal static string CodeOf(WaybillShape shape) => $"{200_000 + (int)shape}";

    /// <summary>The order with this good waybill.</summary>
    public static string GoodCode(int number) => $"{FirstGood + number}";

    public async ValueTask InitializeAsync()
    {
        var database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        _beside = await GatewayServer.StartAsync(database: database);
        var goods = Enumerable.Range(1, 50).Select(article => ShopDriver.Good(article));
        await new ShopDriver(_beside).PublishAsync([.. goods]);
        await KeepAsync([
            .. Enumerable
                .Range(0, Good)
                .Select(i => (GoodCode(i), WaybillPdf.Write(GoodCode(i), 1))),
            .. Enum.GetValues<WaybillShape>()
                .Select(shape =>
                    (
                        CodeOf(shape),
                        shape == WaybillShape.Good
                            ? WaybillPdf.Write(CodeOf(shape), 2)
                            : HostileWaybill.Write(shape)
                    )
                ),
        ]);

        var port = ChildProcess.FreePort();
        _http.BaseAddress = new($"http://127.0.0.1:{port}");
        _http.DefaultRequestHeaders.Add("X-Api-Key", GatewayServer.Key);
        Feed = new(_http.BaseAddress, "feeds/demo/kaspi.xml");
        string[] settings =
        [
            $"ConnectionStrings:database={database}",
            $"ConnectionStrings:cache={(await RedisServer.SharedAsync()).ConnectionString}",
            "Shops:demo:Name=Demo",
            "Shops:demo:MerchantId=30000001",
            .. GatewayServer.Unlimited,
        ];
        _process = ChildProcess.StartIn(
            AppContext.BaseDirectory,
            // How much its heap grows should not depend on how many processors there are.
            new Dictionary<string, string>(StringComparer.Ordinal) { ["DOTNET_gcServer"] = "0" },
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "TimurApiConnect.Gateway.dll"),
                .. settings.Select(s => $"--{s}"),
                "--urls",
                $"http://127.0.0.1:{port}",
            ]
        );
        await _process.WaitUntilAsync(async () =>
        {
            try
            {
                using var feed = await _http.GetAsync(Feed, Stopping);
                return feed.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
                return false;
            }
        });

        // What every print costs, hostile or not.
        using var warm = await PrintAsync([GoodCode(0), GoodCode(1)]);
        Assert.Equal(2, (await LabelsAsync(warm)).Count);
        _before = Peak();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _process?.Dispose();
        if (_beside is not null)
        {
            await _beside.DisposeAsync();
        }
    }

    /// <summary>Stores waybills.</summary>
    public Task KeepAsync(params IEnumerable<(string Code, byte[] Pdf)> waybills) =>
        new WaybillShelf(_beside!.Get<Database>()).KeepAsync(waybills);

    public Task<HttpResponseMessage> PrintAsync(
        IEnumerable<string> codes,
        bool skipMissing = false,
        CancellationToken? stopping = null
    ) =>
        _http.PostAsync(
            "/api/orders/waybills",
            new StringContent(
                JsonSerializer.Serialize(new { codes, skipMissing }),
                Encoding.UTF8,
                "application/json"
            ),
            stopping ?? Stopping
        );

    public Task<HttpResponseMessage> GetAsync(string path) => _http.GetAsync(path, Stopping);

    /// <summary>The labels of a print, a line for each page.</summary>
    public async Task<List<string>> LabelsAsync(HttpResponseMessage print)
    {
        if (!print.IsSuccessStatusCode)
        {
            Assert.Fail($"{await print.Content.ReadAsStringAsync(Stopping)} {Process.Output}");
        }

        return Labels(await print.Content.ReadAsByteArrayAsync(Stopping));
    }

    /// <summary>A refusal's body, which must have this status and code.</summary>
    public async Task<JsonElement> ProblemAsync(
        HttpResponseMessage response,
        int status,
        string code
    )
    {
        var text = await response.Content.ReadAsStringAsync(Stopping);
        Assert.True((int)response.StatusCode == status, $"{text} {Process.Output}");
        var problem = JsonElement.Parse(text);
        Assert.Equal(code, problem.GetProperty("code").GetString());
        return problem;
    }

    /// <summary>"KASPI 100001": a line for each page.</summary>
    public static List<string> Labels(byte[] pdf)
    {
        using var document = PdfDocument.Open(pdf);
        return [.. document.GetPages().Select(p => p.Text.Split("Place")[0].Trim())];
    }

    /// <summary>Does something while Kaspi pulls and pulls; every pull must be answered with the list.</summary>
    public async Task<T> WhilePullingAsync<T>(Func<Task<T>> work)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stopping);
        var pulls = 0;
        var pulling = PullAsync();
        try
        {
            return await work();
        }
        finally
        {
            await SandboxServer.UntilAsync(
                () => Task.FromResult(pulls > 3 || pulling.IsCompleted),
                "some pulls"
            );
            await stop.CancelAsync();
            await pulling;
        }

        async Task PullAsync()
        {
            using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
            while (!stop.IsCancellationRequested)
            {
                var list = await http.GetStringAsync(Feed, CancellationToken.None);
                Assert.EndsWith("</kaspi_catalog>", list.TrimEnd(), StringComparison.Ordinal);
                pulls++;
                await Task.Delay(
                    TimeSpan.FromMilliseconds(10),
                    TimeProvider.System,
                    CancellationToken.None
                );
            }
        }
    }

    /// <summary>It lives, has needed little more memory than without hostile files, and has left no process behind.</summary>
    public async Task AssertUnharmedAsync(int megabytes = 64)
    {
        Assert.False(Process.HasExited, Process.Output);
        await SandboxServer.UntilAsync(
            () => Task.FromResult(Children().Count == 0),
            "no process is left"
        );
        Assert.InRange((Peak() - _before) / 1024 / 1024, 0, megabytes);
    }

    /// <summary>Starts a print and stops its process before it can do anything: its number.</summary>
    public async Task<(Task<HttpResponseMessage> Print, int Child)> StoppedAsync(
        IEnumerable<string> codes,
        bool skipMissing = false,
        CancellationToken? stopping = null
    )
    {
        var others = Children();
        var print = PrintAsync(codes, skipMissing, stopping);
        var child = 0;
        await SandboxServer.UntilAsync(
            () =>
            {
                child = Children().Except(others).FirstOrDefault();
                return Task.FromResult(child != 0);
            },
            "a process reads the files"
        );
        await SignalAsync(child, "STOP");
        return (print, child);
    }

    public static Task SignalAsync(int process, string signal) =>
        ChildProcess.RunAsync("kill", $"-{signal}", $"{process}");

    /// <summary>The processes that the gateway has started, zombies not counted.</summary>
    public HashSet<int> Children() =>
        [
            .. Directory
                .EnumerateDirectories("/proc")
                .Select(folder => int.TryParse(Path.GetFileName(folder), out var id) ? id : 0)
                .Where(id => id > 0 && IsChild(id)),
        ];

    // 4711 (dotnet) S 4700 …: the name may hold anything, but no more ")".
    private bool IsChild(int id)
    {
        try
        {
            var fields = File.ReadAllText($"/proc/{id}/stat").Split(") ")[^1].Split(' ');
            return fields[0] != "Z"
                && int.Parse(fields[1], CultureInfo.InvariantCulture) == Process.Id;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has just ended.
            return false;
        }
    }

    /// <summary>The most memory that the gateway ever had, bytes.</summary>
    private long Peak()
    {
        using var process = System.Diagnostics.Process.GetProcessById(Process.Id);
        return process.PeakWorkingSet64;
    }
}
