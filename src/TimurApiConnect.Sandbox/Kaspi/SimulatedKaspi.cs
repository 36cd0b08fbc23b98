using Microsoft.AspNetCore.WebUtilities;
using TimurApiConnect.Sandbox.Faults;
using TimurApiConnect.Sandbox.Faults.Answers;

namespace TimurApiConnect.Sandbox.Kaspi;

/// <summary>How the marketplace refuses, and what its methods and pages are called.</summary>
internal sealed class SimulatedKaspi : Vendor
{
    public const string Root = "/shop/api/";

    private const string Order =
        """{"type":"orders","id":"T3JkZXI#","attributes":{"code":"#","totalPrice":13490,"creationDate":1785000000000,"state":"NEW","status":"APPROVED_BY_BANK"}}""";

    /// <summary><c>/shop/api/v2/orders/T3JkZXI</c> asks for <c>orders</c>; some methods have no version.</summary>
    public override string? MethodOf(string path)
    {
        if (!path.StartsWith(Root, StringComparison.Ordinal))
        {
            return null;
        }

        var words = path[Root.Length..].Split('/');
        var method = words[0] == "v2" ? words.ElementAtOrDefault(1) : words[0];
        return string.IsNullOrEmpty(method) ? null : method;
    }

    public override Task ErrorAsync(HttpContext context, int status) =>
        KaspiAnswer.ErrorAsync(context, status, ReasonPhrases.GetReasonPhrase(status));

    /// <summary>The body of the real answer is unknown: clients only read the status.</summary>
    public override Task BadTokenAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    /// <summary>Its guard's own 403 page; the limit of the methods themselves, 429, is a status.</summary>
    public override Task LimitAsync(HttpContext context, TimeSpan interval) =>
        HtmlPage.SendAsync(context, StatusCodes.Status403Forbidden, "Доступ ограничен");

    public override EndlessRows EndlessRows(string? method) =>
        new(
            "{\"data\":[",
            Order,
            "],\"included\":[],\"meta\":{\"pageCount\":1,\"totalCount\":100}}"
        );

    public override Page? PageOf(HttpContext context) =>
        long.TryParse(context.Request.Query["page[number]"], out var number) && number >= 0
            ? new("page[number]", number, 1)
            : null;

    /// <summary>Whether a list of orders is asked for, not one order and no command.</summary>
    public static bool IsOrderList(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method)
        && context.Request.Path.Value!.TrimEnd('/').EndsWith("/orders", StringComparison.Ordinal);
}
