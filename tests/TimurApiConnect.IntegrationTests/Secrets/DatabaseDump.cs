using System.IO.Compression;
using System.Text;
using Dapper;
using TimurApiConnect.Storage.Databases;

namespace TimurApiConnect.IntegrationTests.Secrets;

/// <summary>Every column of every row of every table, as text.</summary>
internal static class DatabaseDump
{
    public static async Task<IReadOnlyDictionary<string, string>> OfAsync(
        Database database,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        var tables = await connection.QueryAsync<string>(
            database.IsPostgres
                ? "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
                : "SELECT name FROM sqlite_master WHERE type = 'table'"
        );
        var dump = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var table in tables)
        {
            var text = new StringBuilder();
            foreach (
                var row in (await connection.QueryAsync($"SELECT * FROM \"{table}\"")).Cast<
                    IDictionary<string, object?>
                >()
            )
            {
                text.AppendJoin(' ', row.Select(c => $"{c.Key}={Text(c.Value)}")).AppendLine();
            }

            dump[table] = text.ToString();
        }

        return dump;
    }

    private static string Text(object? value)
    {
        if (value is not byte[] bytes)
        {
            return $"{value}";
        }

        try
        {
            using var unzipped = new StreamReader(
                new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress)
            );
            return unzipped.ReadToEnd();
        }
        catch (InvalidDataException)
        {
            return Encoding.Latin1.GetString(bytes);
        }
    }
}
