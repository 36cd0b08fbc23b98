using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace TimurApiConnect.AppHost;

/// <summary>The command that copies the database while it is in use.</summary>
internal static class Backup
{
    /// <summary>The command's name.</summary>
    public const string Command = "back-up-now";

    /// <summary>How long a backup may take.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    public static IResourceBuilder<SqliteResource> WithBackup(
        this IResourceBuilder<SqliteResource> database
    ) =>
        database.WithCommand(
            Command,
            "Back up now",
            context =>
                BackUpAsync(
                    database.Resource.File,
                    context.Services.GetService<TimeProvider>() ?? TimeProvider.System,
                    context.CancellationToken
                ),
            new CommandOptions
            {
                Description =
                    "Copies the whole database into the folder backups beside it, while everything goes on. To restore: stop, put the copy in the place of timur.db, delete timur.db-wal and timur.db-shm, start.",
                IconName = "Save",
                IsHighlighted = true,
            }
        );

    private static async Task<ExecuteCommandResult> BackUpAsync(
        string file,
        TimeProvider clock,
        CancellationToken stopping
    )
    {
        if (!File.Exists(file))
        {
            return CommandResults.Failure($"There is no database yet: {file}.");
        }

        var folder = Path.Combine(Path.GetDirectoryName(file)!, "backups");
        DataFolder.Private(folder);
        var copy = Path.Combine(
            folder,
            $"{Path.GetFileNameWithoutExtension(file)}-{clock.GetUtcNow():yyyyMMdd-HHmmss-fff}Z.db"
        );
        try
        {
            // SQLite's own online backup: the copy is the database at one moment, whatever is written meanwhile.
            await Task.Run(() => Copy(file, copy), stopping).WaitAsync(Limit, clock, stopping);
        }
        catch (Exception e) when (e is SqliteException or IOException or TimeoutException)
        {
            File.Delete(copy);
            return CommandResults.Failure(
                $"The backup failed: {e.Message} Nothing was changed; make room or look at the disk, and run the command again."
            );
        }

        return CommandResults.Success(
            $"{copy}, {new FileInfo(copy).Length} bytes.",
            new CommandResultData { Value = copy, Format = CommandResultFormat.Text }
        );
    }

    private static void Copy(string file, string copy)
    {
        // Made by us first, because SQLite would make it readable for everybody.
        using (DataFolder.PrivateFile(copy)) { }

        using var source = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = file,
                Mode = SqliteOpenMode.ReadOnly,
                Pooling = false,
            }.ToString()
        );
        using var target = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = copy, Pooling = false }.ToString()
        );
        source.Open();
        target.Open();
        source.BackupDatabase(target);
        using var check = target.CreateCommand();
        check.CommandText = "PRAGMA journal_mode = DELETE; PRAGMA quick_check";
        using var answers = check.ExecuteReader();
        answers.NextResult();
        answers.Read();
        if (answers.GetString(0) is not "ok" and var fault)
        {
            throw new IOException($"The copy is not sound: {fault}.");
        }
    }
}
