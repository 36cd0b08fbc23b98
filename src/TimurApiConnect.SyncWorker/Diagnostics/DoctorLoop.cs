using System.Collections.Concurrent;
using System.Data.Common;
using TimurApiConnect.Storage.Notifications;
using TimurApiConnect.Storage.Vendors;
using TimurApiConnect.Vendors;

namespace TimurApiConnect.SyncWorker.Diagnostics;

/// <summary>Takes questions to the doctor. Beside the runs: one that hangs is just when the doctor is wanted.</summary>
internal sealed partial class DoctorLoop(
    DiagnosisStore store,
    Doctor doctor,
    IEnumerable<IVendor> vendors,
    INotifier notifier,
    TimeProvider clock,
    ILogger<DoctorLoop> logger
) : BackgroundService
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(750);
    private readonly string _worker = $"{Environment.MachineName}/{Environment.ProcessId}";
    private readonly ConcurrentDictionary<long, Task> _atWork = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await store.TakeAsync(stoppingToken) is { } question)
                {
                    var ended = new TaskCompletionSource(
                        TaskCreationOptions.RunContinuationsAsynchronously
                    );
                    _atWork[question.Id] = ended.Task;
                    _ = AnswerAsync(question, ended, stoppingToken);
                }

                await notifier.WaitAsync(Topics.Diagnostics, LookAgain, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e) when (e is DbException or TimeoutException)
            {
                Log.Waiting(logger, e);
                await Task.Delay(LookAgain, clock, stoppingToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await Task.WhenAll(_atWork.Values);
    }

    private async Task AnswerAsync(
        Diagnosis question,
        TaskCompletionSource ended,
        CancellationToken stopping
    )
    {
        using var span = WorkerTelemetry.StartWork("examine", question.Vendor, question.Account);
        try
        {
            var vendor = vendors.First(v => v.Name.Key == question.Vendor);
            var report = await doctor.ExamineAsync(
                question.Id,
                vendor,
                question.Account,
                _worker,
                stopping
            );
            if (stopping.IsCancellationRequested)
            {
                await store.ReturnAsync(question.Id, CancellationToken.None);
                return;
            }

            await store.FinishAsync(report, CancellationToken.None);
            Log.Examined(
                logger,
                vendor.Name.Text,
                question.Account,
                report.Verdict.Code,
                report.Verdict.Text
            );
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await store.ReturnAsync(question.Id, CancellationToken.None);
        }
        catch (Exception e)
        {
            // Who asked is told that no report came; asking again takes the question up anew.
            Log.NotStored(logger, e, question.Id);
        }
        finally
        {
            _atWork.TryRemove(question.Id, out _);
            ended.SetResult();
            await notifier.PublishAsync(Topics.Reports);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1,
            Level = LogLevel.Warning,
            Message = "The database does not answer; questions to the doctor wait for it."
        )]
        public static partial void Waiting(ILogger logger, Exception error);

        [LoggerMessage(
            EventId = 2,
            Level = LogLevel.Information,
            Message = "{Vendor}, account {Account} examined: {Code}. {Text}"
        )]
        public static partial void Examined(
            ILogger logger,
            string vendor,
            string account,
            string code,
            string text
        );

        [LoggerMessage(
            EventId = 3,
            Level = LogLevel.Error,
            Message = "The report {Id} could not be stored."
        )]
        public static partial void NotStored(ILogger logger, Exception error, long id);
    }
}
