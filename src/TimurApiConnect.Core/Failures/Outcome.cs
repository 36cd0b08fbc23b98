using System.Diagnostics.CodeAnalysis;

namespace TimurApiConnect.Core.Failures;

/// <summary>Either a value or a <see cref="Core.Failures.Failure"/>.</summary>
public readonly struct Outcome<T>
    where T : notnull
{
    private Outcome(T? value, Failure? failure) => (Value, Failure) = (value, failure);

    /// <summary>The value; null exactly when it failed.</summary>
    public T? Value { get; }

    /// <summary>The failure; null exactly when it worked.</summary>
    public Failure? Failure { get; }

    /// <summary>Whether it worked.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Failure))]
    public bool Worked => Failure is null;

    /// <summary>It worked.</summary>
    public static implicit operator Outcome<T>(T value) => new(value, null);

    /// <summary>It failed.</summary>
    public static implicit operator Outcome<T>(Failure failure) => new(default, failure);
}
