namespace TimurApiConnect.Core.Failures;

/// <summary>What follows from a failure's kind, in one place.</summary>
public static class FailureKinds
{
    /// <summary>The stable code: <c>connected-but-silent</c>.</summary>
    public static string Code(this FailureKind kind) =>
        string.Concat(
            kind.ToString()
                .Select(
                    (c, i) =>
                        char.IsUpper(c) && i > 0
                            ? $"-{char.ToLowerInvariant(c)}"
                            : $"{char.ToLowerInvariant(c)}"
                )
        );

    /// <summary>The kind of a code, or null.</summary>
    public static FailureKind? Parse(string? code) =>
        Enum.GetValues<FailureKind>()
            .Where(k => k.Code() == code)
            .Select(k => (FailureKind?)k)
            .FirstOrDefault();

    /// <summary>Whether the vendor answered: it was reached, whatever it said.</summary>
    public static bool IsAnswer(this FailureKind kind) =>
        kind
            is FailureKind.TokenRefused
                or FailureKind.OverTheLimit
                or FailureKind.RequestRefused
                or FailureKind.ServerError
                or FailureKind.Unreadable;

    /// <summary>Whether it speaks of one method of the vendor and not of the vendor.</summary>
    public static bool IsOfOneMethod(this FailureKind kind) =>
        kind is FailureKind.RequestRefused or FailureKind.Unreadable;

    /// <summary>Whether it speaks of the vendor's state, or of the way there, and not of this one request.</summary>
    public static bool IsOutage(this FailureKind kind) =>
        kind
            is FailureKind.CouldNotResolve
                or FailureKind.CouldNotConnect
                or FailureKind.Tls
                or FailureKind.ConnectedButSilent
                or FailureKind.BrokenOff
                or FailureKind.ServerError;

    /// <summary>Whether another try can help. What a repetition cannot cure is not repeated.</summary>
    public static bool MayPass(this FailureKind kind) =>
        kind
            is FailureKind.CouldNotResolve
                or FailureKind.CouldNotConnect
                or FailureKind.ConnectedButSilent
                or FailureKind.BrokenOff
                or FailureKind.OverTheLimit
                or FailureKind.ServerError
                or FailureKind.Unreadable;
}
