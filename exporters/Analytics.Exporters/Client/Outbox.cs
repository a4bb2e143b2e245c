using System.Globalization;

namespace Analytics.Exporters.Client;

/// <summary>
/// The batches that wait to be sent, oldest first: in files of this process' part of the folder, and in memory as long as the disk refuses. Bounded by bytes on disk
/// and in memory, the oldest go first. What a process that died left is sent by another one. Safe for two threads: one adds, one takes out.
/// </summary>
internal sealed class Outbox : IDisposable
{
    private readonly string _folder;
    private readonly long _mostOnDisk;
    private readonly long _mostInMemory;
    private readonly string _client;
    private readonly LinkedList<OutboxBatch> _waiting = [];
    private readonly Lock _gate = new();
    private readonly Lock _disk = new();
    private OutboxPart? _part;
    private long _next;
    private long _bytesOnDisk;
    private long _bytesInMemory;

    /// <param name="folder">The folder. One that cannot be used now is asked again with each batch.</param>
    /// <param name="mostOnDisk">How many bytes may wait in the folder.</param>
    /// <param name="mostInMemory">How many bytes may wait here while the disk refuses.</param>
    /// <param name="client">Hexadecimal digits that no other client has.</param>
    public Outbox(string folder, long mostOnDisk, long mostInMemory, string client)
    {
        (_folder, _mostOnDisk, _mostInMemory, _client) = (folder, mostOnDisk, mostInMemory, client);
        TakePart();
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

    /// <summary>Keeps a batch; returns how many events were dropped to make room for it.</summary>
    public int Add(IReadOnlyList<byte[]> events) => Keep(events, isFirst: false) ? MakeRoom(ofMemory: false) : MakeRoom(ofMemory: true);

    /// <summary>Keeps two halves instead of a batch that is not taken as a whole, so that what is wrong with one event does not harm the others.</summary>
    /// <returns>How many events were torn on the disk; null when there was nothing to halve, because it is one event.</returns>
    public int? Halve(OutboxBatch batch, byte[] content)
    {
        var events = OutboxBatch.EventsOf(content);
        if (batch.Events == 1 && events.Count == 1)
        {
            return null;
        }

        if (!TakeOut(batch))
        {
            return 0;
        }

        var half = events.Count / 2;
        foreach (var part in (IReadOnlyList<byte[]>[])[[.. events.Skip(half)], [.. events.Take(half)]])
        {
            _ = part.Count > 0 && Keep(part, isFirst: true);
        }

        // Only now: killed in between, the whole is sent again, and the gateway knows its events.
        Delete(batch);
        return Math.Max(0, batch.Events - events.Count);
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
        if (!TakeOut(batch))
        {
            return false;
        }

        Delete(batch);
        return true;
    }

    /// <summary>Takes over what processes left that are gone; returns how many events.</summary>
    public int Adopt()
    {
        lock (_disk)
        {
            return _part is { } part ? Load(part.Adopt()) : 0;
        }
    }

    /// <summary>Writes what is in memory to the disk, if it takes it by now; returns how many events are lost, because it does not.</summary>
    public int Save()
    {
        List<OutboxBatch> inMemory;
        lock (_gate)
        {
            inMemory = [.. _waiting.Where(batch => batch.File is null)];
        }

        lock (_disk)
        {
            return inMemory.Where(batch => TakeOut(batch) && TryWrite(batch.Number, batch.Events, batch.Content!) is null).Sum(batch => batch.Events);
        }
    }

    public void Dispose() => _part?.Dispose();

    /// <returns>Whether it is on the disk.</returns>
    private bool Keep(IReadOnlyList<byte[]> events, bool isFirst)
    {
        var content = OutboxBatch.ListOf(events);
        lock (_disk)
        {
            var number = _next++;
            var file = TryWrite(number, events.Count, content);
            var batch = new OutboxBatch(number, string.Create(CultureInfo.InvariantCulture, $"{_client}-{number}"), events.Count, content.Length) { File = file, Content = file is null ? content : null };
            lock (_gate)
            {
                _ = isFirst ? _waiting.AddFirst(batch) : _waiting.AddLast(batch);
                BytesOf(batch) += batch.Bytes;
            }

            return file is not null;
        }
    }

    /// <summary>The file, or null when the disk refuses.</summary>
    private string? TryWrite(long number, int events, byte[] content)
    {
        // Twice: somebody may have cleared the folder away, and then it is made again.
        for (var attempt = 0; attempt < 2 && (_part is not null || TakePart()); attempt++)
        {
            try
            {
                return _part!.Write(number, _client, events, content);
            }
            catch (DirectoryNotFoundException)
            {
                _part!.Dispose();
                _part = null;
            }
            catch (Exception e) when (OutboxPart.IsOfTheDisk(e))
            {
                return null;
            }
        }

        return null;
    }

    private bool TakePart()
    {
        _part = OutboxPart.TryTake(_folder);
        if (_part is null)
        {
            return false;
        }

        Load(_part.Batches());
        Load(_part.Adopt());
        return true;
    }

    private int Load(IReadOnlyList<OutboxBatch> found)
    {
        lock (_gate)
        {
            foreach (var batch in found)
            {
                _waiting.AddLast(batch);
                BytesOf(batch) += batch.Bytes;
                _next = Math.Max(_next, Math.Min(batch.Number, long.MaxValue / 2) + 1);
            }
        }

        return found.Sum(batch => batch.Events);
    }

    private int MakeRoom(bool ofMemory)
    {
        var dropped = 0;
        while (TooMuch(ofMemory) is { } oldest)
        {
            dropped += Remove(oldest) ? oldest.Events : 0;
        }

        return dropped;
    }

    /// <summary>The oldest batch of the memory or of the disk when they hold too much; the only one may stay.</summary>
    private OutboxBatch? TooMuch(bool ofMemory)
    {
        lock (_gate)
        {
            if (ofMemory ? _bytesInMemory <= _mostInMemory : _bytesOnDisk <= _mostOnDisk)
            {
                return null;
            }

            return _waiting.Where(batch => batch.File is null == ofMemory).Take(2).ToList() is [var oldest, _] ? oldest : null;
        }
    }

    private bool TakeOut(OutboxBatch batch)
    {
        lock (_gate)
        {
            if (!_waiting.Remove(batch))
            {
                return false;
            }

            BytesOf(batch) -= batch.Bytes;
            return true;
        }
    }

    private static void Delete(OutboxBatch batch)
    {
        if (batch.File is { } file)
        {
            OutboxPart.TryDelete(file);
        }
    }

    private ref long BytesOf(OutboxBatch batch) => ref batch.File is null ? ref _bytesInMemory : ref _bytesOnDisk;
}
