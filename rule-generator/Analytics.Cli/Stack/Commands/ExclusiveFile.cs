namespace Analytics.Cli.Stack;

/// <summary>A lock between processes: an open file that the kernel frees however its holder ends. flock(1) in scripts sees the same lock.</summary>
internal static class ExclusiveFile
{
    /// <summary>The lock, or null when another process has it.</summary>
    public static FileStream? TryAcquire(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Waits until the lock is free.</summary>
    public static async Task<FileStream> AcquireAsync(string path, TimeProvider time, CancellationToken cancel)
    {
        while (true)
        {
            if (TryAcquire(path) is { } held)
            {
                return held;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancel);
        }
    }
}
