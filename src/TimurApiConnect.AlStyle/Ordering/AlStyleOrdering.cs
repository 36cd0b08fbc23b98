using System.Globalization;
using System.Text.Json;
using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.Vendors;

namespace TimurApiConnect.AlStyle.Ordering;

/// <summary>Basket and orders at Al-Style. GET has effects there: such calls say so and are sent once.</summary>
internal sealed class AlStyleOrdering(AlStyleCalls calls, LastGood<AlStyleOptions> options)
    : ISupplierOrdering
{
    /// <inheritdoc/>
    public Task<Outcome<SupplierTerms>> ReadTermsAsync(
        string account,
        CancellationToken stopping
    ) => ReadAsync(account, "user-data", "user-data", OrderingAnswers.Terms, stopping);

    /// <inheritdoc/>
    public Task<Outcome<Basket>> ReadBasketAsync(string account, CancellationToken stopping) =>
        ReadAsync(account, "cart-api/get", Cart("get"), OrderingAnswers.Basket, stopping);

    /// <inheritdoc/>
    public Task<Outcome<Done>> ClearBasketAsync(string account, CancellationToken stopping) =>
        DoAsync(Effect(account, "clear", ""), _ => default(Done), stopping);

    /// <inheritdoc/>
    public Task<Outcome<Done>> AddAsync(
        string account,
        IReadOnlyList<Pieces> pieces,
        CancellationToken stopping
    ) =>
        DoAsync(
            Effect(
                account,
                "add",
                Query([
                    ("add", string.Join(',', pieces.Select(p => p.Article))),
                    ("quantity", string.Join(',', pieces.Select(p => p.Quantity))),
                ])
            ),
            _ => default(Done),
            stopping
        );

    /// <inheritdoc/>
    public Task<Outcome<PlacedOrder>> SubmitAsync(
        string account,
        Submission submission,
        CancellationToken stopping
    )
    {
        (string, string)[] values =
        [
            ("shipping_date", Day(submission.ShippingDate)),
            ("attorney_json", submission.Attorney),
            ("delivery_json", submission.Delivery),
            ("external_id", submission.OurNumber),
            ("comments", submission.OurNumber),
        ];
        var (settings, within) = (options.Value, submission.Within);
        return DoAsync(
            Effect(account, "submit", settings.SubmitInBody ? "" : Query(values)) with
            {
                Method = HttpMethod.Post,
                Content = settings.SubmitInBody
                    ? () =>
                        new FormUrlEncodedContent(
                            values.Select(v => KeyValuePair.Create(v.Item1, v.Item2))
                        )
                    : null,
                Limits = new(
                    Shorter(settings.FirstByteLimit, within),
                    Shorter(settings.AnswerLimit, within),
                    Shorter(settings.TotalLimit, within)
                ),
            },
            OrderingAnswers.Placed,
            stopping
        );
    }

    /// <inheritdoc/>
    public Task<Outcome<OrdersPage>> ListAsync(
        string account,
        OrdersQuery query,
        CancellationToken stopping
    ) =>
        ReadAsync(
            account,
            "orders",
            "orders?"
                + Query([
                    ("type", query.List.ToString().ToLowerInvariant()),
                    ("page", query.Page.ToString(CultureInfo.InvariantCulture)),
                    ("date_from", Day(query.From)),
                    ("date_to", Day(query.Until)),
                ]),
            OrderingAnswers.Orders,
            stopping
        );

    /// <inheritdoc/>
    public Task<Outcome<OrderReading>> ReadOrderAsync(
        string account,
        string number,
        CancellationToken stopping
    ) =>
        ReadAsync(
            account,
            "order",
            "order?" + Query([("id", number)]),
            OrderingAnswers.OneOrder,
            stopping
        );

    /// <inheritdoc/>
    public Task<Outcome<Done>> CancelAsync(
        string account,
        string number,
        CancellationToken stopping
    ) =>
        DoAsync(
            Effect(account, "cancel", Query([("order", number)])),
            _ => default(Done),
            stopping
        );

    private Task<Outcome<T>> ReadAsync<T>(
        string account,
        string step,
        string address,
        Func<JsonElement, T> read,
        CancellationToken stopping
    )
        where T : notnull =>
        DoAsync(
            new VendorCall(account, step, address) { Urgency = Urgency.Urgent },
            read,
            stopping
        );

    private Task<Outcome<T>> DoAsync<T>(
        VendorCall call,
        Func<JsonElement, T> read,
        CancellationToken stopping
    )
        where T : notnull =>
        calls.AskAsync(
            call,
            (body, ct) =>
                AnswerJson.ReadAsync(
                    body,
                    root =>
                        OrderingVerdict.On(call.Step, root, call.HasEffect) is { } no
                            ? no
                            : (Outcome<T>)read(root),
                    ct
                ),
            stopping
        );

    private VendorCall Effect(string account, string method, string query) =>
        new(
            account,
            $"cart-api/{method}",
            query.Length == 0 ? Cart(method) : $"{Cart(method)}?{query}"
        )
        {
            Urgency = Urgency.Urgent,
            HasEffect = true,
        };

    private string Cart(string method) => new Uri(options.Value.Cart, method).AbsoluteUri;

    private static string Query(IEnumerable<(string Name, string Value)> values) =>
        string.Join('&', values.Select(v => $"{v.Name}={Uri.EscapeDataString(v.Value)}"));

    private static string Day(DateOnly day) =>
        day.ToString("dd.MM.yyyy", CultureInfo.InvariantCulture);

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
