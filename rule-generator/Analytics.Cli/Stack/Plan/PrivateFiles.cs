namespace Analytics.Cli.Stack;

/// <summary>Files and folders that only their owner may read, written whole or not at all.</summary>
internal static class PrivateFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static void CreateFolder(string path)
    {
        Directory.CreateDirectory(path);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, OwnerOnly | UnixFileMode.UserExecute);
        }
    }

    /// <summary>A folder in which another user (an unprivileged PostgreSQL started by root) may make his own folder, as in /tmp.</summary>
    public static void CreateOpenFolder(string path)
    {
        Directory.CreateDirectory(path);
        if (!OperatingSystem.IsWindows())
        {
            var all = (UnixFileMode)0b111_111_111 | UnixFileMode.StickyBit;
            File.SetUnixFileMode(path, Environment.IsPrivilegedProcess ? all : OwnerOnly | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Writes beside the file, then renames: a reader sees the old content or the new, never half of it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">All of it.</param>
    /// <param name="keepMode">Whether a file that is there keeps the mode that its owner gave it; otherwise only the owner may read.</param>
    public static void Write(string path, string content, bool keepMode = false)
    {
        var next = path + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = keepMode && File.Exists(path) ? File.GetUnixFileMode(path) : OwnerOnly;
        }

        using (var writer = new StreamWriter(next, options))
        {
            writer.Write(content);
        }

        File.Move(next, path, overwrite: true);
    }
}
