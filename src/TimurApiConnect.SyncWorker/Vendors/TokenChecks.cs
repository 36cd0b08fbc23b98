using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Vendors;
using TimurApiConnect.Vendors;

namespace TimurApiConnect.SyncWorker.Vendors;

/// <summary>
/// Looks at every token when the worker starts and from time to time: one harmless request, and none when an ordinary call proved it
/// a short while ago. Of several workers one asks.
/// </summary>
internal sealed partial class TokenChecks(
    IEnumerable<IVendor> vendors,
    VendorCalls calls,
    IVendorMemory memory,
    IOptionsMonitor<TokenOptions> options,
    TimeProvider clock,
    ILogger<TokenChecks> logger
) : BackgroundService
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<(string Vendor, string Account), Task> _underWay = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookAgain, clock);
        try
        {
            do
            {
                foreach (var vendor in vendors)
                {
                    foreach (var account in vendor.Accounts)
                    {
                        await LookAsync(vendor, account, stoppingToken);
                    }
                }
            } while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The worker shuts down.
        }

        await Task.WhenAll(_underWay.Values);
    }

    private async Task LookAsync(IVendor vendor, string account, CancellationToken stopping)
    {
        var key = (vendor.Name.Key, account);
        if (
            _underWay.ContainsKey(key)
            || vendor.TokenOf(account) is not { } token
            || !await memory.MayCheckAsync(
                vendor.Name,
                account,
                token,
                vendor.Harmless(account).Step,
                options.CurrentValue.CheckEvery,
                stopping
            )
        )
        {
            return;
        }

        // A vendor that hangs must not keep the others' tokens waiting.
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _underWay[key] = ended.Task;
        _ = CheckAsync(vendor, account, key, ended, stopping);
    }

    private async Task CheckAsync(
        IVendor vendor,
        string account,
        (string, string) key,
        TaskCompletionSource ended,
        CancellationToken stopping
    )
    {
        using var span = WorkerTelemetry.StartWork("check token", vendor.Name.Key, account);
        try
        {
            var look = await calls.LookAsync(vendor, account, null, null, stopping);
            if (look.Failure is { Kind: not FailureKind.Cancelled } failure)
            {
                Log.NotProved(logger, account, failure.ToString());
            }
            else if (look.Failure is null)
            {
                Log.Proved(logger, vendor.Name.Text, account);
            }
        }
        catch (Exception e)
        {
            // A defect of ours: it is said, and the next look tries again.
            Log.Defect(logger, e, vendor.Name.Text, account);
        }
        finally
        {
            _underWay.TryRemove(key, out _);
            ended.SetResult();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1,
            Level = LogLevel.Information,
            Message = "{Vendor} takes the token of {Account}."
        )]
        public static partial void Proved(ILogger logger, string vendor, string account);

        [LoggerMessage(
            EventId = 2,
            Level = LogLevel.Warning,
            Message = "The token of {Account} could not be proved. {Failure}"
        )]
        public static partial void NotProved(ILogger logger, string account, string failure);

        [LoggerMessage(
            EventId = 3,
            Level = LogLevel.Error,
            Message = "The check of the token of {Account} at {Vendor} failed."
        )]
        public static partial void Defect(
            ILogger logger,
            Exception error,
            string vendor,
            string account
        );
    }
}
