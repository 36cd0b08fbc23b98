namespace TimurApiConnect.Sandbox.Kaspi.Orders;

/// <summary>The marketplace says no.</summary>
/// <param name="Status">The HTTP status; for commands nobody has written it down, 400 is likely.</param>
/// <param name="Title">Its words. Those about completion were captured; the others are this sandbox's own.</param>
internal sealed record KaspiRefusal(int Status, string Title)
{
    public static KaspiRefusal Bad(string title) => new(StatusCodes.Status400BadRequest, title);

    public static KaspiRefusal NotFound(string title = "Order not found") =>
        new(StatusCodes.Status404NotFound, title);
}
