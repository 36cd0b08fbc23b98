using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace TimurApiConnect.Vendors;

/// <summary>
/// Settings that may change while we run: a token that was replaced counts at once. A change that is wrong is reported and the values from
/// before stay in force.
/// </summary>
public sealed partial class LastGood<T>(IOptionsMonitor<T> monitor, ILogger<LastGood<T>> logger)
    where T : class
{
    private volatile T? _last;
    private volatile string _reported = "";

    /// <summary>The values in force.</summary>
    public T Value
    {
        get
        {
            try
            {
                return _last = monitor.CurrentValue;
            }
            catch (OptionsValidationException e) when (_last is { } last)
            {
                if (_reported != e.Message)
                {
                    _reported = e.Message;
                    Log.Refused(logger, e.Message);
                }

                return last;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1,
            Level = LogLevel.Error,
            Message = "Changed settings are not taken, those from before stay in force. {Problems}"
        )]
        public static partial void Refused(ILogger logger, string problems);
    }
}
