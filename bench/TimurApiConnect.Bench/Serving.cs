namespace TimurApiConnect.Bench;

internal static class Serving
{
    public static Task<int> RunAsync(int goods, string gateway) =>
        throw new NotSupportedException($"{goods} {gateway}");
}
