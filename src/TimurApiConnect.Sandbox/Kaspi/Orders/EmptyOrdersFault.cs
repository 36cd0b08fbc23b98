using TimurApiConnect.Sandbox.Faults.Answers;

namespace TimurApiConnect.Sandbox.Kaspi.Orders;

/// <summary>A right answer without any orders.</summary>
internal sealed class EmptyOrdersFault() : InsteadFault(carriedOut: false)
{
    public override bool Suits(HttpContext context) => SimulatedKaspi.IsOrderList(context);

    protected override Task AnswerAsync(HttpContext context) => KaspiAnswer.EmptyListAsync(context);
}
