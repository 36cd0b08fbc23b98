namespace TimurApiConnect.Sandbox.Faults;

/// <summary>How a vendor speaks when it does not answer what was asked: faults sound like it.</summary>
internal abstract class Vendor
{
    /// <summary>The names of its methods, as they can be given to a fault.</summary>
    public IReadOnlyList<string> Methods { get; private set; } = [];

    /// <summary>The method that a path asks for; null where the path is none of its own.</summary>
    public abstract string? MethodOf(string path);

    /// <summary>Its usual error body.</summary>
    public abstract Task ErrorAsync(HttpContext context, int status);

    public abstract Task BadTokenAsync(HttpContext context, int status);

    /// <summary>Too many requests, in its own way.</summary>
    public abstract Task LimitAsync(HttpContext context, TimeSpan interval);

    /// <summary>A row that its answers could hold, as often as wanted.</summary>
    public abstract EndlessRows EndlessRows(string? method);

    /// <summary>Where the request is in a paged list; null when it asks for no page.</summary>
    public abstract Page? PageOf(HttpContext context);

    /// <summary>Reads the methods off the routes: no second list that could go wrong.</summary>
    public void Know(IEnumerable<string> routes) =>
        Methods = [
            .. routes
                .Select(MethodOf)
                .OfType<string>()
                .Where(method => !method.Contains('{', StringComparison.Ordinal))
                .Distinct(StringComparer.OrdinalIgnoreCase),
        ];
}

/// <summary>The text around and of an endless list; # stands for the number of the row.</summary>
internal sealed record EndlessRows(string Open, string Row, string Close);

/// <summary>A page that is asked for with a parameter of the query, which grows by a step a page.</summary>
internal sealed record Page(string Parameter, long At, long Step)
{
    public bool IsFirst => At == 0;

    public long Former => Math.Max(0, At - Step);

    public long Following => At + Step;
}
