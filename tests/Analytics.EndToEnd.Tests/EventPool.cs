using System.Text.Json;

namespace Analytics.EndToEnd.Tests;

/// <summary>
/// Events of all kinds of the catalog, generated, in small batches; and the ledger of what was tried and what was acknowledged. One batch in seven is one that
/// was given out before: a repeat must change nothing.
/// </summary>
internal sealed class EventPool
{
    private const int BatchSize = 10;
    private readonly Lock _gate = new();
    private readonly List<(string Id, string Json)[]> _batches;
    private readonly Queue<int> _waiting;
    private readonly List<int> _given = [];
    private readonly HashSet<string> _tried = [];
    private readonly HashSet<string> _acknowledged = [];
    private readonly Random _dice = new(7);

    private EventPool(List<(string Id, string Json)[]> batches)
    {
        _batches = batches;
        _waiting = new Queue<int>(Enumerable.Range(0, batches.Count));
    }

    /// <summary>Ids that were in a request at least once, answered or not.</summary>
    public IReadOnlySet<string> Tried => _tried;

    /// <summary>Ids that were accepted in an answered request.</summary>
    public IReadOnlySet<string> Acknowledged => _acknowledged;

    /// <summary>How many acknowledged events were acknowledged again.</summary>
    public int Repeated { get; private set; }

    /// <summary>Generates a life of four weeks that ends now. Events of people who forbid tracking are left out: they are accepted, and rightly not stored.</summary>
    public static async Task<EventPool> Generate(int users, CancellationToken cancel)
    {
        var lines = (await Programs.Run(["events", "generate", "--users", $"{users}", "--days", "28", "--seed", "11", "--story"], cancel: cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var events = lines.Select(line => (Json: line, Event: JsonElement.Parse(line)))
            .Where(line => line.Event.GetProperty("privacyFlags").GetProperty("canTrack").GetBoolean())
            .Select(line => (Id: line.Event.GetProperty("id").GetString()!, line.Json)).ToArray();
        new Random(3).Shuffle(events);
        return new EventPool([.. events.Chunk(BatchSize)]);
    }

    /// <summary>The next batch to send: its number and the request's body.</summary>
    public (int Batch, string Body) Take()
    {
        lock (_gate)
        {
            var isRepeat = _given.Count > 0 && (_waiting.Count == 0 || _dice.Next(7) == 0);
            var batch = isRepeat ? _given[_dice.Next(_given.Count)] : _waiting.Dequeue();
            _given.Add(batch);
            foreach (var (id, _) in _batches[batch])
            {
                _tried.Add(id);
            }

            return (batch, $$"""{"events":[{{string.Join(',', _batches[batch].Select(line => line.Json))}}],"batchId":"b{{batch}}"}""");
        }
    }

    /// <summary>The door answered 2xx and refused these positions.</summary>
    public void Acknowledge(int batch, IReadOnlySet<int> refused)
    {
        lock (_gate)
        {
            for (var i = 0; i < _batches[batch].Length; i++)
            {
                if (!refused.Contains(i) && !_acknowledged.Add(_batches[batch][i].Id))
                {
                    Repeated++;
                }
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
