using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace TimurApiConnect.Bench;

/// <summary>
/// Watches a running product for a while: changes a good's stock at the supplier every few seconds and measures when the served price list
/// shows it, asks for full runs in between, and counts at the end what the supplier refused.
/// </summary>
internal static partial class Soak
{
    private static readonly TimeSpan ChangeEvery = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan FullEvery = TimeSpan.FromMinutes(4);

    public static async Task<int> RunAsync(Uri sandbox, Uri gateway, double minutes, string[] shops)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };
        var feed = new Uri(gateway, $"feeds/{shops[0]}/kaspi.xml");
        var articles = await FirstListAsync(http, feed);
        Console.WriteLine($"The first list has {articles.Count} offers.");
        var (pending, latencies) = (
            new Dictionary<string, (int Stock, long Since)>(StringComparer.Ordinal),
            new List<double>()
        );
        var served = new Dictionary<string, int>(StringComparer.Ordinal);
        var (started, lastChange, lastFull, etag, next) = (
            Stopwatch.GetTimestamp(),
            0L,
            Stopwatch.GetTimestamp(),
            "",
            0
        );
        while (
            Stopwatch.GetElapsedTime(started).TotalMinutes < minutes
            || (pending.Count > 0 && Stopwatch.GetElapsedTime(started).TotalMinutes < minutes + 5)
        )
        {
            if (
                Stopwatch.GetElapsedTime(started).TotalMinutes < minutes
                && (lastChange == 0 || Stopwatch.GetElapsedTime(lastChange) > ChangeEvery)
            )
            {
                lastChange = Stopwatch.GetTimestamp();
                var article = articles[next++ % articles.Count];
                if (!pending.ContainsKey(article) && served.TryGetValue(article, out var before))
                {
                    // Far from what is served now, so that multiples and caps cannot hide the change.
                    await http.PostAsJsonAsync(
                        new Uri(sandbox, $"control/al-style/goods/{article}"),
                        new { quantity = before > 100 ? 0 : 450 }
                    );
                    pending[article] = (before, Stopwatch.GetTimestamp());
                }
            }

            if (Stopwatch.GetElapsedTime(lastFull) > FullEvery)
            {
                lastFull = Stopwatch.GetTimestamp();
                foreach (var shop in shops)
                {
                    await http.PostAsJsonAsync(
                        new Uri(gateway, "api/sync"),
                        new { shop, kind = "full" }
                    );
                }
            }

            etag = await LookAsync(http, feed, etag, served, pending, latencies);
            await Task.Delay(
                TimeSpan.FromMilliseconds(100),
                TimeProvider.System,
                CancellationToken.None
            );
        }

        return await ReportAsync(http, sandbox, gateway, latencies, pending.Count);
    }

    private static async Task<List<string>> FirstListAsync(HttpClient http, Uri feed)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using var answer = await http.GetAsync(feed);
                if (answer.IsSuccessStatusCode)
                {
                    var xml = await answer.Content.ReadAsStringAsync();
                    return
                    [
                        .. Offer()
                            .Matches(xml)
                            .Where(m => m.Groups["on"].Value == "yes")
                            .Select(m => m.Groups["sku"].Value),
                    ];
                }
            }
            catch (HttpRequestException)
            {
                // The gateway is still starting.
            }

            if (Stopwatch.GetElapsedTime(started) > TimeSpan.FromMinutes(10))
            {
                throw new TimeoutException("There is no price list after ten minutes.");
            }

            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, CancellationToken.None);
        }
    }

    private static async Task<string> LookAsync(
        HttpClient http,
        Uri feed,
        string etag,
        Dictionary<string, int> served,
        Dictionary<string, (int Stock, long Since)> pending,
        List<double> latencies
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, feed);
        if (etag.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", etag);
        }

        using var answer = await http.SendAsync(request);
        if (!answer.IsSuccessStatusCode)
        {
            return etag;
        }

        foreach (Match match in Offer().Matches(await answer.Content.ReadAsStringAsync()))
        {
            var sku = match.Groups["sku"].Value;
            served[sku] = int.Parse(match.Groups["stock"].Value, CultureInfo.InvariantCulture);
            if (pending.TryGetValue(sku, out var change) && served[sku] != change.Stock)
            {
                latencies.Add(Stopwatch.GetElapsedTime(change.Since).TotalSeconds);
                pending.Remove(sku);
            }
        }

        return answer.Headers.ETag?.ToString() ?? "";
    }

    private static async Task<int> ReportAsync(
        HttpClient http,
        Uri sandbox,
        Uri gateway,
        List<double> latencies,
        int open
    )
    {
        var requests = await http.GetFromJsonAsync<JsonElement>(
            new Uri(sandbox, "control/requests?vendor=al-style&last=1")
        );
        var byStatus = requests
            .GetProperty("counts")
            .EnumerateArray()
            .GroupBy(
                c => c.GetProperty("status").GetInt32(),
                c => c.GetProperty("count").GetInt64()
            )
            .ToDictionary(g => g.Key, g => g.Sum());
        Console.WriteLine(
            $"Supplier requests by status: {string.Join(", ", byStatus.OrderBy(s => s.Key).Select(s => $"{s.Key}: {s.Value}"))}"
        );
        var runs = await http.GetFromJsonAsync<JsonElement>(new Uri(gateway, "api/runs?size=200"));
        var outcomes = runs.GetProperty("runs")
            .EnumerateArray()
            .GroupBy(
                r => $"{r.GetProperty("kind").GetString()} {r.GetProperty("state").GetString()}",
                StringComparer.Ordinal
            )
            .Select(g => $"{g.Key}: {g.Count()}");
        Console.WriteLine($"Newest 200 runs: {string.Join(", ", outcomes)}");
        var ordered = latencies.Order().ToArray();
        if (ordered.Length > 0)
        {
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"From change to served list, {ordered.Length} changes: median {ordered[ordered.Length / 2]:0.0} s, p95 {ordered[(int)(ordered.Length * 0.95)]:0.0} s, most {ordered[^1]:0.0} s; not seen: {open}"
                )
            );
        }

        return byStatus.GetValueOrDefault(403) == 0 && open == 0 && ordered.Length > 0 ? 0 : 1;
    }

    [GeneratedRegex(
        "<offer sku=\"(?<sku>[^\"]+)\">.*?<availability available=\"(?<on>yes|no)\" storeId=\"[^\"]+\"( preOrder=\"\\d+\")? stockCount=\"(?<stock>\\d+)\"",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        10_000
    )]
    private static partial Regex Offer();
}
