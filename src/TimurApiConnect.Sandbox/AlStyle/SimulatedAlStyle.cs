using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using TimurApiConnect.Sandbox.Faults;

namespace TimurApiConnect.Sandbox.AlStyle;

/// <summary>How the supplier refuses, and what its methods and pages are called.</summary>
internal sealed class SimulatedAlStyle : Vendor
{
    public const string Root = "/api/";
    public const string CartRoot = "/cart-api/";

    // {"article":20932,"name":"...",...}: enough of a good for a reader to keep
    private const string Good =
        """{"article":#,"name":"Good #","full_name":"Good number #","category":3472,"sort":0,"price1":10120,"price2":13490,"quantity":">50","isnew":0,"article_pn":"PN#"}""";

    // /api/quantity is "quantity", /cart-api/add is "cart-api/add"
    public override string? MethodOf(string path) =>
        path.StartsWith(Root, StringComparison.Ordinal) ? First(path[Root.Length..])
        : path.StartsWith(CartRoot, StringComparison.Ordinal)
        && First(path[CartRoot.Length..]) is { } method
            ? CartRoot[1..] + method
        : null;

    /// <summary>The shape of Yii's own errors, which the supplier's API looks to be built on.</summary>
    public override Task ErrorAsync(HttpContext context, int status) =>
        Answer.ErrorAsync(
            context,
            status,
            ReasonPhrases.GetReasonPhrase(status),
            status >= StatusCodes.Status500InternalServerError
                ? "An internal server error occurred."
                : "The request was not accepted."
        );

    public override Task BadTokenAsync(HttpContext context, int status) =>
        Answer.ErrorAsync(
            context,
            status,
            ReasonPhrases.GetReasonPhrase(status),
            "Your request was made with invalid credentials."
        );

    // {"success":false,"message":"...","interval":5} with status 403, not 429, and no Retry-After
    public override async Task LimitAsync(HttpContext context, TimeSpan interval)
    {
        await using var json = Answer.Begin(context, StatusCodes.Status403Forbidden);
        json.WriteStartObject();
        json.WriteBoolean("success", false);
        json.WriteString("message", "Превышен лимит запросов к API");
        WriteSeconds(json, interval);
        json.WriteEndObject();
        await Answer.EndAsync(json, context);
    }

    public override EndlessRows EndlessRows(string? method) =>
        method switch
        {
            "quantity" => new("{", "\"#\":\">50\"", "}"),
            "quantity-price" => new(
                "{",
                """
                "#":{"quantity":">50","price1":10120,"price2":13490,"discountPrice":13490,"discount":0,"warehouse":"panfilov"}
                """,
                "}"
            ),
            "elements" => new("[[", Good, "]]"),
            "elements-pagination" => new(
                "{\"elements\":[",
                Good,
                "],\"pagination\":{\"totalCount\":7000,\"totalPages\":28,\"currentPage\":1,\"limit\":250,\"offset\":0}}"
            ),
            _ => new("[", Good, "]"),
        };

    public override Page? PageOf(HttpContext context) =>
        MethodOf(context.Request.Path) is "elements" or "elements-pagination"
            ? new(
                "offset",
                Number(context, "offset") ?? 0,
                Math.Clamp(
                    Number(context, "limit") ?? ElementMethods.UsualPerPage,
                    1,
                    ElementMethods.MaxPerPage
                )
            )
            : null;

    private static string? First(string path) =>
        path.Split('/')[0] is { Length: > 0 } name ? name : null;

    private static long? Number(HttpContext context, string name) =>
        long.TryParse(context.Request.Query[name], out var number) && number >= 0 ? number : null;

    private static void WriteSeconds(Utf8JsonWriter json, TimeSpan interval)
    {
        if (interval.Ticks % TimeSpan.TicksPerSecond == 0)
        {
            json.WriteNumber("interval", (long)interval.TotalSeconds);
        }
        else
        {
            json.WriteNumber("interval", interval.TotalSeconds);
        }
    }
}
