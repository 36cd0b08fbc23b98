using System.Data.Common;
using TimurApiConnect.Storage.Runs;

namespace TimurApiConnect.SyncWorker.Owners;

/// <summary>Looks again and again at what an owner has to do. A look that fails is said and tried again.</summary>
internal sealed partial class LookLoop(TimeProvider clock, ILogger<LookLoop> logger)
{
    private static readonly TimeSpan RestAfterTrouble = TimeSpan.FromSeconds(1);

    /// <summary>Looks until it is stopped.</summary>
    /// <param name="job">What it does, for the log: <c>orders</c>.</param>
    /// <param name="key">The shop's key, or the account's.</param>
    /// <param name="lookAsync">A look; it says how long to wait until the next.</param>
    /// <param name="waitAsync">Waits so long, or until something comes up.</param>
    /// <param name="stopping">Stops.</param>
    /// <exception cref="LeaseLostException">Another worker has it now.</exception>
    public async Task RunAsync(
        string job,
        string key,
        Func<Task<TimeSpan>> lookAsync,
        Func<TimeSpan, Task> waitAsync,
        CancellationToken stopping
    )
    {
        while (true)
        {
            stopping.ThrowIfCancellationRequested();
            var pause = RestAfterTrouble;
            try
            {
                pause = await lookAsync();
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                // What was under way is taken up by whoever comes next.
                throw;
            }
            catch (LeaseLostException)
            {
                throw;
            }
            catch (Exception e) when (e is DbException or TimeoutException)
            {
                // What was stored stays; the next look goes on from there.
                Log.NotStored(logger, job, key, e.Message);
            }
            catch (Exception e)
            {
                // A defect of ours: it is said, and the next look tries again.
                Log.Defect(logger, e, job, key);
            }

            await waitAsync(pause);
        }
    }

    /// <summary>Waits so long.</summary>
    public Task PauseAsync(TimeSpan pause, CancellationToken stopping) =>
        Task.Delay(pause, clock, stopping);

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 101,
            Level = LogLevel.Warning,
            Message = "The {Job} of {Key} could not be stored: {Reason} The next look goes on from what was."
        )]
        public static partial void NotStored(ILogger logger, string job, string key, string reason);

        [LoggerMessage(
            EventId = 102,
            Level = LogLevel.Error,
            Message = "A look at the {Job} of {Key} failed."
        )]
        public static partial void Defect(ILogger logger, Exception error, string job, string key);
    }
}
