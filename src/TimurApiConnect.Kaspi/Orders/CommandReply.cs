using System.Text.Json;
using TimurApiConnect.Core.Failures;

namespace TimurApiConnect.Kaspi.Orders;

/// <summary>
/// What Kaspi says to a command that it took: little, and no order. Changes of lines are carried out later (<c>INPROGRESS</c>). Read the order
/// for the truth.
/// </summary>
/// <param name="Status">The word that it echoes, where it does.</param>
public sealed record CommandReply(string? Status)
{
    /// <summary>Whether it is still being carried out.</summary>
    public bool IsUnderWay => Status == "INPROGRESS";

    // {"data":{"type":"orders","id":"…","attributes":{"code":"900000001","status":"ACCEPTED_BY_MERCHANT"},…},"included":[]}
    // {"orderCancelEntries":[{"id":"…","entry":{"id":"…"},"remainedQuantity":1,…}],"status":"INPROGRESS"}
    internal static Outcome<CommandReply> Read(JsonElement root) =>
        new CommandReply(
            ((root.Object("data") ?? default).Object("attributes") ?? default).Text("status")
                ?? root.Text("status")
        );
}
