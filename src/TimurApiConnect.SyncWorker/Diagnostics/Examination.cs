using System.Net;
using TimurApiConnect.Core.Diagnostics;
using TimurApiConnect.Vendors;
using TimurApiConnect.Vendors.Outbound;

namespace TimurApiConnect.SyncWorker.Diagnostics;

/// <summary>One step of the doctor.</summary>
internal interface IDoctorStep
{
    /// <summary>What it looks at.</summary>
    string Name { get; }

    /// <summary>Looks.</summary>
    Task<Finding> LookAsync(Examination examination, CancellationToken stopping);
}

/// <summary>What a step found.</summary>
/// <param name="State">How it ended.</param>
/// <param name="Evidence">What was seen.</param>
/// <param name="Verdict">What it comes to, where it failed.</param>
internal sealed record Finding(StepState State, string Evidence, DoctorVerdict? Verdict = null)
{
    /// <summary>The steps after it make sense all the same.</summary>
    public bool GoesOn { get; init; }

    public static Finding Passed(string evidence) => new(StepState.Passed, evidence);

    public static Finding Skipped(string evidence) => new(StepState.Skipped, evidence);

    public static Finding Failed(string code, string evidence, string nextMove) =>
        new(StepState.Failed, evidence, new DoctorVerdict(code, false, evidence, nextMove));
}

/// <summary>What the steps share: whom they examine, and what the ones before have seen.</summary>
internal sealed class Examination(
    IVendor vendor,
    string account,
    VendorCalls calls,
    OutboundOptions outbound,
    DoctorOptions options
)
{
    public IVendor Vendor => vendor;

    public string Account => account;

    public DoctorOptions Options => options;

    /// <summary>The vendor's base address.</summary>
    public Uri Address { get; } = vendor.Options.BaseUrl;

    /// <summary>The proxy on the way, or null.</summary>
    public Uri? Proxy { get; } = outbound.ProxyFor(vendor.Options.BaseUrl);

    /// <summary>The host that we connect to: the proxy, or the vendor itself.</summary>
    public Uri FirstHop => Proxy ?? Address;

    /// <summary>The first hop as people read it.</summary>
    public string FirstHopText =>
        Proxy is null
            ? $"{Address.Host}:{Address.Port}"
            : $"the outbound proxy {OutboundOptions.Shown(Proxy)}";

    /// <summary>The first hop's addresses, once they are known.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; set; } = [];

    /// <summary>What the vendor said to the harmless read, once it was asked.</summary>
    public VendorLook? Look { get; set; }

    /// <summary>Asks the vendor once, in its turn, within the doctor's limits.</summary>
    public Task<VendorLook> AskAsync(string? userAgent, CancellationToken stopping) =>
        calls.LookAsync(
            vendor,
            account,
            new TimeLimits(
                options.StepLimit,
                options.StepLimit * 2,
                options.TurnLimit + (options.StepLimit * 2)
            ),
            userAgent,
            stopping
        );
}
