using System.Runtime.InteropServices;

namespace Analytics.Intake.WriteAheadLog;

/// <summary>fsync of a folder: after it, names that were created, replaced or deleted in it last.</summary>
public static class DurableFolder
{
    /// <summary>Where the system has no such thing it does nothing.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public static void Flush(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var folder = Open(path, 0);
        if (folder < 0)
        {
            throw new IOException($"cannot open the folder {path} to flush it: error {Marshal.GetLastPInvokeError()}");
        }

        try
        {
            if (Sync(folder) != 0)
            {
                throw new IOException($"cannot flush the folder {path}: error {Marshal.GetLastPInvokeError()}");
            }
        }
        finally
        {
            _ = Close(folder);
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int Sync(int file);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    private static extern int Close(int file);
}
