using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Analytics.Intake.WriteAheadLog;

namespace Analytics.Operations.Retention;

/// <summary>What an archived partition holds; lies beside it as <c>NAME.manifest.json</c>.</summary>
/// <param name="Partition">The partition's name: <c>events_usage_2024_10</c>.</param>
/// <param name="Columns">The columns of a line, in order; the lines are PostgreSQL's COPY text format.</param>
/// <param name="Rows">How many lines.</param>
/// <param name="Bytes">The size of the compressed file.</param>
/// <param name="Sha256">Of the compressed file.</param>
/// <param name="ContentSha256">Of the lines.</param>
/// <param name="ArchivedAt">When it was made, or last written anew because somebody withdrew.</param>
public sealed record ArchiveManifest(string Partition, IReadOnlyList<string> Columns, long Rows, long Bytes, string Sha256, string ContentSha256, DateTimeOffset ArchivedAt);

/// <summary>The file of one archived partition: gzip of COPY text, with a manifest that is written last. Both appear under their names only when they are whole.</summary>
public sealed class PartitionArchive(string folder, string partition)
{
    /// <summary>How the names of files end that are not whole yet.</summary>
    internal const string Unfinished = ".new";

    internal const string DataName = ".copy.gz";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public string DataFile { get; } = Path.Combine(folder, partition + DataName);

    public string ManifestFile { get; } = Path.Combine(folder, partition + ".manifest.json");

    public ArchiveManifest? Manifest => File.Exists(ManifestFile) ? Read(ManifestFile) ?? throw new InvalidDataException($"{ManifestFile}: no manifest can be read from it") : null;

    /// <summary>Writes the lines, then reads the file back and compares it with what was written.</summary>
    /// <exception cref="InvalidDataException">The disk gave back something else.</exception>
    public async Task<ArchiveManifest> Write(IReadOnlyList<string> columns, IAsyncEnumerable<string> lines, DateTimeOffset now, CancellationToken cancel)
    {
        Directory.CreateDirectory(folder);
        try
        {
            return await WriteNew(columns, lines, now, cancel);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A half file on a full disk would keep it full.
            File.Delete(DataFile + Unfinished);
            throw;
        }
    }

    private async Task<ArchiveManifest> WriteNew(IReadOnlyList<string> columns, IAsyncEnumerable<string> lines, DateTimeOffset now, CancellationToken cancel)
    {
        var (temporary, rows) = (DataFile + Unfinished, 0L);
        using var content = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            await using (var packed = new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true))
            {
                await foreach (var line in lines.WithCancellation(cancel))
                {
                    var bytes = System.Text.Encoding.UTF8.GetBytes(line + "\n");
                    content.AppendData(bytes);
                    await packed.WriteAsync(bytes, cancel);
                    rows++;
                }
            }

            file.Flush(flushToDisk: true);
        }

        var hash = Convert.ToHexStringLower(content.GetHashAndReset());
        var (sum, bytesOfFile) = await Sum(temporary, cancel);
        var manifest = new ArchiveManifest(partition, columns, rows, bytesOfFile, sum, hash, now);
        await Verify(manifest, temporary, cancel);

        // The manifest is on the disk before the data take their name: whatever is killed here, Recover knows which of both belong together.
        // The folder is flushed too: a name that the disk forgets is an archive lost, when the partition is dropped by then.
        await WriteText(ManifestFile + Unfinished, JsonSerializer.Serialize(manifest, Json) + "\n", cancel);
        DurableFolder.Flush(folder);
        File.Move(temporary, DataFile, overwrite: true);
        DurableFolder.Flush(folder);
        File.Move(ManifestFile + Unfinished, ManifestFile, overwrite: true);
        DurableFolder.Flush(folder);
        return manifest;
    }

    /// <summary>After a kill: the new manifest becomes the manifest if the data are its data; everything else that is unfinished goes away.</summary>
    public async Task Recover(CancellationToken cancel)
    {
        File.Delete(DataFile + Unfinished);
        if (!File.Exists(ManifestFile + Unfinished))
        {
            return;
        }

        if (Read(ManifestFile + Unfinished) is { } fresh && File.Exists(DataFile) && (await Sum(DataFile, cancel)).Sum == fresh.Sha256)
        {
            File.Move(ManifestFile + Unfinished, ManifestFile, overwrite: true);
        }
        else
        {
            File.Delete(ManifestFile + Unfinished);
        }
    }

    /// <summary>Holds the file against a manifest: checksum of the file, number and checksum of the lines.</summary>
    /// <exception cref="InvalidDataException">They differ.</exception>
    /// <param name="manifest">What it must be.</param>
    /// <param name="cancel">Stops it.</param>
    /// <param name="each">Told each line on the way; what it makes of them counts when this returns.</param>
    public Task Verify(ArchiveManifest manifest, CancellationToken cancel, Action<string>? each = null) => Verify(manifest, DataFile, cancel, each);

    private static async Task Verify(ArchiveManifest manifest, string path, CancellationToken cancel, Action<string>? each = null)
    {
        if (!File.Exists(path))
        {
            throw new InvalidDataException($"{path} is missing");
        }

        var (sum, _) = await Sum(path, cancel);
        if (sum != manifest.Sha256)
        {
            throw new InvalidDataException($"{path}: its checksum is not the manifest's; the file was changed or is damaged");
        }

        using var content = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var rows = 0L;
        await foreach (var line in Lines(path, cancel))
        {
            content.AppendData(System.Text.Encoding.UTF8.GetBytes(line + "\n"));
            rows++;
            each?.Invoke(line);
        }

        if (rows != manifest.Rows || Convert.ToHexStringLower(content.GetHashAndReset()) != manifest.ContentSha256)
        {
            throw new InvalidDataException($"{path}: holds {rows} rows, the manifest says {manifest.Rows}, or their content is another");
        }
    }

    /// <summary>The lines, unpacked as they are read.</summary>
    public IAsyncEnumerable<string> Lines(CancellationToken cancel) => Lines(DataFile, cancel);

    private static async IAsyncEnumerable<string> Lines(string path, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await using var packed = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var reader = new StreamReader(packed);
        while (await reader.ReadLineAsync(cancel) is { } line)
        {
            yield return line;
        }
    }

    private static async Task<(string Sum, long Bytes)> Sum(string path, CancellationToken cancel)
    {
        await using var file = File.OpenRead(path);
        return (Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancel)), file.Length);
    }

    private static ArchiveManifest? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<ArchiveManifest>(File.ReadAllText(path), Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task WriteText(string path, string text, CancellationToken cancel)
    {
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write);
        await file.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text), cancel);
        file.Flush(flushToDisk: true);
    }
}
