namespace TimurApiConnect.Storage.Databases;

/// <summary>Time as the database holds it: UTC milliseconds since 1970.</summary>
internal static class Instant
{
    public static long ToStored(this DateTimeOffset at) => at.ToUnixTimeMilliseconds();

    public static DateTimeOffset FromStored(long at) => DateTimeOffset.FromUnixTimeMilliseconds(at);

    public static DateTimeOffset? FromStored(long? at) =>
        at is { } value ? FromStored(value) : null;
}
