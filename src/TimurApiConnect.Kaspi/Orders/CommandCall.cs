using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Orders;
using TimurApiConnect.Core.Orders.Commands;
using TimurApiConnect.Core.Vendors;
using TimurApiConnect.Vendors;

namespace TimurApiConnect.Kaspi.Orders;

/// <summary>A command as Kaspi takes it: nearly all are a POST of the status that is wanted.</summary>
internal static class CommandCall
{
    /// <summary>The call, or why the command makes no sense: then nothing is sent.</summary>
    public static Outcome<VendorCall> Of(
        string shop,
        string orderId,
        string code,
        OrderCommand command
    ) =>
        CommandSense.Problem(command) is { } problem
            ? Refuse(command, problem)
            : command switch
            {
                OrderCommand.ReduceLine line => Call(
                    shop,
                    command,
                    HttpMethod.Post,
                    "orderEntryCancelOperation",
                    LineOperation(
                        "orderEntryCancelOperation",
                        line.LineId,
                        new()
                        {
                            ["notes"] = line.Notes ?? "",
                            ["remainedQuantity"] = line.Remaining,
                            ["reason"] = line.Reason.Text,
                        }
                    )
                ),
                // This one has no version in its address.
                OrderCommand.ReduceLines lines => Call(
                    shop,
                    command,
                    HttpMethod.Put,
                    $"../orderPartialCancel/{KaspiOrders.Segment(orderId)}",
                    new JsonArray([.. lines.Lines.Select(Remaining)])
                ),
                OrderCommand.SetImei imei => Call(
                    shop,
                    command,
                    HttpMethod.Post,
                    "orderEntryImeiOperation",
                    LineOperation(
                        "orderEntryImeiOperation",
                        imei.LineId,
                        new()
                        {
                            ["items"] = new JsonArray([
                                .. imei.Devices.Select(d => new JsonObject
                                {
                                    ["imei"] = new JsonArray([
                                        .. d.Select(c => JsonValue.Create(c)),
                                    ]),
                                }),
                            ]),
                        }
                    )
                ),
                _ => Call(
                    shop,
                    command,
                    HttpMethod.Post,
                    "orders",
                    new JsonObject
                    {
                        ["data"] = new JsonObject
                        {
                            ["type"] = "orders",
                            ["id"] = orderId,
                            // The guide calls the number optional; packing without it was answered "Order not found" (field report).
                            ["attributes"] = Attributes(code, command),
                        },
                    }
                ) with
                {
                    Headers = SecurityCode(command),
                },
            };

    private static VendorCall Call(
        string shop,
        OrderCommand command,
        HttpMethod method,
        string address,
        JsonNode body
    ) =>
        new(shop, StepOf(command), address)
        {
            Method = method,
            Urgency = Urgency.Urgent,
            Content = () =>
                new StringContent(
                    body.ToJsonString(),
                    new MediaTypeHeaderValue("application/vnd.api+json")
                ),
        };

    // {"data":{"type":"orders","id":"OTAwMDAwMDAx","attributes":{"code":"900000001","status":"ASSEMBLE","numberOfSpace":"2"}}}
    private static JsonObject Attributes(string code, OrderCommand command)
    {
        var attributes = new JsonObject { ["code"] = code, ["status"] = StatusOf(command) };
        switch (command)
        {
            case OrderCommand.Cancel cancel:
                attributes["cancellationReason"] = cancel.Reason.Text;
                if (cancel.Comment is { Length: > 0 } comment)
                {
                    attributes["cancellationComment"] = comment;
                }

                break;
            case OrderCommand.Assemble assemble:
                // A text in requests, a number in replies.
                attributes["numberOfSpace"] = $"{assemble.Places}";
                break;
        }

        return attributes;
    }

    private static string StatusOf(OrderCommand command) =>
        command switch
        {
            OrderCommand.Accept => OrderStatus.Accepted.Text,
            OrderCommand.Cancel => OrderStatus.Cancelled.Text,
            OrderCommand.Assemble => "ASSEMBLE",
            OrderCommand.Arrived => "ARRIVED",
            OrderCommand.ArrivedBackward => "ARRIVED_BACKWARD",
            _ => OrderStatus.Completed.Text,
        };

    // First with an empty code, which has Kaspi send one to the buyer, then with what the buyer reads out (guide, "Изменение статуса").
    private static (string Name, string Value)[] SecurityCode(OrderCommand command) =>
        command switch
        {
            OrderCommand.SendCode => [("X-Security-Code", ""), ("X-Send-Code", "true")],
            OrderCommand.Complete complete =>
            [
                ("X-Security-Code", complete.Code),
                ("X-Send-Code", "true"),
            ],
            _ => [],
        };

    // {"data":{"type":"orderEntryCancelOperation","attributes":{"notes":"…","remainedQuantity":1,"reason":"MERCHANT_OUT_OF_STOCK"},
    //  "relationships":{"entry":{"data":{"type":"orderentries","id":"OTAwMDAwMDAxIyMw"}}}}}
    private static JsonObject LineOperation(string type, string lineId, JsonObject attributes) =>
        new()
        {
            ["data"] = new JsonObject
            {
                ["type"] = type,
                ["attributes"] = attributes,
                ["relationships"] = new JsonObject
                {
                    ["entry"] = new JsonObject
                    {
                        ["data"] = new JsonObject { ["type"] = "orderentries", ["id"] = lineId },
                    },
                },
            },
        };

    // [{"entry":{"id":"…"},"remainedQuantity":1,"remainedWeight":280,"reason":"PRODUCT_UNDERWEIGHT","notes":"…"}]
    private static JsonObject Remaining(RemainingLine line)
    {
        var row = new JsonObject
        {
            ["entry"] = new JsonObject { ["id"] = line.LineId },
            ["remainedQuantity"] = line.Quantity,
            ["reason"] = line.Reason.Text,
            ["notes"] = line.Notes ?? "",
        };
        if (line.Grams is { } grams)
        {
            row["remainedWeight"] = grams;
        }

        return row;
    }

    private static string StepOf(OrderCommand command) =>
        command switch
        {
            OrderCommand.Accept => "accept",
            OrderCommand.Cancel => "cancel",
            OrderCommand.Assemble => "assemble",
            OrderCommand.Arrived => "arrived",
            OrderCommand.ArrivedBackward => "arrived backward",
            OrderCommand.SendCode => "send code",
            OrderCommand.Complete => "complete",
            OrderCommand.ReduceLine => "reduce line",
            OrderCommand.ReduceLines => "reduce lines",
            _ => "imei",
        };

    private static Failure Refuse(OrderCommand command, string problem) =>
        new(
            FailureKind.RequestRefused,
            VendorName.Kaspi.Text,
            StepOf(command),
            problem,
            "Nothing was sent. Correct the command."
        )
        {
            Attempt = 0,
        };
}
