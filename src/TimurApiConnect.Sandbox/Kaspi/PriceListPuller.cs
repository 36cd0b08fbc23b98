using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using TimurApiConnect.Sandbox.Faults;
using TimurApiConnect.Sandbox.Faults.Pulls;

namespace TimurApiConnect.Sandbox.Kaspi;

/// <summary>Fetches the price list and shows it, one pull at a time.</summary>
internal sealed class PriceListPuller(
    Live<KaspiSettings> live,
    Showcase showcase,
    FaultSides faults,
    TimeProvider time
) : IDisposable
{
    private const int KeptReports = 200;

    // The time limit is a setting, and covers the body too; the client's own would not. A download that is not wanted
    // to its end is broken off, not read and thrown away.
    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxResponseDrainSize = 0 })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly Lock _lock = new();
    private readonly LinkedList<PullReport> _reports = new();
    private CancellationTokenSource _life = new();
    private string? _etag;
    private string? _etagOf;
    private long _id;

    public bool HasList { get; private set; }

    public PullReport? Last
    {
        get
        {
            lock (_lock)
            {
                return _reports.First?.Value;
            }
        }
    }

    public IReadOnlyList<PullReport> Reports(int count)
    {
        lock (_lock)
        {
            return [.. _reports.Take(count)];
        }
    }

    public async Task<PullReport> PullAsync(string why, CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            var settings = live.Current;
            var start = time.GetTimestamp();
            var fault = faults.Puller.Plan.Take<PullFault>();
            var report = new PullReport
            {
                Id = ++_id,
                At = time.GetUtcNow(),
                Why = why,
                Url = settings.PriceListUrl,
                Fault = fault?.Kind,
            };
            using var limit = new CancellationTokenSource(settings.PullTimeout, time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(
                cancel,
                limit.Token,
                _life.Token
            );
            var beside = PullsBeside.RunAsync(
                _http,
                () => Request(settings),
                fault?.Beside ?? 0,
                both.Token
            );
            try
            {
                report = await PullOnceAsync(report, settings, fault, both.Token);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                report = Kept(report, $"No whole answer within {settings.PullTimeout}.");
            }
            catch (Exception e)
                when (e
                        is HttpRequestException
                            or SocketException
                            or IOException
                            or InvalidDataException
                            or PriceListException
                )
            {
                report = Kept(report, e.Message);
            }

            report = report with
            {
                Beside = await beside,
                TookMs = time.GetElapsedTime(start).TotalMilliseconds,
            };
            Keep(report);
            return report;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Forgets everything; a pull under way is broken off first, lest it show its list afterwards.</summary>
    public async Task ResetAsync(CancellationToken cancel)
    {
        using (var old = Interlocked.Exchange(ref _life, new()))
        {
            await old.CancelAsync();
            await _one.WaitAsync(cancel);
        }

        try
        {
            lock (_lock)
            {
                _reports.Clear();
                _etag = null;
                HasList = false;
            }

            showcase.Reset();
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _life.Dispose();
        _one.Dispose();
    }

    private async Task<PullReport> PullOnceAsync(
        PullReport report,
        KaspiSettings settings,
        PullFault? fault,
        CancellationToken cancel
    )
    {
        using var request = Request(settings);
        fault?.Change(request);
        using var response = await _http.SendAsync(
            request,
            HttpCompletionOption.ResponseHeadersRead,
            cancel
        );
        report = report with
        {
            Status = (int)response.StatusCode,
            ETag = response.Headers.ETag?.ToString(),
            Encoding = response.Content.Headers.ContentEncoding.FirstOrDefault(),
        };
        if (response.StatusCode == HttpStatusCode.NotModified)
        {
            return report with
            {
                Outcome = PullOutcome.NotModified,
                OnSale = showcase.Counts().OnSale,
            };
        }

        if (!response.IsSuccessStatusCode)
        {
            return Kept(report, $"The address answered {(int)response.StatusCode}.");
        }

        await using var received = await response.Content.ReadAsStreamAsync(cancel);
        await using var body = fault?.Read(received) ?? received;
        var packed = string.Equals(report.Encoding, "gzip", StringComparison.OrdinalIgnoreCase);
        await using var plain = packed ? new GZipStream(body, CompressionMode.Decompress) : body;
        await using var capped = new CappedStream(plain, settings.MaxBytes, cancel);
        var list = await new PriceListReader(settings).ReadAsync(capped);
        return Show(report, settings, list, capped.Count);
    }

    private PullReport Show(PullReport report, KaspiSettings settings, PriceList list, long bytes)
    {
        var applied = showcase.Apply(list, time.GetUtcNow());
        (_etag, _etagOf, HasList) = (report.ETag, settings.PriceListUrl, true);
        return report with
        {
            Outcome = PullOutcome.Applied,
            Bytes = bytes,
            Company = list.Company,
            MerchantId = list.MerchantId,
            Date = list.Date,
            Offers = list.OfferCount,
            Accepted = list.Offers.Count,
            Rejected = list.RejectedCount,
            Added = applied.Added,
            Changed = applied.Changed,
            TakenOff = applied.TakenOff,
            OnSale = applied.OnSale,
            ProblemCount = list.ProblemCount,
            Problems = list.Problems,
        };
    }

    private HttpRequestMessage Request(KaspiSettings settings)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, settings.PriceListUrl);
        request.Headers.UserAgent.ParseAdd("KaspiPriceListPuller/1.0");
        request.Headers.Accept.ParseAdd("application/xml, text/xml, */*");
        request.Headers.AcceptEncoding.Add(new("gzip"));
        if (settings.Login.Length > 0)
        {
            var login = Convert.ToBase64String(
                Encoding.UTF8.GetBytes($"{settings.Login}:{settings.Password}")
            );
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", login);
        }

        if (
            _etag is not null
            && string.Equals(_etagOf, settings.PriceListUrl, StringComparison.Ordinal)
        )
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", _etag);
        }

        return request;
    }

    private PullReport Kept(PullReport report, string reason) =>
        report with
        {
            Outcome = PullOutcome.Kept,
            Reason = reason,
            OnSale = showcase.Counts().OnSale,
        };

    private void Keep(PullReport report)
    {
        lock (_lock)
        {
            _reports.AddFirst(report);
            if (_reports.Count > KeptReports)
            {
                _reports.RemoveLast();
            }
        }
    }
}
