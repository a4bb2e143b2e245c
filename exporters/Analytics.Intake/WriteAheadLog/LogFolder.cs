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

    /// <summary>32 hexadecimal digits, made once for a folder.</summary>
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
            var identity = ReadOrMakeIdentity(path, disk);
            return new LogFolder(path, file, identity);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public string FileOf(long segment) => System.IO.Path.Combine(Path, SegmentFormat.FileName(segment));

    /// <summary>The numbers of all segments, ascending.</summary>
    public IReadOnlyList<long> Segments() =>
        [.. Directory.EnumerateFiles(Path, "*.log").Select(file => SegmentFormat.TryNumber(file, out var number) ? number : 0).Where(number => number > 0).Order()];

    public void Dispose() => _lock.Dispose();

    private static string ReadOrMakeIdentity(string path, LogDisk disk)
    {
        var file = System.IO.Path.Combine(path, "identity");
        if (File.Exists(file) && File.ReadAllText(file).Trim() is { Length: 32 } known)
        {
            return known;
        }

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
