namespace TimurApiConnect.Core.Failures;

/// <summary>Every way in which a call to the outside can fail, each with a consequence of its own.</summary>
public enum FailureKind
{
    /// <summary>The host's name has no address.</summary>
    CouldNotResolve,

    /// <summary>Nobody listens, or the way there is closed.</summary>
    CouldNotConnect,

    /// <summary>The encrypted channel could not be set up.</summary>
    Tls,

    /// <summary>Connected, and not one byte came within the time limit: the signature of a firewall that drops in silence.</summary>
    ConnectedButSilent,

    /// <summary>The answer began and then broke off or dragged on past the time limit.</summary>
    BrokenOff,

    /// <summary>The vendor refused the token.</summary>
    TokenRefused,

    /// <summary>The vendor refused because requests come too fast.</summary>
    OverTheLimit,

    /// <summary>The vendor refused this request and said why.</summary>
    RequestRefused,

    /// <summary>The vendor's own fault (5xx).</summary>
    ServerError,

    /// <summary>An answer that cannot be used: HTML, cut off, of another shape, too large, incomplete.</summary>
    Unreadable,

    /// <summary>We stopped it ourselves.</summary>
    Cancelled,

    /// <summary>Nothing was sent: a setting is missing, the token above all.</summary>
    NotConfigured,

    /// <summary>
    /// Nothing was sent, on purpose: the token is known to be refused, the vendor has failed too often in a row, or the turn did not come in
    /// time. <see cref="Failure.Cause"/> names what is behind it.
    /// </summary>
    NotAsked,
}

/// <summary>A failure with its name, the evidence and the next move. A value: it crosses boundaries without being thrown.</summary>
/// <param name="Kind">The name.</param>
/// <param name="Vendor">Who was asked, as people know it (<c>Al-Style</c>).</param>
/// <param name="Step">What was asked for (<c>quantity-price</c>).</param>
/// <param name="Detail">The evidence in plain words, never a secret.</param>
/// <param name="NextMove">What the person who reads this should do.</param>
public sealed record Failure(
    FailureKind Kind,
    string Vendor,
    string Step,
    string Detail,
    string NextMove
)
{
    /// <summary>How long it took until it was clear.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>After how long the vendor wants to be asked again, when it said so.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Which try it was, from 1; 0 when nothing was sent.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>The failure behind a <see cref="FailureKind.NotAsked"/>, where there is one.</summary>
    public FailureKind? Cause { get; init; }

    /// <summary>The stable code used in the API and in logs: <c>connected-but-silent</c>.</summary>
    public string Code => Kind.Code();

    /// <summary>One sentence for logs and status lines.</summary>
    public override string ToString() =>
        $"{Vendor}, {Step}: {Code}{(Attempt > 0 ? $" after {Elapsed.TotalSeconds:0.0} s" : "")}{(Attempt > 1 ? $" (try {Attempt})" : "")}. {Detail} {NextMove}";
}
