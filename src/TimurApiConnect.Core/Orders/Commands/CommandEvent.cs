using TimurApiConnect.Core.Failures;

namespace TimurApiConnect.Core.Orders.Commands;

/// <summary>What can happen to a command. <c>At</c> is now, UTC.</summary>
public abstract record CommandEvent
{
    private CommandEvent() { }

    /// <summary>The order could not be read before the command was sent.</summary>
    /// <param name="Failure">Why.</param>
    /// <param name="At">Now.</param>
    public sealed record NotRead(Failure Failure, DateTimeOffset At) : CommandEvent;

    /// <summary>The order was read before the command was sent: whether it is to be sent.</summary>
    /// <param name="Order">As Kaspi shows it; null when Kaspi shows none.</param>
    /// <param name="Effect">What the order shows of the command.</param>
    /// <param name="Limits">How long an effect may take to appear.</param>
    /// <param name="At">Now.</param>
    public sealed record Read(
        Order? Order,
        EffectState Effect,
        CommandLimits Limits,
        DateTimeOffset At
    ) : CommandEvent;

    /// <summary>It is about to be sent: that is stored before.</summary>
    /// <param name="At">Now.</param>
    public sealed record Send(DateTimeOffset At) : CommandEvent;

    /// <summary>The call that sent it has ended.</summary>
    /// <param name="Failure">How it failed; null when Kaspi took it.</param>
    /// <param name="At">Now.</param>
    public sealed record Answered(Failure? Failure, DateTimeOffset At) : CommandEvent;

    /// <summary>The order was read after the command was sent, by this worker or one after it.</summary>
    /// <param name="Effect">What it shows of the command.</param>
    /// <param name="Limits">How long an effect may take to appear.</param>
    /// <param name="At">Now.</param>
    public sealed record ReadBack(EffectState Effect, CommandLimits Limits, DateTimeOffset At)
        : CommandEvent;

    /// <summary>The order could not be read after the command was sent.</summary>
    /// <param name="Limits">How soon it is read again.</param>
    /// <param name="At">Now.</param>
    public sealed record NotReadBack(CommandLimits Limits, DateTimeOffset At) : CommandEvent;

    /// <summary>A person asks for the step that it stands for: from then on it is the person's.</summary>
    /// <param name="Who">The person's key.</param>
    /// <param name="Words">What the person asks for.</param>
    /// <param name="IsSame">Whether those are the words that it has already.</param>
    public sealed record TakenOver(string Who, OrderCommand Words, bool IsSame) : CommandEvent;

    /// <summary>A person wants it tried again.</summary>
    /// <param name="Who">The person's key.</param>
    /// <param name="At">Now.</param>
    public sealed record AskedAgain(string Who, DateTimeOffset At) : CommandEvent;

    /// <summary>A person gives it up.</summary>
    public sealed record Dismissed : CommandEvent;

    /// <summary>The policy has decided otherwise.</summary>
    public sealed record TakenBack : CommandEvent;

    /// <summary>Its shop was given to another merchant.</summary>
    public sealed record ShopLost : CommandEvent;
}
