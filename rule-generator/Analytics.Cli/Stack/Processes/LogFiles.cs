namespace Analytics.Cli.Stack;

/// <summary>
/// Keeps the logs small: a log above the limit is copied to <c>.1</c> (the older ones move on to <c>.2</c>, <c>.3</c>) and cut to nothing. The
/// writer has the file open for appending and simply goes on; lines written between copy and cut are lost.
/// </summary>
internal sealed class LogFiles(string folder, long limitBytes = 10_000_000)
{
    private const int Kept = 3;

    public void Rotate()
    {
        foreach (var log in Directory.EnumerateFiles(folder, "*.log").Where(path => new FileInfo(path).Length > limitBytes).ToList())
        {
            for (var age = Kept - 1; age >= 1; age--)
            {
                if (File.Exists($"{log}.{age}"))
                {
                    File.Move($"{log}.{age}", $"{log}.{age + 1}", overwrite: true);
                }
            }

            File.Copy(log, $"{log}.1", overwrite: true);
            using var cut = new FileStream(log, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            cut.SetLength(0);
        }
    }

    /// <summary>The last lines of a part's log, for an error message.</summary>
    public static IReadOnlyList<string> Tail(string path, int lines)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        stream.Seek(Math.Max(0, stream.Length - 16_384), SeekOrigin.Begin);
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(lines)];
    }
}
