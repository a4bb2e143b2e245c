using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;

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
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public string DataFile { get; } = Path.Combine(folder, partition + ".copy.gz");

    public string ManifestFile { get; } = Path.Combine(folder, partition + ".manifest.json");

    public ArchiveManifest? Manifest => File.Exists(ManifestFile) ? JsonSerializer.Deserialize<ArchiveManifest>(File.ReadAllText(ManifestFile), Json) : null;

    /// <summary>Writes the lines, then reads the file back and compares it with what was written.</summary>
    /// <exception cref="InvalidDataException">The disk gave back something else.</exception>
    public async Task<ArchiveManifest> WriteAsync(IReadOnlyList<string> columns, IAsyncEnumerable<string> lines, DateTimeOffset now, CancellationToken cancel)
    {
        Directory.CreateDirectory(folder);
        var (temporary, rows) = (DataFile + ".new", 0L);
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
        var (sum, bytesOfFile) = await SumAsync(temporary, cancel);
        var manifest = new ArchiveManifest(partition, columns, rows, bytesOfFile, sum, hash, now);
        File.Move(temporary, DataFile, overwrite: true);
        await VerifyAsync(manifest, cancel);
        await File.WriteAllTextAsync(ManifestFile + ".new", JsonSerializer.Serialize(manifest, Json) + "\n", cancel);
        File.Move(ManifestFile + ".new", ManifestFile, overwrite: true);
        return manifest;
    }

    /// <summary>Holds the file against a manifest: checksum of the file, number and checksum of the lines.</summary>
    /// <exception cref="InvalidDataException">They differ.</exception>
    public async Task VerifyAsync(ArchiveManifest manifest, CancellationToken cancel)
    {
        var (sum, _) = await SumAsync(DataFile, cancel);
        if (sum != manifest.Sha256)
        {
            throw new InvalidDataException($"{DataFile}: its checksum is not the manifest's; the file was changed or is damaged");
        }

        using var content = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var rows = 0L;
        await foreach (var line in LinesAsync(cancel))
        {
            content.AppendData(System.Text.Encoding.UTF8.GetBytes(line + "\n"));
            rows++;
        }

        if (rows != manifest.Rows || Convert.ToHexStringLower(content.GetHashAndReset()) != manifest.ContentSha256)
        {
            throw new InvalidDataException($"{DataFile}: holds {rows} rows, the manifest says {manifest.Rows}, or their content is another");
        }
    }

    /// <summary>The lines, unpacked as they are read.</summary>
    public async IAsyncEnumerable<string> LinesAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await using var packed = new GZipStream(File.OpenRead(DataFile), CompressionMode.Decompress);
        using var reader = new StreamReader(packed);
        while (await reader.ReadLineAsync(cancel) is { } line)
        {
            yield return line;
        }
    }

    private static async Task<(string Sum, long Bytes)> SumAsync(string path, CancellationToken cancel)
    {
        await using var file = File.OpenRead(path);
        return (Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancel)), file.Length);
    }
}
