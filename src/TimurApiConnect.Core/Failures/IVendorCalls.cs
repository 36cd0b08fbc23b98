namespace TimurApiConnect.Core.Failures;

/// <summary>Where connectors report how each call went, so that status pages know without asking the vendor.</summary>
public interface IVendorCalls
{
    /// <summary>Notes an outcome; a failure to note it is logged and never disturbs the call.</summary>
    Task NoteAsync(
        string vendor,
        string account,
        string step,
        Failure? failure,
        TimeSpan elapsed,
        CancellationToken stopping
    );
}
