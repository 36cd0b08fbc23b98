using System.Globalization;

namespace TimurApiConnect.Core.Orders.Commands;

/// <summary>How commands are called, and which of them are one and the same step of an order.</summary>
public static class CommandName
{
    /// <summary>The word for people and for the API: <c>reduce-line</c>.</summary>
    public static string Of(OrderCommand command) =>
        command switch
        {
            OrderCommand.Accept => "accept",
            OrderCommand.Cancel => "cancel",
            OrderCommand.Assemble => "assemble",
            OrderCommand.Arrived => "arrived",
            OrderCommand.ArrivedBackward => "arrived-backward",
            OrderCommand.SendCode => SendCode,
            OrderCommand.Complete => "complete",
            OrderCommand.ReduceLine => "reduce-line",
            OrderCommand.ReduceLines => "reduce-lines",
            _ => "set-imei",
        };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "accept",
        "cancel",
        "assemble",
        "arrived",
        "arrived-backward",
        SendCode,
        "complete",
        "reduce-line",
        "reduce-lines",
        "set-imei",
    ];

    /// <summary>The one step that may be asked for again after it worked: buyers lose messages.</summary>
    public const string SendCode = "send-code";

    /// <summary>The step: asked for twice, it is one command. <c>line:OTAw…:1</c> for what is told apart by its values.</summary>
    public static string StepOf(OrderCommand command) =>
        command switch
        {
            OrderCommand.ReduceLine line => Line(line.LineId, line.Remaining, null),
            OrderCommand.ReduceLines lines => string.Join(
                ',',
                lines
                    .Lines.OrderBy(l => l.LineId, StringComparer.Ordinal)
                    .Select(l => Line(l.LineId, l.Quantity, l.Grams))
            ),
            OrderCommand.SetImei imei =>
                $"imei:{imei.LineId}:{string.Join('+', imei.Devices.Select(d => string.Join('/', d)))}",
            _ => Of(command),
        };

    /// <summary>
    /// Whether it may be sent a second time when nobody knows what became of the first and the order shows no effect: Kaspi refuses the
    /// repetition itself, or a value is set that is the same however often it is set.
    /// </summary>
    public static bool MayBeSentAgain(OrderCommand command) =>
        command is not (OrderCommand.SendCode or OrderCommand.Complete or OrderCommand.SetImei);

    /// <summary>Whether an order shows its effect for sure, sooner or later. The flags behind the others are known to lag or to be missing (field reports).</summary>
    public static bool ShowsForSure(OrderCommand command) =>
        command is not (OrderCommand.Arrived or OrderCommand.ArrivedBackward);

    private static string Line(string id, int remaining, int? grams) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"line:{id}:{remaining}{(grams is null ? "" : $":{grams}g")}"
        );
}
