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

    /// <summary>Writes every archive anew that has rows of these persons, without them. Nothing is built on a damaged file: it is named, and the others go on.</summary>
    /// <param name="pseudonyms">Whose rows.</param>
    /// <param name="withdrawn">Rows under a consent later than this stay.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<ArchiveErasure> Erase(IReadOnlyCollection<string> pseudonyms, DateTimeOffset withdrawn, CancellationToken cancel)
    {
        await Recover(cancel);
        var (erased, damaged) = (new Dictionary<string, long>(), new List<string>());
        foreach (var partition in Partitions())
        {
            try
            {
                if (await Erase(partition, pseudonyms, withdrawn, cancel) is > 0 and var gone)
                {
                    erased[partition] = gone;
                }
            }
            catch (Exception broken) when (broken is InvalidDataException or IOException or UnauthorizedAccessException)
            {
                damaged.Add(broken.Message);
            }
        }

        return new ArchiveErasure(erased, damaged);
    }

    private async Task<long> Erase(string partition, IReadOnlyCollection<string> pseudonyms, DateTimeOffset withdrawn, CancellationToken cancel)
    {
        var archive = Of(partition);
        var manifest = archive.Manifest ?? throw new InvalidDataException($"{archive.ManifestFile} is missing");
        var (own, gone) = (new ArchivedLine(manifest.Columns), 0L);
        await archive.Verify(manifest, cancel, line => gone += own.IsOf(line, pseudonyms, withdrawn) ? 1 : 0);
        if (gone > 0)
        {
            await archive.Write(manifest.Columns, archive.Lines(cancel).Where(line => !own.IsOf(line, pseudonyms, withdrawn)), clock.GetUtcNow(), cancel);
        }

        return gone;
    }

    /// <summary>The partitions of which anything is here, be it that a manifest lacks its data or data their manifest.</summary>
    private IEnumerable<string> Partitions() => !Directory.Exists(Path) ? [] :
        Directory.EnumerateFiles(Path).Select(file => System.IO.Path.GetFileName(file)).Where(name => name.EndsWith(ManifestName, StringComparison.Ordinal) || name.EndsWith(PartitionArchive.DataName, StringComparison.Ordinal))
            .Select(name => name[..name.IndexOf('.', StringComparison.Ordinal)]).Distinct().Order(StringComparer.Ordinal).ToList();
}

/// <summary>What an erasure did in the archives.</summary>
/// <param name="Gone">Rows taken out, by partition.</param>
/// <param name="Damaged">What is wrong with those that could not be searched, or not be written anew.</param>
public sealed record ArchiveErasure(IReadOnlyDictionary<string, long> Gone, IReadOnlyList<string> Damaged);
