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

    /// <summary>Waits until no other <c>up</c> or <c>down</c> works on the stack.</summary>
    public static Task<FileStream> OfStackAsync(StackLayout layout, TimeProvider time, CancellationToken cancel) =>
        AcquireAsync(layout.UpLock, time, cancel, () => Console.Error.WriteLine($"analytics: another up or down works on {layout.Root}; waiting until it has ended"));

    /// <summary>Waits until the lock is free; <paramref name="wait"/> is told once when it is not.</summary>
    public static async Task<FileStream> AcquireAsync(string path, TimeProvider time, CancellationToken cancel, Action? wait = null)
    {
        for (var told = false; ; told = true)
        {
            if (TryAcquire(path) is { } held)
            {
                return held;
            }

            if (!told)
            {
                wait?.Invoke();
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancel);
        }
    }
}
