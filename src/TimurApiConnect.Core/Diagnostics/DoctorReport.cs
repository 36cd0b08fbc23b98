namespace TimurApiConnect.Core.Diagnostics;

/// <summary>What the doctor found between us and a vendor. Nothing in it is a secret.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Vendor">The vendor's key.</param>
/// <param name="Account">In whose name it was asked: a supplier account or a shop.</param>
/// <param name="StartedAt">When the doctor began, UTC.</param>
/// <param name="ElapsedMs">How long it took, milliseconds.</param>
/// <param name="Worker">The sync worker that looked: the way is that worker's.</param>
/// <param name="Address">The vendor's base address in the settings.</param>
/// <param name="Proxy">The outbound proxy on the way, without its login; null when there is none.</param>
/// <param name="Verdict">What it comes to.</param>
/// <param name="Steps">The steps, in order.</param>
public sealed record DoctorReport(
    long Id,
    string Vendor,
    string Account,
    DateTimeOffset StartedAt,
    long ElapsedMs,
    string Worker,
    string Address,
    string? Proxy,
    DoctorVerdict Verdict,
    IReadOnlyList<DoctorStep> Steps
);

/// <summary>What an examination comes to.</summary>
/// <param name="Code">Its stable code: <c>all-well</c>, <c>firewall-silence</c>, <c>token-refused</c> and so on.</param>
/// <param name="Ok">Whether all is well.</param>
/// <param name="Text">The finding in plain words.</param>
/// <param name="NextMove">What to do.</param>
public sealed record DoctorVerdict(string Code, bool Ok, string Text, string NextMove);

/// <summary>How a step ended.</summary>
public enum StepState
{
    /// <summary>As it should be.</summary>
    Passed,

    /// <summary>Something is wrong.</summary>
    Failed,

    /// <summary>Not looked at; the evidence says why.</summary>
    Skipped,
}

/// <summary>One step of an examination.</summary>
/// <param name="Name">What was looked at: <c>dns</c>, <c>tcp</c>, <c>token</c>.</param>
/// <param name="State">How it ended.</param>
/// <param name="ElapsedMs">How long it took, milliseconds.</param>
/// <param name="Evidence">What was seen.</param>
/// <param name="Fix">What to do, where it failed.</param>
public sealed record DoctorStep(
    string Name,
    StepState State,
    long ElapsedMs,
    string Evidence,
    string? Fix
);
