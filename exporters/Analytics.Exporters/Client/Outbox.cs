using System.Globalization;

namespace Analytics.Exporters.Client;

/// <summary>One batch that waits in the folder.</summary>
/// <param name="File">Its file: the JSON list of its events.</param>
/// <param name="BatchId">The same each time that it is sent, so that the gateway knows a repeat.</param>
/// <param name="Events">How many events are in it.</param>
/// <param name="Bytes">How large the file is.</param>
internal sealed record OutboxBatch(string File, string BatchId, int Events, long Bytes);

/// <summary>
/// The batches that wait to be sent, a file each, oldest first; bounded by bytes. A file appears whole or not at all, and goes when its batch is settled. Each
/// process takes a numbered part of the folder for itself; what a process that died left in its part is sent by the next one that takes it.
/// </summary>
internal sealed class Outbox : IDisposable
{
    private const int Parts = 64;
    private const string Extension = ".events";

    private readonly FileStream _lock;
    private readonly string _folder;
    private readonly long _mostBytes;
    private readonly string _client;
    private readonly LinkedList<OutboxBatch> _waiting = [];
    private readonly Lock _gate = new();
    private long _bytes;
    private long _next;

    private Outbox(FileStream taken, string folder, long mostBytes, string client)
    {
        (_lock, _folder, _mostBytes, _client) = (taken, folder, mostBytes, client);
        foreach (var file in Directory.EnumerateFiles(folder, "*" + Extension).Order(StringComparer.Ordinal))
        {
            // number-client-events: the client is a part of the batch id, and it may have been another one.
            var name = Path.GetFileNameWithoutExtension(file).Split('-');
            if (name.Length == 3 && long.TryParse(name[0], CultureInfo.InvariantCulture, out var number) && int.TryParse(name[2], CultureInfo.InvariantCulture, out var events))
            {
                Add(new OutboxBatch(file, $"{name[1]}-{number}", events, new FileInfo(file).Length));
                _next = number + 1;
            }
        }
    }

    /// <summary>How many events wait.</summary>
    public int Events
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Sum(batch => batch.Events);
            }
        }
    }

    /// <summary>Takes a part of the folder; null when that is not possible.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="mostBytes">How many bytes may wait.</param>
    /// <param name="client">Hexadecimal digits that no other client has.</param>
    public static Outbox? Open(string folder, long mostBytes, string client)
    {
        for (var part = 0; part < Parts; part++)
        {
            try
            {
                var own = Directory.CreateDirectory(Path.Combine(folder, part.ToString(CultureInfo.InvariantCulture))).FullName;
                var taken = new FileStream(Path.Combine(own, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                return new Outbox(taken, own, mostBytes, client);
            }
            catch (IOException)
            {
                // Somebody else's part; the next one.
            }
            catch (UnauthorizedAccessException)
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>Writes a batch; returns how many events were dropped: the oldest to make room, or these when the disk refuses.</summary>
    public int Add(IReadOnlyList<byte[]> events)
    {
        var number = _next++;
        var file = Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{number:D16}-{_client}-{events.Count}{Extension}"));
        var half = file + ".half";
        try
        {
            using (var stream = new FileStream(half, FileMode.Create, FileAccess.Write))
            {
                for (var i = 0; i < events.Count; i++)
                {
                    stream.WriteByte((byte)(i == 0 ? '[' : ','));
                    stream.Write(events[i]);
                }

                stream.WriteByte((byte)']');
                stream.Flush(flushToDisk: true);
            }

            File.Move(half, file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            TryDelete(half);
            return events.Count;
        }

        Add(new OutboxBatch(file, string.Create(CultureInfo.InvariantCulture, $"{_client}-{number}"), events.Count, new FileInfo(file).Length));
        return MakeRoom();
    }

    /// <summary>The batch that has waited longest, or null.</summary>
    public OutboxBatch? Oldest()
    {
        lock (_gate)
        {
            return _waiting.First?.Value;
        }
    }

    /// <summary>Takes a batch out; false when it was dropped meanwhile.</summary>
    public bool Remove(OutboxBatch batch)
    {
        lock (_gate)
        {
            if (!_waiting.Remove(batch))
            {
                return false;
            }

            _bytes -= batch.Bytes;
        }

        TryDelete(batch.File);
        return true;
    }

    public void Dispose() => _lock.Dispose();

    private void Add(OutboxBatch batch)
    {
        lock (_gate)
        {
            _waiting.AddLast(batch);
            _bytes += batch.Bytes;
        }
    }

    private int MakeRoom()
    {
        var dropped = 0;
        while (true)
        {
            OutboxBatch oldest;
            lock (_gate)
            {
                if (_bytes <= _mostBytes || _waiting.Count == 1)
                {
                    return dropped;
                }

                oldest = _waiting.First!.Value;
            }

            dropped += Remove(oldest) ? oldest.Events : 0;
        }
    }

    private static void TryDelete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It will be sent again after a restart, and the gateway knows the batch.
        }
    }
}
