namespace TimurApiConnect.ServiceDefaults;

/// <summary>The time that merchants live by.</summary>
public static class AlmatyTime
{
    /// <summary>Kazakhstan has one time zone, UTC+5 without summer time, since 1 March 2024. Fixed here: small images carry no zone data.</summary>
    public static TimeSpan Offset { get; } = TimeSpan.FromHours(5);
}
