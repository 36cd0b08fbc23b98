using System.Data.Common;
using Microsoft.Extensions.Logging;
using TimurApiConnect.Core.Vendors;
using TimurApiConnect.Storage.Runs;

namespace TimurApiConnect.Storage.Vendors;

/// <summary>Turns as leases in the database.</summary>
public sealed partial class TurnLeases(LeaseStore leases, ILogger<TurnLeases> logger) : ITurnLeases
{
    private readonly string _holder = Guid.NewGuid().ToString("N");

    /// <inheritdoc/>
    public async Task<IEndTurn?> TryTakeAsync(
        string name,
        TimeSpan longest,
        CancellationToken stopping
    )
    {
        try
        {
            return await leases.TryTakeAsync(name, _holder, longest, stopping) is { } lease
                ? new Turn(this, lease)
                : null;
        }
        catch (DbException e)
        {
            // Nothing is known, so nothing is sent.
            Log.Away(logger, e, name);
            return null;
        }
    }

    private async Task EndAsync(Lease lease, TimeSpan rest)
    {
        try
        {
            await leases.ExtendAsync(lease, rest, CancellationToken.None);
        }
        catch (DbException e)
        {
            // It runs out by itself after the longest time: slower, never too fast.
            Log.Away(logger, e, lease.Name);
        }
    }

    private sealed class Turn(TurnLeases owner, Lease lease) : IEndTurn
    {
        public Task EndAsync(TimeSpan rest) => owner.EndAsync(lease, rest);
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1,
            Level = LogLevel.Warning,
            Message = "The database does not answer; the turn {Name} could not be taken or given back."
        )]
        public static partial void Away(ILogger logger, Exception error, string name);
    }
}
