using System.ComponentModel;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using TimurApiConnect.Core.Orders;
using TimurApiConnect.Core.Orders.Commands;
using TimurApiConnect.Gateway.Api;

namespace TimurApiConnect.Gateway.Orders;

/// <summary>What is asked for with <c>POST /api/orders/{code}/commands</c>.</summary>
internal sealed record CommandRequest(
    [property: Description("The shop's key; may be left out when there is only one.")] string? Shop,
    [property: Description(
        "What Kaspi is to be told: accept, cancel, assemble, arrived, arrived-backward, send-code, complete, reduce-line, reduce-lines, set-imei."
    )]
        string Command,
    [property: Description("cancel, reduce-line: why. MERCHANT_OUT_OF_STOCK when left out.")]
        string? Reason,
    [property: Description("cancel, reduce-line: for Kaspi, at most 1,000 characters.")]
        string? Comment,
    [property: Description("assemble: parcels, from 1.")] int? Places,
    [property: Description("complete: the four digits that the buyer reads out.")] string? Code,
    [property: Description("reduce-line, set-imei: the line's number in the order, from 0.")]
        int? Line,
    [property: Description("reduce-line: how many stay.")] int? Remaining,
    [property: Description("reduce-lines: what stays of each line.")]
        IReadOnlyList<CommandLine>? Lines,
    [property: Description("set-imei: one or two codes for each device.")]
        IReadOnlyList<IReadOnlyList<string>>? Imei
)
{
    private const int MaxLines = 100;

    /// <summary>Reads the body for an order; its lines are named by their numbers.</summary>
    public static (OrderCommand? Command, ProblemHttpResult? Problem) Read(
        JsonElement body,
        Order order
    )
    {
        var name = JsonBody.TextOf(body, "command");
        var fields = new BodyFields(body, ["shop", "command", .. FieldsOf(name)]);
        fields.Text("shop", "a shop's key as text");
        fields.Text("command", $"one of {string.Join(", ", CommandName.All)}");
        fields.Demand("command", name is not null);
        if (name is not null && !CommandName.All.Contains(name, StringComparer.Ordinal))
        {
            fields.Report(
                "command",
                $"is {QueryReader.Shown(name)}; one of {string.Join(", ", CommandName.All)} is wanted."
            );
        }

        var command = name is null ? null : Read(name, fields, order);
        if (command is not null && CommandSense.Problem(command) is { } problem)
        {
            fields.Report("command", problem);
        }

        return fields.Problem is { } wrong ? (null, wrong) : (command, null);
    }

    /// <summary>The shop that the body names.</summary>
    public static string? ShopOf(JsonElement body) => JsonBody.TextOf(body, "shop");

    private static string[] FieldsOf(string? command) =>
        command switch
        {
            "cancel" => ["reason", "comment"],
            "assemble" => ["places"],
            "complete" => ["code"],
            "reduce-line" => ["line", "remaining", "reason", "comment"],
            "reduce-lines" => ["lines", "reason", "comment"],
            "set-imei" => ["line", "imei"],
            _ => [],
        };

    private static OrderCommand? Read(string name, BodyFields fields, Order order)
    {
        switch (name)
        {
            case "accept":
                return new OrderCommand.Accept();
            case "cancel":
                return new OrderCommand.Cancel(ReadReason(fields), ReadComment(fields));
            case "assemble":
                return new OrderCommand.Assemble(
                    fields.Whole("places", 1, CommandSense.MaxPlaces) ?? 1
                );
            case "arrived":
                return new OrderCommand.Arrived();
            case "arrived-backward":
                return new OrderCommand.ArrivedBackward();
            case CommandName.SendCode:
                return new OrderCommand.SendCode();
            case "complete":
                return ReadCode(fields) is { } code ? new OrderCommand.Complete(code) : null;
            case "reduce-line":
                var (line, remaining) = (
                    LineId(fields, order),
                    fields.Whole("remaining", 0, 1_000_000)
                );
                fields.Demand("remaining", remaining is not null);
                var (reason, comment) = (ReadReason(fields), ReadComment(fields));
                return line is null || remaining is null
                    ? null
                    : new OrderCommand.ReduceLine(line, remaining.Value, reason, comment);
            case "reduce-lines":
                return ReadLines(fields, order, ReadReason(fields), ReadComment(fields));
            case "set-imei":
                return ReadImei(fields, order);
            default:
                return null;
        }
    }

    /// <summary>The buyer's code; a value that is wrong is not repeated, it may be the right one of another order.</summary>
    public static string? ReadCode(BodyFields fields)
    {
        var code = fields.Secret("code", "four digits as text");
        fields.Demand("code", code is not null);
        return code;
    }

    private static CancellationReason ReadReason(BodyFields fields)
    {
        var text = fields.Text(
            "reason",
            $"one of {string.Join(", ", CancellationReason.OfMerchants)}"
        );
        return text is null ? CancellationReason.OutOfStock : new(text);
    }

    private static string? ReadComment(BodyFields fields) =>
        fields.Text("comment", $"a text of at most {CommandSense.LongestComment} characters");

    private static string? LineId(BodyFields fields, Order order)
    {
        var number = fields.Whole("line", 0, 1_000_000);
        fields.Demand("line", number is not null);
        return number is null ? null : LineId(fields, "line", number.Value, order);
    }

    private static string? LineId(BodyFields fields, string name, int number, Order order)
    {
        var line = order.Lines?.FirstOrDefault(l => l.Number == number);
        if (line is null)
        {
            fields.Report(
                name,
                $"is {number}; order {order.Code} has the lines {string.Join(", ", (order.Lines ?? []).Select(l => l.Number))}."
            );
        }

        return line?.Id;
    }

    private static OrderCommand.ReduceLines? ReadLines(
        BodyFields fields,
        Order order,
        CancellationReason reason,
        string? comment
    )
    {
        var lines = fields.List(
            "lines",
            CommandLine.Read,
            "a list such as [{\"line\": 0, \"remaining\": 1}] or, by weight, [{\"line\": 0, \"remaining\": 1, \"grams\": 280}]"
        );
        fields.Demand("lines", lines is { Count: > 0 and <= MaxLines });
        var wanted = (lines ?? [])
            .Select(l =>
                LineId(fields, "lines", l.Line, order) is { } id
                    ? new RemainingLine(
                        id,
                        l.Remaining,
                        l.Grams,
                        l.Grams is null ? reason : CancellationReason.Underweight,
                        comment
                    )
                    : null
            )
            .OfType<RemainingLine>()
            .ToList();
        return wanted.Count == 0 ? null : new(wanted);
    }

    private static OrderCommand.SetImei? ReadImei(BodyFields fields, Order order)
    {
        var line = LineId(fields, order);
        var devices = fields.List<IReadOnlyList<string>>(
            "imei",
            d =>
                d.ValueKind == JsonValueKind.Array
                && d.EnumerateArray().Select(c => JsonBody.TextOf(c) ?? "").ToList() is var codes
                && codes.TrueForAll(c => c.Length > 0)
                    ? codes
                    : null,
            "a list of devices, each a list of one or two codes as text"
        );
        fields.Demand("imei", devices is not null);
        return line is null || devices is null ? null : new(line, devices);
    }
}

/// <summary>What stays of a line.</summary>
/// <param name="Line">The line's number in the order, from 0.</param>
/// <param name="Remaining">How many stay.</param>
/// <param name="Grams">For goods by weight: how much stays.</param>
internal sealed record CommandLine(int Line, int Remaining, int? Grams)
{
    public static CommandLine? Read(JsonElement row)
    {
        try
        {
            return
                row.ValueKind == JsonValueKind.Object
                && Whole(row, "line") is { } line
                && Whole(row, "remaining") is { } remaining
                && (!row.TryGetProperty("grams", out _) || Whole(row, "grams") is not null)
                && row.EnumerateObject().All(p => p.Name is "line" or "remaining" or "grams")
                ? new(line, remaining, Whole(row, "grams"))
                : null;
        }
        catch (InvalidOperationException)
        {
            // A name with half a character, which JSON can write and nobody can read.
            return null;
        }
    }

    private static int? Whole(JsonElement row, string name) =>
        row.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt32(out var number)
        && number >= 0
            ? number
            : null;
}
