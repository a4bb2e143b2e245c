namespace Analytics.Rules.Output;

/// <summary>How a file on the disk differs from what the code makes.</summary>
public enum Drift
{
    /// <summary>The code makes it, but it is not there.</summary>
    Missing,

    /// <summary>It is there with another text.</summary>
    Stale,

    /// <summary>It was made once, and no code makes it any more.</summary>
    Orphaned,
}

/// <summary>One file that differs.</summary>
/// <param name="Path">Relative to the repository's root.</param>
/// <param name="Drift">How it differs.</param>
/// <param name="File">What the code makes; null for an orphan.</param>
/// <param name="Place">The first line that differs in a stale file.</param>
public sealed record DriftedFile(string Path, Drift Drift, GeneratedFile? File, Place? Place);

/// <summary>Generated files against the files on the disk.</summary>
public static class GeneratedTree
{
    /// <summary>What differs, by path. Nothing is written.</summary>
    public static IReadOnlyList<DriftedFile> Compare(string root, IEnumerable<GeneratedSet> sets)
    {
        var drifted = new SortedDictionary<string, DriftedFile>(StringComparer.Ordinal);
        foreach (var set in sets)
        {
            foreach (var file in set.Files)
            {
                var path = Path.Combine(root, file.Path);
                var text = File.Exists(path) ? File.ReadAllText(path) : null;
                if (text != file.Content)
                {
                    drifted[file.Path] = new(file.Path, text is null ? Drift.Missing : Drift.Stale, file, text is null ? null : FirstDifference(text, file.Content));
                }
            }

            foreach (var path in Orphans(root, set))
            {
                drifted[path] = new(path, Drift.Orphaned, null, null);
            }
        }

        return [.. drifted.Values];
    }

    /// <summary>Makes the disk say what the code says.</summary>
    public static void Write(string root, IEnumerable<DriftedFile> drifted)
    {
        foreach (var file in drifted)
        {
            var path = Path.Combine(root, file.Path);
            if (file.File is { } made)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllText(path, made.Content);
            }
            else
            {
                File.Delete(path);
            }
        }
    }

    /// <summary>The differences as findings.</summary>
    public static IEnumerable<Finding> Findings(IEnumerable<DriftedFile> drifted) => drifted.Select(file => file.Drift switch
    {
        Drift.Missing => Finding.Error("generated/missing", $"{file.File!.Source} makes this file, but it is not there; run `./analytics generate`", file.Path),
        Drift.Stale => Finding.Error("generated/stale", $"{file.File!.Source} makes another text now; run `./analytics generate` and review the diff", file.Path, file.Place),
        _ => Finding.Error("generated/orphaned", "nothing makes this file any more; run `./analytics generate` to delete it", file.Path),
    });

    private static IEnumerable<string> Orphans(string root, GeneratedSet set)
    {
        var room = Path.Combine(root, set.Room);
        var made = set.Files.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        return !Directory.Exists(room) ? [] : Directory.EnumerateFiles(room, set.Pattern, SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(root, path).Replace('\\', '/'))
            .Where(path => !made.Contains(path) && !path.Split('/').Any(part => part.StartsWith('.') || part is "node_modules"))
            .Where(path => set.IsMade is not { } isMade || isMade(File.ReadAllText(Path.Combine(root, path))));
    }

    private static Place FirstDifference(string old, string now)
    {
        var at = old.AsSpan().CommonPrefixLength(now);
        return Place.Of(old, at);
    }
}
