using Microsoft.Win32.SafeHandles;

namespace Analytics.Intake.WriteAheadLog;

/// <summary>Every touch of the disk that matters to durability, in one place, so that tests can let each of them fail or stop.</summary>
internal class LogDisk
{
    /// <summary>The disk of logs that are opened without another one. The crash laboratory puts one here that dies at chosen points.</summary>
    public static LogDisk Standard { get; set; } = new();

    /// <summary>Whether an exception says that the disk did not do it. .NET reports EFBIG as an argument out of range.</summary>
    public static bool IsRefusal(Exception e) => e is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException;

    /// <summary>Creates a file and reserves its blocks, so that a full disk is met here and not in the middle of a record.</summary>
    /// <exception cref="IOException">No space, or the file exists.</exception>
    public virtual SafeFileHandle Create(string path, long reserve) =>
        File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, FileOptions.None, reserve);

    public virtual void Write(SafeFileHandle file, IReadOnlyList<ReadOnlyMemory<byte>> parts, long offset) => RandomAccess.Write(file, parts, offset);

    /// <summary>fsync: returns when the device has it.</summary>
    public virtual void Flush(SafeFileHandle file) => RandomAccess.FlushToDisk(file);

    public virtual void Truncate(SafeFileHandle file, long length) => RandomAccess.SetLength(file, length);

    public virtual void Delete(string path) => File.Delete(path);

    /// <summary>fsync of a folder: makes a created or deleted name last.</summary>
    public virtual void FlushFolder(string path) => DurableFolder.Flush(path);
}
