using System.Diagnostics.CodeAnalysis;

namespace TimurApiConnect.Core.Machines;

/// <summary>Why an event may not happen now.</summary>
/// <param name="Code">Stable: <c>command-not-waiting</c>.</param>
/// <param name="Text">The same in a sentence.</param>
public sealed record Refusal(string Code, string Text);

/// <summary>What the journal hears of an event.</summary>
/// <param name="What">A short phrase.</param>
/// <param name="Detail">One sentence.</param>
public sealed record JournalLine(string What, string Detail);

/// <summary>What a state machine says of an event: the next value with the effects that it wants, or why the event may not happen.</summary>
public readonly struct Transition<T>
    where T : class
{
    private Transition(T? next, Refusal? refusal) => (Next, Refusal) = (next, refusal);

    /// <summary>The value that follows; null exactly when the event may not happen.</summary>
    public T? Next { get; }

    /// <summary>Why the event may not happen; null exactly when it may.</summary>
    public Refusal? Refusal { get; }

    /// <summary>Wanted: that the vendor is told, once, after the next value is stored.</summary>
    public bool Sends { get; init; }

    /// <summary>Wanted: what the journal is told; null for nothing.</summary>
    public JournalLine? Journal { get; init; }

    /// <summary>Whether the event may happen.</summary>
    [MemberNotNullWhen(true, nameof(Next))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool Happens => Next is not null;

    /// <summary>The value that follows, for an owner who has made sure that the event may happen.</summary>
    /// <exception cref="InvalidOperationException">It may not: a defect of the owner's.</exception>
    public T Value =>
        Next ?? throw new InvalidOperationException($"{Refusal?.Code}: {Refusal?.Text}");

    /// <summary>The event happens.</summary>
    public static implicit operator Transition<T>(T next) => new(next, null);

    /// <summary>The event may not happen.</summary>
    public static implicit operator Transition<T>(Refusal refusal) => new(null, refusal);

    /// <summary>The same of the type that the value really has.</summary>
    internal Transition<TOwn> As<TOwn>()
        where TOwn : class, T => new((TOwn?)Next, Refusal) { Sends = Sends, Journal = Journal };
}
