namespace Analytics.Operations.Retention;

/// <summary>The folder of archived partitions. Whoever writes into it holds the <see cref="ArchiveLock"/>.</summary>
public sealed class ArchiveFolder(string path, TimeProvider clock)
{
    private const string ManifestName = ".manifest.json";

    public string Path { get; } = path;

    public PartitionArchive Of(string partition) => new(Path, partition);

    /// <summary>The manifests of all archives, by partition.</summary>
    public IReadOnlyList<ArchiveManifest> All() => !Directory.Exists(Path) ? [] :
        [.. Directory.EnumerateFiles(Path, "*" + ManifestName).Order(StringComparer.Ordinal).Select(file => Of(System.IO.Path.GetFileName(file)[..^ManifestName.Length]).Manifest!)];

    /// <summary>Whether an archive has rows of these persons.</summary>
    public async Task<bool> Has(string partition, IReadOnlyCollection<string> pseudonyms, CancellationToken cancel)
    {
        var archive = Of(partition);
        return archive.Manifest is { } manifest && await archive.Lines(cancel).AnyAsync(line => new ArchivedLine(manifest.Columns).IsOf(line, pseudonyms, DateTimeOffset.MaxValue), cancel);
    }

    /// <summary>Finishes, or takes away, what a killed program left half written: a half file may have what an erasure must find.</summary>
    public async Task Recover(CancellationToken cancel)
    {
        if (!Directory.Exists(Path))
        {
            return;
        }

        foreach (var file in Directory.EnumerateFiles(Path, "*" + PartitionArchive.Unfinished).Order(StringComparer.Ordinal).ToList())
        {
            var name = System.IO.Path.GetFileName(file);
            await Of(name[..name.IndexOf('.', StringComparison.Ordinal)]).Recover(cancel);
        }
    }

    /// <summary>Writes every archive anew that has rows of these persons, without them; answers how many rows each lost.</summary>
    /// <param name="pseudonyms">Whose rows.</param>
    /// <param name="withdrawn">Rows under a consent later than this stay.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="InvalidDataException">An archive is not what its manifest says: nothing is built on a damaged file.</exception>
    public async Task<Dictionary<string, long>> Erase(IReadOnlyCollection<string> pseudonyms, DateTimeOffset withdrawn, CancellationToken cancel)
    {
        await Recover(cancel);
        var erased = new Dictionary<string, long>();
        foreach (var manifest in All())
        {
            var (archive, own) = (Of(manifest.Partition), new ArchivedLine(manifest.Columns));
            var gone = 0L;
            await foreach (var line in archive.Lines(cancel))
            {
                gone += own.IsOf(line, pseudonyms, withdrawn) ? 1 : 0;
            }

            if (gone > 0)
            {
                await archive.Verify(manifest, cancel);
                await archive.Write(manifest.Columns, archive.Lines(cancel).Where(line => !own.IsOf(line, pseudonyms, withdrawn)), clock.GetUtcNow(), cancel);
                erased[manifest.Partition] = gone;
            }
        }

        return erased;
    }
}
