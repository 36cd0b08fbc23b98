using Microsoft.Extensions.Options;

namespace TimurApiConnect.Storage.Rules;

/// <summary>
/// Reads mapping files: one line a good, article and SKU separated by semicolon, comma or tab; lines that begin with # and a heading are
/// passed over. Rules name them, and rules come through the API: only files directly in one folder are read.
/// <code>
/// article;sku
/// 18104;100001_2
/// </code>
/// </summary>
public sealed class SkuMappings(IOptions<RulesOptions> options)
{
    private const long Largest = 64 * 1024 * 1024;
    private static readonly char[] Separators = [';', ',', '\t'];

    // On every system, so that rules do not depend on which one they are put on.
    private static readonly char[] OfPaths = ['/', '\\', ':', '\0'];

    /// <summary>Article to SKU.</summary>
    /// <exception cref="RulesUnusableException">The file may not be read or is missing, a line is wrong, or an article stands in it twice.</exception>
    public IReadOnlyDictionary<int, string> Read(string file)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(PathOf(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(
                file,
                $"cannot be read in {Folder}: {e.GetType().Name}. Put it there, readable for the gateway and the worker."
            );
        }

        var mapping = new Dictionary<int, string>();
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            if (line.Length == 0 || line.StartsWith('#') || (i == 0 && !char.IsAsciiDigit(line[0])))
            {
                continue;
            }

            var parts = line.Split(Separators, StringSplitOptions.TrimEntries);
            if (
                parts.Length < 2
                || !int.TryParse(parts[0], out var article)
                || parts[1].Length == 0
            )
            {
                // The line itself is not quoted: it may be of a file that was never meant to be shown.
                throw Unusable(file, $"has in line {i + 1} nothing of the form article;sku.");
            }

            if (!mapping.TryAdd(article, parts[1]))
            {
                throw Unusable(file, $"names the article {article} twice, again in line {i + 1}.");
            }
        }

        return mapping;
    }

    private string Folder => Path.GetFullPath(options.Value.MappingFolder);

    private string PathOf(string file)
    {
        if (file is "" or "." or ".." || file.IndexOfAny(OfPaths) >= 0)
        {
            throw Unusable(
                file,
                $"is no plain file name. Write the name of a file in {Folder} (Rules:MappingFolder), without any folder."
            );
        }

        var found = new FileInfo(Path.Combine(Folder, file));
        // A link inside the folder is fine (that is how Kubernetes mounts files), one that leads out is not.
        if (
            found.ResolveLinkTarget(returnFinalTarget: true) is { } target
            && !target.FullName.StartsWith(
                Folder + Path.DirectorySeparatorChar,
                StringComparison.Ordinal
            )
        )
        {
            throw Unusable(
                file,
                $"is a link that leads out of {Folder}. Put the file itself there."
            );
        }

        return found is { Exists: true, Length: > Largest }
            ? throw Unusable(file, $"has {found.Length} bytes; at most {Largest} are read.")
            : found.FullName;
    }

    private static RulesUnusableException Unusable(string file, string why) =>
        new($"The SKU mapping file \"{file}\" ($.sku.mappingFile) {why}");
}
