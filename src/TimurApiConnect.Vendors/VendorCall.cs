using TimurApiConnect.Core.Catalogue;

namespace TimurApiConnect.Vendors;

/// <summary>One call: what is asked for, in whose name, and how.</summary>
/// <param name="Account">In whose name: a supplier account or a shop.</param>
/// <param name="Step">What is asked for, as logs and people name it.</param>
/// <param name="Address">Path and query under the vendor's base address, or a whole address that the connector has looked at; without a secret.</param>
public sealed record VendorCall(string Account, string Step, string Address)
{
    /// <summary>The method.</summary>
    public HttpMethod Method { get; init; } = HttpMethod.Get;

    /// <summary>
    /// It changes something at the vendor: it is sent once and never again, over a connection of its own. Anything but GET has an effect; a GET
    /// that has one says so.
    /// </summary>
    public bool HasEffect
    {
        get => field || Method != HttpMethod.Get;
        init;
    }

    /// <summary>Makes the body, when there is one; called for each try.</summary>
    public Func<HttpContent>? Content { get; init; }

    /// <summary>Headers of this call alone; an empty value is sent as such. Never logged.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>The media type wanted, where it is not the vendor's usual one.</summary>
    public string? Accept { get; init; }

    /// <summary>How pressing it is.</summary>
    public Urgency Urgency { get; init; } = Urgency.Routine;

    /// <summary>
    /// A look at whether the vendor works again: one try, whatever is known. An open breaker and a refused token let it pass.
    /// </summary>
    public bool IsProbe { get; init; }

    /// <summary>
    /// Asked only because another method could not be read: what its own answer looks like matters to nobody else, since what failed is said
    /// of the first.
    /// </summary>
    public bool IsStandIn { get; init; }

    /// <summary>Time limits of its own.</summary>
    public TimeLimits? Limits { get; init; }

    /// <summary>A name other than the product's, to compare how the vendor treats it.</summary>
    public string? UserAgent { get; init; }

    internal bool OnlyCompares => UserAgent is not null;
}

/// <summary>How long a call may take.</summary>
/// <param name="FirstByte">From the request to the first byte of its answer, once.</param>
/// <param name="Answer">From the request to the end of its answer, once.</param>
/// <param name="Total">For all tries, their turns and the pauses between them.</param>
public sealed record TimeLimits(TimeSpan FirstByte, TimeSpan Answer, TimeSpan Total);
