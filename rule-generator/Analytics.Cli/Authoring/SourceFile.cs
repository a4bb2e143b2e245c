using System.Text.Unicode;
using Analytics.Cli.Shell;
using Analytics.Rules;

namespace Analytics.Cli.Authoring;

/// <summary>A file that somebody else wrote, read whole within a bound.</summary>
internal static class SourceFile
{
    /// <summary>Nobody reviews rules or promises of this length.</summary>
    private const long MostBytes = 16L * 1024 * 1024;

    /// <summary>The text, or a finding when the file is too long to be looked at or no text at all.</summary>
    /// <exception cref="CommandFailure">There is no such file, or it cannot be read.</exception>
    public static (string Text, Finding? Wrong) Read(FileInfo file, string family)
    {
        if (!file.Exists)
        {
            throw CommandFailure.Usage(Directory.Exists(file.FullName) ? $"{file} is a folder; name its files" : $"{file} does not exist");
        }

        if (file.Length > MostBytes)
        {
            return (string.Empty, Finding.Error(family + "/too-large", $"the file has {file.Length} bytes; {MostBytes} is the most that is read", file.Name));
        }

        try
        {
            var bytes = File.ReadAllBytes(file.FullName);
            var text = new StreamReader(new MemoryStream(bytes), detectEncodingFromByteOrderMarks: true).ReadToEnd();
            if (text.IndexOf('\0', StringComparison.Ordinal) is >= 0 and var binary)
            {
                return (string.Empty, Finding.Error(family + "/binary", "this is no text: it holds a zero byte", file.Name, Place.Of(text, binary)));
            }

            // With a byte order mark it may be UTF-16; without one it is UTF-8 or nothing.
            return bytes is [0xff, 0xfe, ..] or [0xfe, 0xff, ..] || Utf8.IsValid(bytes) ? (text, null)
                : (string.Empty, Finding.Error(family + "/encoding", "these bytes are no UTF-8: save the file in this encoding", file.Name, Place.Of(text, text.IndexOf('\ufffd', StringComparison.Ordinal))));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw CommandFailure.Usage($"{file.Name} cannot be read: {problem.Message}");
        }
    }
}
