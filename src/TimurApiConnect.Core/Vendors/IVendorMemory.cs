namespace TimurApiConnect.Core.Vendors;

/// <summary>What is known of a token. Stored as a number: never renumber.</summary>
public enum TokenState : byte
{
    /// <summary>Never shown to the vendor, or nothing conclusive came back.</summary>
    Unknown = 0,

    /// <summary>The vendor took it.</summary>
    Valid = 1,

    /// <summary>The vendor refused it.</summary>
    Refused = 2,
}

/// <summary>What is known of a token, and since when.</summary>
/// <param name="State">The last proof.</param>
/// <param name="ProvedAt">When that was.</param>
/// <param name="TriedAt">When the vendor was last asked with it, whatever came back.</param>
public sealed record TokenView(TokenState State, DateTimeOffset? ProvedAt, DateTimeOffset? TriedAt)
{
    /// <summary>Nothing is known.</summary>
    public static TokenView Unknown { get; } = new(TokenState.Unknown, null, null);
}

/// <summary>
/// What is remembered about vendors between calls, processes and restarts. A memory that does not answer is logged by itself and never
/// disturbs a call: then nothing is known.
/// </summary>
public interface IVendorMemory
{
    /// <summary>Notes how a try went. Whatever the vendor says to a token is a proof of it.</summary>
    Task NoteAsync(VendorNote note, CancellationToken stopping);

    /// <summary>What is known of this very token; another one in the same place is unknown.</summary>
    Task<TokenView> TokenAsync(
        VendorName vendor,
        string account,
        string token,
        CancellationToken stopping
    );

    /// <summary>
    /// Asks for the right to check a token now: given to one process, and only when the token was not tried for so long.
    /// </summary>
    Task<bool> MayCheckAsync(
        VendorName vendor,
        string account,
        string token,
        TimeSpan every,
        CancellationToken stopping
    );
}
