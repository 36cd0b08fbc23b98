using System.ComponentModel;
using TimurApiConnect.Core.Orders;
using TimurApiConnect.Gateway.Api;
using TimurApiConnect.Storage.Orders;

namespace TimurApiConnect.Gateway.Orders;

/// <summary>Which orders are looked for. Read as text, so that every wrong value is reported.</summary>
internal sealed class OrderFilterQuery
{
    [Description("The shop's key; may be left out when there is only one.")]
    public string? Shop { get; init; }

    [Description("Only orders in this stage: the tab of Kaspi's cabinet.")]
    public string? Stage { get; init; }

    [Description("Only orders with this status, in Kaspi's own word: ACCEPTED_BY_MERCHANT.")]
    public string? Status { get; init; }

    [Description("true: only those that are not over; false: only those that are.")]
    public string? Open { get; init; }

    [Description("Only orders placed on this day or later: 2026-11-24, Almaty.")]
    public string? From { get; init; }

    [Description("Only orders placed on this day or before: 2026-11-30, Almaty.")]
    public string? To { get; init; }

    [Description(
        "A part of the order's number, of a line's SKU or of the good's name at Kaspi; small and capital letters are the same."
    )]
    public string? Search { get; init; }

    /// <summary>The filter; null when there is a problem with the shop.</summary>
    public OrderFilter? Read(QueryReader query)
    {
        var shop = query.Shop(Shop);
        var (from, to) = (query.Day("from", From), query.Day("to", To));
        if (from > to)
        {
            query.Report("from", $"is {From}, after to, {To}; the earlier day comes first.");
        }

        bool? open = Open switch
        {
            null or "" => null,
            "true" => true,
            "false" => false,
            _ => Wrong(query, Open),
        };
        var filter = new OrderFilter(shop?.Key ?? "")
        {
            Stage = query.Choice<OrderStage>("stage", Stage),
            Status = query.Text("status", Status, 64),
            IsOver = !open,
            From = from,
            Before = to?.AddDays(1),
            Search = query.Text("search", Search, 200),
        };
        return shop is null ? null : filter;
    }

    private static bool? Wrong(QueryReader query, string text)
    {
        query.Report("open", $"is {QueryReader.Shown(text)}; true or false is wanted.");
        return null;
    }
}
