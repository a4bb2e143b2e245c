using System.Globalization;

namespace Analytics.Exporters.Client;

/// <summary>
/// A numbered part of the folder, which a process has for itself as long as it holds the lock. A file appears whole or not at all; only its owner may read it, since
/// it tells of people.
/// </summary>
internal sealed class OutboxPart : IDisposable
{
    private const int Parts = 64;
    private const string Extension = ".events";
    private const string HalfWritten = ".half";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _all;
    private readonly string _own;
    private readonly FileStream _lock;

    private OutboxPart(string all, string own, FileStream taken) => (_all, _own, _lock) = (all, own, taken);

    /// <summary>Takes the first part that nobody has; null when the folder cannot be used.</summary>
    public static OutboxPart? TryTake(string folder)
    {
        for (var part = 0; part < Parts; part++)
        {
            var own = Path.Combine(folder, part.ToString(CultureInfo.InvariantCulture));
            try
            {
                CreateFolder(own);
            }
            catch (Exception e) when (IsOfTheDisk(e))
            {
                return null;
            }

            if (TryLock(own) is { } taken)
            {
                return new OutboxPart(folder, own, taken);
            }
        }

        return null;
    }

    /// <summary>Whether the disk is to blame, and not this program.</summary>
    public static bool IsOfTheDisk(Exception e) => e is IOException or UnauthorizedAccessException;

    /// <summary>What waits here, oldest first. What a process that was killed had not finished writing is thrown away.</summary>
    public IReadOnlyList<OutboxBatch> Batches()
    {
        try
        {
            Array.ForEach(Directory.GetFiles(_own, "*" + HalfWritten), TryDelete);
            return BatchesOf(Directory.GetFiles(_own, "*" + Extension));
        }
        catch (Exception e) when (IsOfTheDisk(e))
        {
            return [];
        }
    }

    /// <summary>Moves here what lies in the parts that nobody has: their processes are gone, and none may come that takes them.</summary>
    public IReadOnlyList<OutboxBatch> Adopt()
    {
        var moved = new List<string>();
        for (var part = 0; part < Parts; part++)
        {
            var other = Path.Combine(_all, part.ToString(CultureInfo.InvariantCulture));
            try
            {
                if (other == _own || !Directory.Exists(other) || Directory.GetFiles(other, "*" + Extension).Length == 0 || TryLock(other) is not { } taken)
                {
                    continue;
                }

                using (taken)
                {
                    foreach (var file in Directory.GetFiles(other, "*" + Extension))
                    {
                        var here = Path.Combine(_own, Path.GetFileName(file));
                        File.Move(file, here);
                        moved.Add(here);
                    }
                }
            }
            catch (Exception e) when (IsOfTheDisk(e))
            {
                // It stays there.
            }
        }

        return BatchesOf(moved);
    }

    /// <summary>Writes the batch and flushes it.</summary>
    /// <exception cref="IOException">The disk refused; nothing is left of it.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public string Write(long number, string client, int events, byte[] content)
    {
        var file = Path.Combine(_own, string.Create(CultureInfo.InvariantCulture, $"{number:D16}-{client}-{events}{Extension}"));
        var half = file + HalfWritten;
        try
        {
            using (var stream = Open(half, FileMode.Create, FileShare.Read))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            File.Move(half, file);
            return file;
        }
        catch (Exception e) when (IsOfTheDisk(e))
        {
            TryDelete(half);
            throw;
        }
    }

    public static void TryDelete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception e) when (IsOfTheDisk(e))
        {
            // It will be sent again after a restart, and the gateway knows the batch.
        }
    }

    public void Dispose() => _lock.Dispose();

    private static List<OutboxBatch> BatchesOf(IEnumerable<string> files)
    {
        var found = new List<OutboxBatch>();
        foreach (var file in files.OrderBy(Path.GetFileName, StringComparer.Ordinal))
        {
            // number-client-events: the client is a part of the batch id, and it may have been another one.
            var name = Path.GetFileNameWithoutExtension(file).Split('-');
            if (name.Length == 3 && long.TryParse(name[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && int.TryParse(name[2], NumberStyles.None, CultureInfo.InvariantCulture, out var events) && events > 0 && new FileInfo(file) is { Exists: true } its)
            {
                found.Add(new OutboxBatch(number, $"{name[1]}-{number}", events, its.Length) { File = file });
            }
        }

        return found;
    }

    private static FileStream? TryLock(string part)
    {
        try
        {
            return Open(Path.Combine(part, "lock"), FileMode.OpenOrCreate, FileShare.None);
        }
        catch (Exception e) when (IsOfTheDisk(e))
        {
            return null;
        }
    }

    private static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
        }
    }

    private static FileStream Open(string path, FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return new FileStream(path, options);
    }
}
