using System.Text;

namespace Analytics.Testing.Crash;

/// <summary>
/// What the gateway owes: each acknowledged id with the hash of its payload, one line each, in a file outside everything that is killed. A batch is
/// on the disk before its client sends the next one.
/// </summary>
public sealed class ObligationLedger : IDisposable
{
    private readonly Lock _gate = new();
    private readonly FileStream _file;

    public ObligationLedger(string path)
    {
        Path = path;
        _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
    }

    public string Path { get; }

    public void Owe(IEnumerable<(string Id, string Payload)> acknowledged)
    {
        var lines = Encoding.UTF8.GetBytes(string.Concat(acknowledged.Select(one => $"{one.Id} {one.Payload}\n")));
        lock (_gate)
        {
            _file.Write(lines);
            _file.Flush(flushToDisk: true);
        }
    }

    /// <summary>Everything that is owed, as the file has it: by id. An id that was acknowledged again has one payload all the same.</summary>
    /// <exception cref="InvalidDataException">One id was acknowledged with two payloads.</exception>
    public IReadOnlyDictionary<string, string> Read()
    {
        var owed = new Dictionary<string, string>(StringComparer.Ordinal);
        using var reader = new StreamReader(new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        while (reader.ReadLine() is { } line)
        {
            var cut = line.LastIndexOf(' ');
            if (!owed.TryAdd(line[..cut], line[(cut + 1)..]) && owed[line[..cut]] != line[(cut + 1)..])
            {
                throw new InvalidDataException($"{line[..cut]} was acknowledged with two payloads");
            }
        }

        return owed;
    }

    public void Dispose() => _file.Dispose();
}
