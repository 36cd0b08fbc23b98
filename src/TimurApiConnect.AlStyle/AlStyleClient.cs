using Microsoft.Extensions.Options;
using TimurApiConnect.AlStyle.Wire;
using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.Failures;
using TimurApiConnect.Vendors;

namespace TimurApiConnect.AlStyle;

/// <summary>The supplier's methods that the runs need, each one request of the token's slot.</summary>
internal sealed class AlStyleClient(AlStyleCalls calls, IOptions<AlStyleOptions> options)
    : ISupplier
{
    // Only documented names: an unknown one is answered with 500.
    private const string AdditionalFields =
        "additional_fields=brand,barcode,rrp,multiplicity,defectDescription";

    // More of the catalogue than this not understood means that the format has changed, and nothing of the answer is taken.
    private const int MaxUnreadablePercent = 5;

    /// <inheritdoc/>
    public SupplierOrigin OriginOf(string account) =>
        new(options.Value.BaseUrl!.AbsoluteUri, options.Value.Accounts[account].Token);

    /// <inheritdoc/>
    public async Task<Outcome<StockReading>> ReadStockAsync(
        string account,
        CancellationToken stopping
    )
    {
        var stock = await ReadStockByAsync("quantity-price", account, stopping);
        // The older, plainer method gives the stock alone; when the richer one has changed its shape, stock is what must stay fresh.
        return
            stock.Failure?.Kind == FailureKind.Unreadable
            && await ReadStockByAsync("quantity", account, stopping, isStandIn: true)
                is { Worked: true } plain
            ? plain
            : stock;
    }

    /// <inheritdoc/>
    public Task<Outcome<CategoryTree>> ReadCategoriesAsync(
        string account,
        CancellationToken stopping
    ) =>
        calls.AskAsync<CategoryTree>(
            account,
            "categories",
            "",
            Urgency.Routine,
            async (body, ct) => await AnswerJson.ReadAsync(body, ShortAnswers.Categories, ct),
            stopping
        );

    /// <inheritdoc/>
    public Task<Outcome<IReadOnlyCollection<string>>> ReadBrandsAsync(
        string account,
        CancellationToken stopping
    ) =>
        calls.AskAsync<IReadOnlyCollection<string>>(
            account,
            "brands",
            "",
            Urgency.Routine,
            async (body, ct) =>
                await AnswerJson.ReadAsync(
                    body,
                    root => ShortAnswers.Brands(root).Values.ToHashSet(StringComparer.Ordinal),
                    ct
                ),
            stopping
        );

    /// <inheritdoc/>
    public Task<Outcome<string>> ReadFreshnessAsync(string account, CancellationToken stopping) =>
        calls.AskAsync<string>(
            account,
            "date",
            "",
            Urgency.Routine,
            async (body, ct) =>
            {
                // The documents do not show the body; whatever it is, its text is the evidence.
                var text = await AnswerJson.ReadAsync(body, root => root.GetRawText(), ct);
                return text.Length > 200 ? text[..200] : text;
            },
            stopping
        );

    /// <inheritdoc/>
    public Task<Outcome<CrawlProgress>> ReadCataloguePageAsync(
        string account,
        CatalogueBuilder crawl,
        int received,
        CancellationToken stopping
    ) =>
        calls.AskAsync(
            account,
            "elements-pagination",
            $"limit={options.Value.PageSize}&offset={received}&{AdditionalFields}",
            Urgency.Routine,
            async (body, ct) =>
            {
                var sink = await ReadGoodsAsync(body, crawl, ct);
                return sink switch
                {
                    { SaysNoSuccess: true } or { Interval: not null } => AlStyleCalls.SaidNo(
                        "elements-pagination",
                        sink.Interval
                    ),
                    { Total: { } total } => new CrawlProgress(received + sink.Rows, total),
                    _ => (Outcome<CrawlProgress>)
                        AlStyleCalls.Unreadable(
                            "elements-pagination",
                            "The answer has no pagination.totalCount."
                        ),
                };
            },
            stopping
        );

    /// <inheritdoc/>
    public Task<Outcome<int>> ReadGoodsAsync(
        string account,
        CatalogueBuilder crawl,
        IReadOnlyCollection<int> articles,
        CancellationToken stopping
    ) =>
        calls.AskAsync(
            account,
            "element-info",
            $"article={string.Join(',', articles)}&{AdditionalFields}",
            Urgency.Routine,
            async (body, ct) =>
            {
                var sink = await ReadGoodsAsync(body, crawl, ct);
                return sink.SaysNoSuccess || sink.Interval is not null
                    ? AlStyleCalls.SaidNo("element-info", sink.Interval)
                    : (Outcome<int>)sink.Rows;
            },
            stopping
        );

    private async Task<GoodSink> ReadGoodsAsync(
        Stream body,
        CatalogueBuilder crawl,
        CancellationToken stopping
    )
    {
        var sink = new GoodSink(crawl);
        await TokenStream.ReadAsync(body, sink, options.Value.LargestAnswer, stopping);
        return sink;
    }

    private Task<Outcome<StockReading>> ReadStockByAsync(
        string method,
        string account,
        CancellationToken stopping,
        bool isStandIn = false
    ) =>
        calls.AskAsync(
            account,
            method,
            "",
            Urgency.Urgent,
            async (body, ct) =>
            {
                var sink = new StockSink();
                await TokenStream.ReadAsync(body, sink, options.Value.LargestAnswer, ct);
                var (reading, goods) = (sink.Reading, sink.Reading.Lines.Count);
                return sink.SaysNoSuccess || sink.Interval is not null
                        ? AlStyleCalls.SaidNo(method, sink.Interval)
                    : goods == 0
                        ? AlStyleCalls.Unreadable(method, "The answer names no good at all.")
                    : (long)(reading.Unreadable + reading.Rejected) * 100
                    > (long)goods * MaxUnreadablePercent
                        ? AlStyleCalls.Unreadable(
                            method,
                            $"{reading.Unreadable} values and {reading.Rejected} keys of {goods} goods have a shape that is not known."
                        )
                    : (Outcome<StockReading>)reading;
            },
            stopping,
            isStandIn
        );
}
