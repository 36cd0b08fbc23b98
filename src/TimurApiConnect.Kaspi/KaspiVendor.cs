using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text.Json;
using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Vendors;
using TimurApiConnect.Kaspi.Limits;
using TimurApiConnect.Kaspi.Orders;
using TimurApiConnect.Vendors;

namespace TimurApiConnect.Kaspi;

/// <summary>What is Kaspi's own: the headers, the pace, and how it says no.</summary>
internal sealed class KaspiVendor(LastGood<KaspiOptions> options, TimeProvider clock) : IVendor
{
    // Without Accept the answer is a page with status 404.
    private static readonly MediaTypeWithQualityHeaderValue JsonApi = new(
        "application/vnd.api+json"
    );

    private readonly ConcurrentDictionary<string, Pace> _paces = new(
        StringComparer.OrdinalIgnoreCase
    );

    public VendorName Name => VendorName.Kaspi;

    public string Section => "Kaspi";

    public Uri Address { get; } = new KaspiOptions().BaseUrl;

    public string? WrongAddress => Addresses.Problem(Options.BaseUrl, Address);

    public VendorOptions Options => options.Value;

    public IReadOnlyCollection<string> Accounts => options.Value.Tokens.Keys;

    public string? TokenOf(string account) => options.Value.Tokens.GetValueOrDefault(account);

    public string TokenSetting(string account) =>
        $"Shops:{account}:KaspiToken (AppHost parameter {account}-kaspi-token; from Kaspi's cabinet, Настройки, Токен API)";

    public Task<ITurn> TakeTurnAsync(string account, Urgency urgency, CancellationToken stopping) =>
        _paces
            .GetOrAdd(account, _ => new Pace(clock))
            .TakeAsync(options.Value.PerSecond, options.Value.AtOnce, stopping);

    public HttpRequestMessage CreateRequest(VendorCall call)
    {
        var request = new HttpRequestMessage(call.Method, new Uri(Options.BaseUrl, call.Address));
        request.Headers.Accept.Add(call.Accept is { } accept ? new(accept) : JsonApi);
        request.Headers.Add("X-Auth-Token", TokenOf(call.Account));
        // Not in the guide, yet wanted where one cabinet holds several shops (field report).
        if (options.Value.MerchantUids.TryGetValue(call.Account, out var merchant))
        {
            request.Headers.Add("X-Merchant-Uid", merchant);
        }

        foreach (var (name, value) in call.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        request.Content = call.Content?.Invoke();
        return request;
    }

    // {"errors":[{"title":"Required filter [orders][creationDate][$ge] is empty."}]}
    public Failure Refused(VendorAnswer answer, VendorCall call) =>
        Refusals.Name(this, call, answer, Title(answer.Body));

    public VendorCall Harmless(string account) => OrderLists.Harmless(account, clock.GetUtcNow());

    public Failure? Unexpected(VendorAnswer answer, VendorCall call) =>
        OrderLists.Total(answer, call.Step).Failure;

    private static string Title(ReadOnlyMemory<byte> body)
    {
        try
        {
            return AnswerJson.Read(body, Title);
        }
        catch (JsonException)
        {
            // HTML or nothing: the status alone speaks.
            return "";
        }
    }

    private static string Title(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object
        && root.TryGetProperty("errors", out var errors)
        && errors.ValueKind == JsonValueKind.Array
            ? string.Join(
                "; ",
                errors
                    .EnumerateArray()
                    .Where(e => e.ValueKind == JsonValueKind.Object)
                    .Select(e =>
                        e.TryGetProperty("title", out var title) ? AnswerJson.Text(title) : ""
                    )
                    .Where(t => t.Length > 0)
            )
            : "";
}
