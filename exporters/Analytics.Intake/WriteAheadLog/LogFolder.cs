using System.Security.Cryptography;

namespace Analytics.Intake.WriteAheadLog;

/// <summary>
/// The log's folder: one process at a time (a locked file), an identity of its own (so that positions kept in PostgreSQL are never mistaken for
/// another log's), the segments, and the folder <c>quarantine</c> for what could not be read.
/// </summary>
internal sealed class LogFolder : IDisposable
{
    private readonly FileStream _lock;

    private LogFolder(string path, FileStream @lock, string identity)
    {
        Path = path;
        _lock = @lock;
        Identity = identity;
    }

    public string Path { get; }

    /// <summary>
    /// 32 hexadecimal digits: of this log, from its first segment to its last. A folder that is found without any segment begins a new log: numbers begin at 1 again,
    /// and PostgreSQL, which remembers how far the last log got, would take what is written now for read.
    /// </summary>
    public string Identity { get; }

    public string Quarantine => System.IO.Path.Combine(Path, "quarantine");

    /// <exception cref="IOException">Another process has the folder, or it cannot be written.</exception>
    public static LogFolder Open(string path, LogDisk disk)
    {
        Directory.CreateDirectory(path);
        FileStream file;
        try
        {
            file = new FileStream(System.IO.Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new IOException($"the log folder {path} is in use by another process, or cannot be locked: {e.Message}", e);
        }

        try
        {
            return new LogFolder(path, file, ReadIdentity(path) ?? MakeIdentity(path, disk));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public string FileOf(long segment) => System.IO.Path.Combine(Path, SegmentFormat.FileName(segment));

    /// <summary>The numbers of all segments, ascending.</summary>
    public IReadOnlyList<long> Segments() => SegmentsIn(Path);

    public void Dispose() => _lock.Dispose();

    private static IReadOnlyList<long> SegmentsIn(string path) =>
        [.. Directory.EnumerateFiles(path, "*.log").Select(file => SegmentFormat.TryNumber(file, out var number) ? number : 0).Where(number => number > 0).Order()];

    private static string? ReadIdentity(string path) =>
        SegmentsIn(path).Count > 0 && System.IO.Path.Combine(path, "identity") is var file && File.Exists(file) && File.ReadAllText(file).Trim() is { Length: 32 } known ? known : null;

    private static string MakeIdentity(string path, LogDisk disk)
    {
        var file = System.IO.Path.Combine(path, "identity");
        var identity = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var temporary = file + ".new";
        using (var handle = File.OpenHandle(temporary, FileMode.Create, FileAccess.ReadWrite))
        {
            RandomAccess.Write(handle, System.Text.Encoding.ASCII.GetBytes(identity), 0);
            disk.Flush(handle);
        }

        File.Move(temporary, file, overwrite: true);
        disk.FlushFolder(path);
        return identity;
    }
}
