using System.Text.Json;
using Analytics.Testing.CliScripts;

namespace Analytics.Testing.Crash;

/// <summary>
/// Events of all kinds of the catalog, generated, in small batches; and the ledger of what was tried and what was acknowledged. One batch in seven is one that
/// was given out before: a repeat must change nothing.
/// </summary>
public sealed class EventPool
{
    private const int BatchSize = 10;
    private readonly Lock _gate = new();
    private readonly List<PooledEvent[]> _batches;
    private readonly Queue<int> _waiting;
    private readonly List<int> _given = [];
    private readonly HashSet<string> _tried = [];
    private readonly HashSet<string> _acknowledged = [];
    private readonly ObligationLedger _ledger;
    private readonly Random _dice = new(7);

    private EventPool(List<PooledEvent[]> batches, ObligationLedger ledger)
    {
        _batches = batches;
        _ledger = ledger;
        _waiting = new Queue<int>(Enumerable.Range(0, batches.Count));
        Events = batches.SelectMany(batch => batch).ToDictionary(one => one.Id, StringComparer.Ordinal);
    }

    /// <summary>Ids that were in a request at least once, answered or not.</summary>
    public IReadOnlySet<string> Tried => _tried;

    /// <summary>How many events were acknowledged.</summary>
    public int Acknowledged => _acknowledged.Count;

    /// <summary>Every event that could be sent, by id.</summary>
    public IReadOnlyDictionary<string, PooledEvent> Events { get; }

    /// <summary>How many acknowledged events were acknowledged again.</summary>
    public int Repeated { get; private set; }

    /// <summary>Generates a life of four weeks that ends now. Events of people who forbid tracking are left out: they are accepted, and rightly not stored.</summary>
    public static async Task<EventPool> GenerateAsync(int users, int seed, ObligationLedger ledger, CancellationToken cancel)
    {
        var (exit, output, errors) = await CliProcess.RunAsync(["events", "generate", "--users", $"{users}", "--days", "28", "--seed", "11", "--story"], cancel: cancel);
        if (exit != 0)
        {
            throw new InvalidOperationException(errors);
        }

        var events = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => (Json: line, Event: JsonElement.Parse(line)))
            .Where(line => line.Event.GetProperty("privacyFlags").GetProperty("canTrack").GetBoolean())
            .Select(line => new PooledEvent(line.Event.GetProperty("id").GetString()!, line.Json, PayloadHash.OfSent(line.Event))).ToArray();
        new Random(seed).Shuffle(events);
        return new EventPool([.. events.Chunk(BatchSize)], ledger);
    }

    /// <summary>The next batch to send: its number and the request's body.</summary>
    public (int Batch, string Body) Take()
    {
        lock (_gate)
        {
            var isRepeat = _given.Count > 0 && (_waiting.Count == 0 || _dice.Next(7) == 0);
            var batch = isRepeat ? _given[_dice.Next(_given.Count)] : _waiting.Dequeue();
            _given.Add(batch);
            foreach (var one in _batches[batch])
            {
                _tried.Add(one.Id);
            }

            return (batch, $$"""{"events":[{{string.Join(',', _batches[batch].Select(line => line.Json))}}],"batchId":"b{{batch}}"}""");
        }
    }

    /// <summary>The door answered 2xx and these positions are safe, it says: from now on it owes them.</summary>
    public void Acknowledge(int batch, IReadOnlyCollection<int> safe)
    {
        _ledger.Owe(safe.Select(at => (_batches[batch][at].Id, _batches[batch][at].Payload)));
        lock (_gate)
        {
            Repeated += safe.Count(at => !_acknowledged.Add(_batches[batch][at].Id));
            if (safe.Count < _batches[batch].Length)
            {
                _waiting.Enqueue(batch);
            }
        }
    }

    /// <summary>Nobody was there to take the batch.</summary>
    public void Return(int batch)
    {
        lock (_gate)
        {
            _waiting.Enqueue(batch);
        }
    }

    /// <summary>Nobody knows what became of the batch: mostly it is sent again, as a client does; sometimes the client is gone for good.</summary>
    public void Lose(int batch)
    {
        lock (_gate)
        {
            if (_dice.NextDouble() < 0.8)
            {
                _waiting.Enqueue(batch);
            }
        }
    }
}

/// <summary>An event that can be sent.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Json">As it is sent.</param>
/// <param name="Payload">Its <see cref="PayloadHash"/>.</param>
public sealed record PooledEvent(string Id, string Json, string Payload);
