namespace TimurApiConnect.Sandbox.Faults;

/// <summary>What a vendor does instead of answering.</summary>
internal enum FaultKind
{
    /// <summary>Answers with the given status and a short JSON body.</summary>
    Status,

    /// <summary>Answers 200 (or the given status) with a page for people.</summary>
    Html,

    /// <summary>The body ends in the middle, the transfer itself ends well.</summary>
    Truncated,

    /// <summary>The connection breaks in the middle of the body.</summary>
    Cut,

    /// <summary>Takes the request and sends nothing, until the caller gives up or the hold time is over.</summary>
    Hang,

    /// <summary>A right answer without any goods (Al-Style).</summary>
    EmptyCatalogue,

    /// <summary>A right answer with the first half of the goods (Al-Style).</summary>
    HalfCatalogue,
}

/// <summary>A fault for the next requests of one vendor.</summary>
internal sealed record Fault(FaultKind Kind, int Status, TimeSpan HoldFor)
{
    private static readonly object ShareKey = new();

    public bool IsAboutCatalogue => Kind is FaultKind.EmptyCatalogue or FaultKind.HalfCatalogue;

    public void ShrinkCatalogue(HttpContext context) =>
        context.Items[ShareKey] = Kind == FaultKind.EmptyCatalogue ? 0.0 : 0.5;

    /// <summary>Which part of the catalogue this request may see: 1 when nothing is wrong.</summary>
    public static double CatalogueShare(HttpContext context) =>
        context.Items.TryGetValue(ShareKey, out var share) ? (double)share! : 1;
}
