using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using TimurApiConnect.Core.Offers;
using TimurApiConnect.Core.Rules;
using TimurApiConnect.Core.Stock;
using TimurApiConnect.Kaspi.PriceLists;
using TimurApiConnect.Storage.Databases;
using TimurApiConnect.Storage.PriceLists;
using TimurApiConnect.Storage.Runs;

namespace TimurApiConnect.Bench;

/// <summary>
/// The gateway's price list beside a bare Kestrel endpoint that serves the same bytes, each in a process of its own, asked in turn by wrk.
/// </summary>
internal static partial class Serving
{
    private const int Rounds = 5;

    public static async Task<int> RunAsync(int goods, string gateway, string folder)
    {
        Directory.CreateDirectory(folder);
        var (gzip, raw) = await PublishAsync(goods, folder);
        var (gatewayPort, barePort, redisPort) = (FreePort(), FreePort(), FreePort());
        using var redis = Start(
            "redis-server",
            $"--port {redisPort} --bind 127.0.0.1 --save \"\"",
            []
        );
        using var served = Start(
            "dotnet",
            gateway,
            [
                ("ASPNETCORE_URLS", $"http://127.0.0.1:{gatewayPort}"),
                ("ConnectionStrings__database", $"Data Source={folder}/serve.db"),
                ("ConnectionStrings__cache", $"127.0.0.1:{redisPort}"),
                ("Shops__demo__Name", "Bench"),
                ("Shops__demo__MerchantId", "1"),
                ("Access__FeedRequestsPerMinute", "100000000"),
            ]
        );
        using var bare = Start(
            "dotnet",
            $"{typeof(Serving).Assembly.Location} bare {folder}/list.xml {barePort}",
            []
        );
        try
        {
            await UntilServedAsync($"http://127.0.0.1:{gatewayPort}/feeds/demo/kaspi.xml");
            await UntilServedAsync($"http://127.0.0.1:{barePort}/gzip");
            var gzipOk = await CompareAsync(
                "gzip",
                gzip,
                $"http://127.0.0.1:{gatewayPort}/feeds/demo/kaspi.xml",
                $"http://127.0.0.1:{barePort}/gzip"
            );
            var rawOk = await CompareAsync(
                "plain",
                raw,
                $"http://127.0.0.1:{gatewayPort}/feeds/demo/kaspi.xml",
                $"http://127.0.0.1:{barePort}/raw"
            );
            return gzipOk && rawOk ? 0 : 1;
        }
        finally
        {
            served.Kill();
            bare.Kill();
            redis.Kill();
        }
    }

    /// <summary>The other side: nothing but Kestrel and the bytes.</summary>
    public static async Task<int> BareAsync(string list, int port)
    {
        var raw = await File.ReadAllBytesAsync(list);
        var gzip = await File.ReadAllBytesAsync($"{list}.gz");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        await using var app = builder.Build();
        app.MapGet("/raw", (HttpContext context) => WriteAsync(context, raw, null));
        app.MapGet("/gzip", (HttpContext context) => WriteAsync(context, gzip, "gzip"));
        await app.RunAsync();
        return 0;
    }

    private static async Task WriteAsync(HttpContext context, byte[] bytes, string? encoding)
    {
        context.Response.ContentType = "application/xml; charset=utf-8";
        context.Response.ContentLength = bytes.Length;
        context.Response.Headers.ContentEncoding = encoding;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    private static async Task<(int Gzip, int Raw)> PublishAsync(int goods, string folder)
    {
        var snapshot = await Stages.ParseAsync(SupplierFiles.Write(goods, folder));
        var rules = RulesDocument.Read(RulesDocument.Default).Rules!;
        var changes = Comparison.Compare(
            snapshot,
            new Decider(rules, 1, snapshot, new Dictionary<int, string>()),
            new PublishCheck(rules, snapshot, StockClaims.None),
            new()
        );
        using var raw = new MemoryStream();
        var summary = new PriceListWriter(rules, snapshot.Brands).Write(
            raw,
            new PriceListHead("Bench", "1"),
            DateTimeOffset.UnixEpoch,
            changes.Next,
            snapshot,
            CancellationToken.None
        );
        using var zipped = new MemoryStream();
        await using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(raw.GetBuffer().AsMemory(0, (int)raw.Length));
        }

        await File.WriteAllBytesAsync(Path.Combine(folder, "list.xml"), raw.ToArray());
        await File.WriteAllBytesAsync(Path.Combine(folder, "list.xml.gz"), zipped.ToArray());
        foreach (var old in Directory.GetFiles(folder, "serve.db*"))
        {
            File.Delete(old);
        }

        await using var database = new Database($"Data Source={folder}/serve.db");
        await Migrator.MigrateAsync(database, TimeProvider.System, NullLogger.Instance, default);
        var lease = await new LeaseStore(database, TimeProvider.System).TryTakeAsync(
            "shop:demo",
            "bench",
            TimeSpan.FromHours(1),
            default
        );
        var list = new NewPriceList(
            summary.Hash,
            summary.Offers,
            summary.OnSale,
            summary.Size,
            zipped.ToArray()
        );
        await new PriceListStore(database).PublishAsync(
            "demo",
            1,
            lease!,
            changes,
            list,
            null,
            TimeProvider.System.GetUtcNow(),
            default
        );
        return ((int)zipped.Length, (int)raw.Length);
    }

    private static async Task<bool> CompareAsync(string what, int size, string gateway, string bare)
    {
        var (ours, theirs) = (new List<double>(), new List<double>());
        await WrkAsync(gateway, what);
        await WrkAsync(bare, what);
        for (var i = 0; i < Rounds; i++)
        {
            ours.Add(await WrkAsync(gateway, what));
            theirs.Add(await WrkAsync(bare, what));
        }

        var (a, b) = (ours.Order().ElementAt(Rounds / 2), theirs.Order().ElementAt(Rounds / 2));
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  {what}, {size} bytes: gateway {a:0} requests/s, bare Kestrel {b:0}, ratio {a / b:0.00} (at least 0.80)"
            )
        );
        return a / b >= 0.8;
    }

    private static async Task<double> WrkAsync(string url, string what)
    {
        using var wrk = new Process
        {
            StartInfo = new ProcessStartInfo(
                "wrk",
                $"-t1 -c16 -d4s {(what == "gzip" ? "-H \"Accept-Encoding: gzip\" " : "")}{url}"
            )
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
            },
        };
        wrk.Start();
        var text = await wrk.StandardOutput.ReadToEndAsync();
        await wrk.WaitForExitAsync();
        return
            !text.Contains("Non-2xx", StringComparison.Ordinal)
            && PerSecond().Match(text) is { Success: true } match
            ? double.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"wrk says: {text}");
    }

    private static Process Start(
        string program,
        string arguments,
        (string Name, string Value)[] environment
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static async Task UntilServedAsync(string url)
    {
        using var http = new HttpClient();
        for (var i = 0; i < 300; i++)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri(url));
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Still starting.
            }

            await Task.Delay(
                TimeSpan.FromMilliseconds(100),
                TimeProvider.System,
                CancellationToken.None
            );
        }

        throw new TimeoutException($"{url} is not served after half a minute.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex(
        "Requests/sec: +(?<number>[0-9.]+)",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        1_000
    )]
    private static partial Regex PerSecond();
}
