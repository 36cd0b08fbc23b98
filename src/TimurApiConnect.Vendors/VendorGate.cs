using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Vendors;
using TimurApiConnect.Vendors.Retries;

namespace TimurApiConnect.Vendors;

/// <summary>Whether a call may be sent at all.</summary>
internal sealed class VendorGate(IVendorMemory memory)
{
    /// <summary>Why nothing may be sent; null when it may. Then the breaker waits for the outcome.</summary>
    public async Task<Failure?> BarredAsync(
        IVendor vendor,
        VendorCall call,
        Breaker breaker,
        CancellationToken stopping
    )
    {
        if (vendor.TokenOf(call.Account) is null)
        {
            return NotSent.NoToken(vendor, call);
        }

        if (await KnownRefusedAsync(vendor, call, stopping) is { } refused)
        {
            return refused;
        }

        return breaker.Enter(call.IsProbe) is { } open
            ? NotSent.LeftAlone(vendor, call, open.Until, open.Last)
            : null;
    }

    /// <summary>A refused token is not shown again and again; checks and the doctor may.</summary>
    public async Task<Failure?> KnownRefusedAsync(
        IVendor vendor,
        VendorCall call,
        CancellationToken stopping
    )
    {
        if (call.IsProbe || vendor.TokenOf(call.Account) is not { } token)
        {
            return null;
        }

        try
        {
            var known = await memory.TokenAsync(vendor.Name, call.Account, token, stopping);
            return known.State == TokenState.Refused
                ? NotSent.TokenRefused(vendor, call, known.ProvedAt)
                : null;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return NotSent.Stopped(vendor, call);
        }
    }
}
