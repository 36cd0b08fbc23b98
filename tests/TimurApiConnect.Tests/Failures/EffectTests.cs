using TimurApiConnect.Core.Failures;

namespace TimurApiConnect.Tests.Failures;

/// <summary>What is known of a write that failed.</summary>
public class EffectTests
{
    [Theory]
    [InlineData(FailureKind.CouldNotResolve, Effect.None)]
    [InlineData(FailureKind.CouldNotConnect, Effect.None)]
    [InlineData(FailureKind.Tls, Effect.None)]
    [InlineData(FailureKind.TokenRefused, Effect.None)]
    [InlineData(FailureKind.OverTheLimit, Effect.None)]
    [InlineData(FailureKind.NotConfigured, Effect.None)]
    [InlineData(FailureKind.NotAsked, Effect.None)]
    [InlineData(FailureKind.RequestRefused, Effect.Refused)]
    [InlineData(FailureKind.ConnectedButSilent, Effect.Unknown)]
    [InlineData(FailureKind.BrokenOff, Effect.Unknown)]
    [InlineData(FailureKind.ServerError, Effect.Unknown)]
    [InlineData(FailureKind.Unreadable, Effect.Unknown)]
    [InlineData(FailureKind.Cancelled, Effect.Unknown)]
    public void The_kind_tells_what_a_sent_write_has_done(FailureKind kind, Effect effect) =>
        Assert.Equal(effect, A(kind, attempt: 1).EffectOf());

    [Fact]
    public void What_was_never_sent_has_done_nothing_and_every_kind_has_its_word()
    {
        foreach (var kind in Enum.GetValues<FailureKind>())
        {
            var expected = kind == FailureKind.RequestRefused ? Effect.Refused : Effect.None;
            Assert.Equal(expected, A(kind, attempt: 0).EffectOf());
        }

        var said = GetType()
            .GetMethod(nameof(The_kind_tells_what_a_sent_write_has_done))!
            .GetCustomAttributesData()
            .Count(a => a.AttributeType == typeof(InlineDataAttribute));
        Assert.Equal(Enum.GetValues<FailureKind>().Length, said);
    }

    private static Failure A(FailureKind kind, int attempt) =>
        new(kind, "Kaspi", "accept", "No.", "Wait.") { Attempt = attempt };
}
