using System.Text.Json;

namespace Analytics.Cli.Events.Sending;

/// <summary>How far a file was sent, to which door, and what it looked like up to there.</summary>
/// <param name="Gateway">The gateway's address.</param>
/// <param name="Source">The source under which ids are unique.</param>
/// <param name="Offset">All bytes before it are acknowledged or reported as refused.</param>
/// <param name="Line">The number of lines before <paramref name="Offset"/>.</param>
/// <param name="Fingerprint">A hash of the file's first bytes and of those before <paramref name="Offset"/>: another file of the same name starts anew.</param>
internal sealed record CursorState(string Gateway, string Source, long Offset, long Line, string Fingerprint);

/// <summary>
/// The small file <c>FILE.sent</c> beside an input while it is not sent to its end. It goes away with the end: sending the file once more sends all of it,
/// which changes nothing at a door that knows the ids, and fills one that does not.
/// </summary>
internal sealed class SendCursor(string file, string gateway, string source)
{
    private const int FingerprintBytes = 4096;
    private readonly string _path = file + ".sent";

    public string Path => _path;

    /// <summary>Where to continue; null to begin at the start.</summary>
    public CursorState? Read()
    {
        if (!File.Exists(_path))
        {
            return null;
        }

        try
        {
            var state = JsonSerializer.Deserialize<CursorState>(File.ReadAllBytes(_path), JsonSerializerOptions.Web);
            return state is not null && state.Gateway == gateway && state.Source == source
                && state.Offset <= new FileInfo(file).Length && state.Fingerprint == Fingerprint(state.Offset) ? state : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Remembers the position; a crash in between leaves the old one.</summary>
    public void Write(long offset, long line)
    {
        File.WriteAllBytes(_path + ".new", JsonSerializer.SerializeToUtf8Bytes(new CursorState(gateway, source, offset, line, Fingerprint(offset)), JsonSerializerOptions.Web));
        File.Move(_path + ".new", _path, overwrite: true);
    }

    public void Remove() => File.Delete(_path);

    private string Fingerprint(long offset)
    {
        using var input = File.OpenRead(file);
        var bytes = new byte[FingerprintBytes * 2];
        var head = input.ReadAtLeast(bytes.AsSpan(0, (int)Math.Min(FingerprintBytes, offset)), (int)Math.Min(FingerprintBytes, offset), throwOnEndOfStream: false);
        input.Position = Math.Max(0, offset - FingerprintBytes);
        var length = (int)(offset - input.Position);
        var tail = input.ReadAtLeast(bytes.AsSpan(head, length), length, throwOnEndOfStream: false);
        return Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes.AsSpan(0, head + tail)));
    }
}
