namespace TimurApiConnect.Core.Failures;

/// <summary>What a call that was to change something at a vendor has done there, when it failed.</summary>
public enum Effect
{
    /// <summary>Surely nothing: it was not sent, or it did not get past the door. It may be made again.</summary>
    None,

    /// <summary>The vendor has looked at it and said no.</summary>
    Refused,

    /// <summary>Nobody knows: the vendor has to be read before the call may be made again.</summary>
    Unknown,
}

/// <summary>Reads the effect off a failure, once for all vendors.</summary>
public static class Effects
{
    /// <summary>What a call that failed so has done at the vendor.</summary>
    public static Effect EffectOf(this Failure failure) =>
        failure.Kind == FailureKind.RequestRefused ? Effect.Refused
        : failure.Attempt == 0 || StoppedAtTheDoor(failure.Kind) ? Effect.None
        : Effect.Unknown;

    // It did not arrive, or was sent away unread: too fast, or with a token that is not good.
    private static bool StoppedAtTheDoor(FailureKind kind) =>
        kind
            is FailureKind.NotAsked
                or FailureKind.NotConfigured
                or FailureKind.CouldNotResolve
                or FailureKind.CouldNotConnect
                or FailureKind.Tls
                or FailureKind.TokenRefused
                or FailureKind.OverTheLimit;
}
