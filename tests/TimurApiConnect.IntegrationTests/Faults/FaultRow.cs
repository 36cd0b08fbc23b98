namespace TimurApiConnect.IntegrationTests.Faults;

/// <summary>What is done while a fault is in force: the columns of the matrix.</summary>
internal enum Job
{
    /// <summary>A fast run: stock and prices.</summary>
    FastRun,

    /// <summary>A full run: the catalogue first.</summary>
    FullRun,

    /// <summary>Kaspi pulls the price list.</summary>
    Serving,

    /// <summary>The token is looked at.</summary>
    TokenCheck,

    /// <summary>A person asks the doctor.</summary>
    Doctor,
}

/// <summary>What the same job comes to at each vendor; null where the fault cannot touch it.</summary>
internal sealed record AtVendors(string? AlStyle, string? Kaspi)
{
    public IEnumerable<(string Side, string Expected)> All =>
        new[] { ("al-style", AlStyle), ("kaspi", Kaspi) }
            .Where(s => s.Item2 is not null)
            .Select(s => (s.Item1, s.Item2!));
}

/// <summary>A fault, what each job must come to under it, and what people are told about it. <c>ok</c> is success, anything else a failure's code, or several with | between.</summary>
/// <param name="Name">The row's name.</param>
/// <param name="Kind">The sandbox's kind.</param>
internal sealed record FaultRow(string Name, string Kind)
{
    public const string Ok = "ok";

    /// <summary>The kind's own values, as the control API takes them.</summary>
    public Dictionary<string, object> Values { get; init; } = [];

    /// <summary>How many requests it strikes; null is all, until it is taken away.</summary>
    public int? Count { get; init; }

    /// <summary>The only method that it strikes in fast runs; null is all.</summary>
    public string? FastMethod { get; init; }

    /// <summary>The only method that it strikes in full runs; null is all.</summary>
    public string? FullMethod { get; init; } = "elements-pagination";

    /// <summary>It strikes connections at the front door, whatever is asked.</summary>
    public bool IsAtDoor { get; init; }

    public string? FastRun { get; init; }

    public string? FullRun { get; init; }

    /// <summary>How the pull ends: <c>applied</c> or <c>kept</c>.</summary>
    public string? Pull { get; init; }

    public AtVendors TokenCheck { get; init; } = new(null, null);

    public AtVendors Doctor { get; init; } = new(null, null);

    /// <summary>The vendor is down as far as callers can tell: in the end it is left alone for a while.</summary>
    public bool OpensBreaker { get; init; }

    /// <summary>What happens.</summary>
    public required string Happens { get; init; }

    /// <summary>What the product does.</summary>
    public required string Does { get; init; }

    /// <summary>The jobs that make sense under it.</summary>
    public IEnumerable<Job> Jobs =>
        Enum.GetValues<Job>()
            .Where(job =>
                job switch
                {
                    Job.FastRun => FastRun is not null,
                    Job.FullRun => FullRun is not null,
                    Job.Serving => Pull is not null,
                    Job.TokenCheck => TokenCheck.All.Any(),
                    _ => Doctor.All.Any(),
                }
            );

    /// <summary>Everything ends with the same name; the doctor may know more.</summary>
    public FaultRow Everywhere(string code, string? doctor = null) =>
        this with
        {
            FastRun = code,
            FullRun = code,
            TokenCheck = new(code, code),
            Doctor = new(Verdict(doctor ?? code), Verdict(doctor ?? code)),
        };

    /// <summary>The doctor says <c>all-well</c> where the others say <c>ok</c>.</summary>
    public static string? Verdict(string? code) => code == Ok ? "all-well" : code;

    /// <summary>What the control API takes.</summary>
    public Dictionary<string, object> Arrangement(string? method)
    {
        var arrangement = new Dictionary<string, object>(Values, StringComparer.Ordinal)
        {
            ["kind"] = Kind,
        };
        if (Count is { } count)
        {
            arrangement["count"] = count;
        }
        else
        {
            arrangement["for"] = "00:10:00";
        }

        if (method is not null && !IsAtDoor)
        {
            arrangement["method"] = method;
        }

        return arrangement;
    }
}
