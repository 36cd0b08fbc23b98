using TimurApiConnect.Storage.Keys;

namespace TimurApiConnect.Gateway.Access;

/// <summary>Who asks, once that is known. Handlers take it as a parameter.</summary>
/// <param name="Key">The key's number; 0 without a key.</param>
/// <param name="Name">As the journal names it.</param>
/// <param name="Scope">What it may do.</param>
/// <param name="DealerPrices">Whether it may see what the merchant pays.</param>
internal sealed record Caller(long Key, string Name, KeyScope Scope, bool DealerPrices)
{
    /// <summary>Somebody on this machine, where no keys are asked for.</summary>
    public static Caller Local { get; } = new(0, "local", KeyScope.Admin, true);

    // "key …" and not the name alone: a key may be called "worker".
    public static Caller Of(ApiKey key) =>
        new(key.Id, $"key {key.Name}", key.Scope, key.DealerPrices);

    /// <summary>For the framework: where a handler's parameter comes from.</summary>
    public static ValueTask<Caller> BindAsync(HttpContext context) =>
        ValueTask.FromResult(
            context.Features.Get<Caller>()
                ?? throw new InvalidOperationException(
                    $"{context.Request.Path} asks for its caller but is open to everybody."
                )
        );
}
