namespace TimurApiConnect.Sandbox.Kaspi;

/// <summary>How a pull ended.</summary>
internal enum PullOutcome
{
    /// <summary>The list was read and is shown now.</summary>
    Applied,

    /// <summary>304: nothing has changed.</summary>
    NotModified,

    /// <summary>The old list stays; the reason says why.</summary>
    Kept,
}

/// <summary>One line of the cabinet's upload history.</summary>
internal sealed record PullReport
{
    public long Id { get; init; }

    public DateTimeOffset At { get; init; }

    public string Why { get; init; } = "";

    public string Url { get; init; } = "";

    public PullOutcome Outcome { get; init; }

    public string? Reason { get; init; }

    public int? Status { get; init; }

    public double TookMs { get; init; }

    /// <summary>The fault that was arranged for this pull.</summary>
    public string? Fault { get; init; }

    /// <summary>How the pulls ended that ran beside this one, by status; 0 is no whole answer.</summary>
    public IReadOnlyDictionary<int, int>? Beside { get; init; }

    /// <summary>Unpacked.</summary>
    public long Bytes { get; init; }

    public string? Encoding { get; init; }

    public string? ETag { get; init; }

    public string? Company { get; init; }

    public string? MerchantId { get; init; }

    public string? Date { get; init; }

    public int Offers { get; init; }

    public int Accepted { get; init; }

    public int Rejected { get; init; }

    public int Added { get; init; }

    public int Changed { get; init; }

    public int TakenOff { get; init; }

    public int OnSale { get; init; }

    public int ProblemCount { get; init; }

    /// <summary>The first of the problems; <see cref="ProblemCount"/> counts all.</summary>
    public IReadOnlyList<OfferProblem> Problems { get; init; } = [];
}
