using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using System.Diagnostics;

namespace TimurApiConnect.Storage.Tracing;

/// <summary>
/// One operation of a store, from opening its connection to giving it back, named after the method: <c>RunStore.Enqueue</c>. On PostgreSQL the
/// driver's spans of the commands lie below it; SQLite has no spans of its own.
/// </summary>
internal sealed class OperationSpan
{
    private static readonly ConcurrentDictionary<(string File, string Member), string> Names =
        new();
    private readonly Activity? _activity;
    private readonly string _name;
    private readonly bool _isPostgres;
    private readonly long _started = Stopwatch.GetTimestamp();
    private bool _ended;

    private OperationSpan(Activity? activity, string name, bool isPostgres) =>
        (_activity, _name, _isPostgres) = (activity, name, isPostgres);

    /// <summary>Null when nobody listens.</summary>
    public static OperationSpan? Start(string file, string member, bool isPostgres)
    {
        var measures = !isPostgres && StorageTelemetry.MeasuresDurations;
        if (!measures && !StorageTelemetry.Source.HasListeners())
        {
            return null;
        }

        var name = Names.GetOrAdd(
            (file, member),
            static at =>
                $"{Path.GetFileNameWithoutExtension(at.File)}.{(at.Member.EndsWith("Async", StringComparison.Ordinal) ? at.Member[..^5] : at.Member)}"
        );
        var activity = StorageTelemetry.Start(name, isPostgres ? "postgresql" : "sqlite");
        return activity is null && !measures ? null : new OperationSpan(activity, name, isPostgres);
    }

    /// <summary>Ends with the connection.</summary>
    public void EndWith(DbConnection connection) =>
        connection.StateChange += (_, change) =>
        {
            if (change.CurrentState is ConnectionState.Closed or ConnectionState.Broken)
            {
                End();
            }
        };

    /// <summary>The connection could not be opened.</summary>
    public void Fail(Exception error)
    {
        _activity?.SetStatus(ActivityStatusCode.Error, error.GetType().Name);
        End();
    }

    private void End()
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        _activity?.Dispose();
        if (!_isPostgres)
        {
            StorageTelemetry.Took(Stopwatch.GetElapsedTime(_started), _name);
        }
    }
}
