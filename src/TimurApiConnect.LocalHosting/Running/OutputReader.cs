using System.Text;

namespace Aspire.Hosting.Running;

/// <summary>Reads what a process writes, line by line. A line without an end is cut, not collected.</summary>
internal static class OutputReader
{
    public const int LongestLine = 16 * 1024;

    public static async Task ReadAsync(TextReader reader, bool isError, Action<string, bool> onLine)
    {
        var block = new char[4096];
        var line = new StringBuilder();
        try
        {
            int count;
            while ((count = await reader.ReadAsync(block).ConfigureAwait(false)) > 0)
            {
                foreach (var letter in block.AsSpan(0, count))
                {
                    if (letter != '\n')
                    {
                        line.Append(letter);
                    }

                    if (letter == '\n' || line.Length >= LongestLine)
                    {
                        Emit();
                    }
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The process is gone and its pipe with it.
        }

        if (line.Length > 0)
        {
            Emit();
        }

        void Emit()
        {
            if (line.Length > 0 && line[^1] == '\r')
            {
                line.Length--;
            }

            onLine(line.ToString(), isError);
            line.Clear();
        }
    }
}
