using System.Globalization;

namespace Analytics.Intake.Audit;

/// <summary>
/// A file outside the database that remembers the newest head: whoever cuts records off the end of the log, or rewrites it with fresh hashes, does not
/// reach it. One line, <c>number hash</c>, replaced as a whole and flushed.
/// </summary>
public sealed class AuditAnchor(string path)
{
    public string Path => path;

    /// <summary>The head that the file remembers; null when there is no file yet.</summary>
    /// <exception cref="InvalidDataException">The file is no anchor.</exception>
    public AuditHead? Read()
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var parts = File.ReadAllText(path).Trim().Split(' ');
        return parts.Length == 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && parts[1].Length == 64 && parts[1].All(char.IsAsciiHexDigit)
            ? new AuditHead(number, Convert.FromHexString(parts[1]))
            : throw new InvalidDataException($"{path}: expected a number and a hash");
    }

    /// <summary>Remembers a head in place of an older one.</summary>
    public void Write(AuditHead head)
    {
        var next = path + ".new";
        using (var file = new FileStream(next, FileMode.Create, FileAccess.Write))
        {
            file.Write(System.Text.Encoding.ASCII.GetBytes(FormattableString.Invariant($"{head.Number} {Convert.ToHexStringLower(head.Hash.Span)}\n")));
            file.Flush(flushToDisk: true);
        }

        File.Move(next, path, overwrite: true);
    }
}
