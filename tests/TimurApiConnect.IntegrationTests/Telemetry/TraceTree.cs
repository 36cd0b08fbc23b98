using Xunit;

namespace TimurApiConnect.IntegrationTests.Telemetry;

/// <summary>The spans of one trace, as a tree.</summary>
internal sealed class TraceTree(IReadOnlyList<SeenSpan> spans)
{
    private readonly Dictionary<string, SeenSpan> _byId = spans.ToDictionary(
        s => s.Id,
        StringComparer.Ordinal
    );

    public IReadOnlyList<SeenSpan> Spans => spans;

    /// <summary>Every span as "service: root > … > name".</summary>
    public IReadOnlySet<string> Paths =>
        spans.Select(s => $"{s.Service}: {PathTo(s)}").ToHashSet(StringComparer.Ordinal);

    /// <summary>The names from the root to this span.</summary>
    public string PathTo(SeenSpan span) =>
        span.Parent.Length == 0 ? span.Name
        : _byId.TryGetValue(span.Parent, out var parent) ? $"{PathTo(parent)} > {span.Name}"
        : $"(missing) > {span.Name}";

    /// <summary>The first span of this name.</summary>
    public SeenSpan Span(string name) =>
        spans.OrderBy(s => s.StartedAt).FirstOrDefault(s => s.Name == name)
        ?? throw new InvalidOperationException($"There is no {name} in:\n{this}");

    /// <summary>The first spans of these names began in this order.</summary>
    public void AssertOrder(params string[] names) =>
        Assert.Equal(names, names.OrderBy(n => Span(n).StartedAt));

    public override string ToString() => string.Join('\n', Paths);
}
