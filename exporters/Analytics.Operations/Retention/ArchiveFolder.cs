namespace Analytics.Operations.Retention;

/// <summary>The folder of archived partitions.</summary>
public sealed class ArchiveFolder(string path, TimeProvider clock)
{
    public string Path { get; } = path;

    public PartitionArchive Of(string partition) => new(Path, partition);

    /// <summary>The manifests of all archives, by partition.</summary>
    public IReadOnlyList<ArchiveManifest> All() => !Directory.Exists(Path) ? [] :
        [.. Directory.EnumerateFiles(Path, "*.manifest.json").Order(StringComparer.Ordinal).Select(file => Of(System.IO.Path.GetFileName(file)[..^".manifest.json".Length]).Manifest!)];

    /// <summary>Writes every archive anew that has rows of these persons, without them; answers how many rows each lost.</summary>
    public async Task<Dictionary<string, long>> EraseAsync(IReadOnlyCollection<string> pseudonyms, CancellationToken cancel)
    {
        var erased = new Dictionary<string, long>();
        foreach (var manifest in All())
        {
            var archive = Of(manifest.Partition);
            var column = manifest.Columns.ToList().IndexOf("user_id");
            var gone = 0L;
            await foreach (var line in archive.LinesAsync(cancel))
            {
                gone += pseudonyms.Contains(line.Split('\t')[column]) ? 1 : 0;
            }

            if (gone > 0)
            {
                await archive.WriteAsync(manifest.Columns, archive.LinesAsync(cancel).Where(line => !pseudonyms.Contains(line.Split('\t')[column])), clock.GetUtcNow(), cancel);
                erased[manifest.Partition] = gone;
            }
        }

        return erased;
    }
}
