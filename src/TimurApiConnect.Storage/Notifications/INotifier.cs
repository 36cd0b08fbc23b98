namespace TimurApiConnect.Storage.Notifications;

/// <summary>
/// Small "look again" signals between processes. A notification that is lost costs a second, never data: whoever waits also looks by itself.
/// </summary>
public interface INotifier
{
    /// <summary>Tells everybody who waits for the topic to look now.</summary>
    Task PublishAsync(string topic);

    /// <summary>Waits until the topic is told, or until the limit has passed.</summary>
    Task WaitAsync(string topic, TimeSpan limit, CancellationToken stopping);
}

/// <summary>The topics.</summary>
public static class Topics
{
    /// <summary>A run was asked for or asked to stop.</summary>
    public const string Runs = "runs";

    /// <summary>A run made progress or ended.</summary>
    public const string Progress = "progress";

    /// <summary>The doctor is wanted.</summary>
    public const string Diagnostics = "diagnostics";

    /// <summary>The doctor has reported.</summary>
    public const string Reports = "reports";

    /// <summary>A command to Kaspi was stored.</summary>
    public const string Commands = "commands";

    /// <summary>Something of an order has changed.</summary>
    public const string Orders = "orders";

    /// <summary>A price list was published.</summary>
    public const string PriceLists = "price-lists";

    /// <summary>An API key was made or revoked.</summary>
    public const string Keys = "keys";

    /// <summary>A person has decided about an order at the supplier.</summary>
    public const string SupplierOrders = "supplier-orders";
}
