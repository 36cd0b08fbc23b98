namespace TimurApiConnect.Kaspi;

/// <summary>Addresses that are taken for Kaspi's API and are not.</summary>
internal static class Addresses
{
    /// <summary>Why an address cannot be right; null when it can: any host that is not Kaspi's may be a proxy or the sandbox.</summary>
    public static string? Problem(Uri address, Uri right)
    {
        if (address == right)
        {
            return null;
        }

        var isKaspis =
            address.Host == right.Host
            || address.Host.EndsWith($".{right.Host}", StringComparison.OrdinalIgnoreCase);
        return !isKaspis ? null
            // api.kaspi.kz, merchant.kaspi.kz: they go round in examples, and nobody has had an answer there.
            : address.Host != right.Host
                ? $"The orders API does not live on {address.Host}; its only host is {right.Host}."
            : address.Scheme != right.Scheme
                ? $"Kaspi is asked by {right.Scheme}: the token must not travel in the open."
            : $"{address.AbsolutePath} is not where the orders API lives (merchantapi/v1 and the like go round in examples); it is {right.AbsolutePath}.";
    }
}
