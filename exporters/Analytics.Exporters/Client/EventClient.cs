using System.Security.Cryptography;
using System.Threading.Channels;

namespace Analytics.Exporters.Client;

/// <summary>
/// Sends an app's events to the gateway and never harms the app: <see cref="Track"/> neither waits nor throws. Events go in batches into a bounded folder, and from
/// there to the gateway, again and again until it has them; what does not fit is dropped and counted. Entry type of the folder; one for a process.
/// </summary>
public sealed class EventClient : IAsyncDisposable
{
    private const int MostBatchBytes = 1024 * 1024;

    private readonly EventClientSettings _settings;
    private readonly TimeProvider _clock;
    private readonly RetryPacing _pacing;
    private readonly BatchPost _post;
    private readonly Outbox? _outbox;
    private readonly Channel<byte[]> _tracked;
    private readonly Channel<bool> _work = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stop = new();
    private readonly string _client = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
    private readonly Task _spooling;
    private readonly Task _sending;
    private TaskCompletionSource _hurry = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _number;
    private long _count;
    private long _accepted;
    private long _rejected;
    private long _dropped;
    private long _waiting;
    private long _failures;

    /// <param name="http">Sends the requests; stays the caller's.</param>
    /// <param name="settings">How to behave.</param>
    /// <param name="clock">The clock of events, pauses and sending.</param>
    /// <param name="dice">Shortens the pauses at random.</param>
    public EventClient(HttpClient http, EventClientSettings settings, TimeProvider clock, Random dice)
    {
        _settings = settings;
        _clock = clock;
        _pacing = new RetryPacing(settings, clock, dice);
        _post = new BatchPost(http, settings, clock);
        _tracked = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(settings.MostInMemory) { SingleReader = true });
        _outbox = Outbox.Open(settings.Folder, settings.MostOnDisk, _client);
        _waiting = _outbox?.Events ?? 0;
        _work.Writer.TryWrite(true);
        _spooling = Task.Run(SpoolAsync);
        _sending = Task.Run(SendAsync);
    }

    /// <summary>What became of the events so far.</summary>
    public EventClientCounts Counts => new(Read(ref _count), Read(ref _accepted), Read(ref _rejected), Read(ref _dropped), Math.Max(0, Read(ref _waiting)), Read(ref _failures));

    /// <summary>Takes an event and returns at once. It never throws: an event that cannot be taken is dropped and counted.</summary>
    public void Track(ClientEvent happened)
    {
        Interlocked.Increment(ref _count);
        Interlocked.Increment(ref _waiting);
        try
        {
            var json = happened.ToJson($"{_client}-{Interlocked.Increment(ref _number)}", _clock.GetUtcNow());
            if (_outbox is not null && _tracked.Writer.TryWrite(json))
            {
                return;
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // What the app gave us is no event; the count says so.
        }

        Settle(ref _dropped, 1);
    }

    /// <summary>Sends what waits now; true when nothing waits any more, false when the time was over before.</summary>
    public async Task<bool> FlushAsync(TimeSpan within)
    {
        Volatile.Read(ref _hurry).TrySetResult();
        var idle = Volatile.Read(ref _idle).Task;
        return Read(ref _waiting) <= 0 || await Task.WhenAny(idle, Task.Delay(within, _clock)) == idle || Read(ref _waiting) <= 0;
    }

    /// <summary>Writes what is in memory to the folder, tries to send it within <see cref="EventClientSettings.ShutdownTime"/>, and leaves the rest there.</summary>
    public async ValueTask DisposeAsync()
    {
        _tracked.Writer.TryComplete();
        await _spooling;
        await FlushAsync(_settings.ShutdownTime);
        await _stop.CancelAsync();
        await _sending;
        _outbox?.Dispose();
        _stop.Dispose();
    }

    private async Task SpoolAsync()
    {
        var batch = new List<byte[]>(_settings.BatchSize);
        var reader = _tracked.Reader;
        while (_outbox is not null && await reader.WaitToReadAsync())
        {
            var bytes = 0;
            var linger = Task.WhenAny(Task.Delay(_settings.Linger, _clock), Volatile.Read(ref _hurry).Task);
            var isLast = false;
            while (batch.Count < _settings.BatchSize && bytes < MostBatchBytes)
            {
                if (reader.TryRead(out var json))
                {
                    batch.Add(json);
                    bytes += json.Length;
                }
                else if (isLast)
                {
                    break;
                }
                else if (linger.IsCompleted || await Task.WhenAny(linger, reader.WaitToReadAsync().AsTask()) is var first && (first == linger || reader.Completion.IsCompleted))
                {
                    // Looked through once more afterwards: what was tracked before a flush that still asked the old one to hurry is there by now.
                    Volatile.Write(ref _hurry, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
                    isLast = true;
                }
            }

            if (_outbox.Add(batch) is > 0 and var dropped)
            {
                Settle(ref _dropped, dropped);
            }

            batch.Clear();
            _work.Writer.TryWrite(true);
        }
    }

    private async Task SendAsync()
    {
        try
        {
            while (_outbox is not null)
            {
                await _work.Reader.ReadAsync(_stop.Token);
                while (_outbox.Oldest() is { } batch)
                {
                    if (_pacing.Left is { Ticks: > 0 } left)
                    {
                        await Task.Delay(left, _clock, _stop.Token);
                    }

                    Settle(batch, await _post.SendAsync(batch, _stop.Token));
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Shutdown: what waits stays in the folder.
        }
    }

    private void Settle(OutboxBatch batch, PostOutcome outcome)
    {
        if (!outcome.IsSettled)
        {
            Interlocked.Increment(ref _failures);
            _pacing.Failed(outcome.RetryAfter);
            return;
        }

        _pacing.Succeeded();
        if (_outbox!.Remove(batch))
        {
            Interlocked.Add(ref _accepted, outcome.Accepted);
            Settle(ref _rejected, batch.Events - outcome.Accepted, batch.Events);
        }
    }

    private void Settle(ref long outcome, int events, int? left = null)
    {
        Interlocked.Add(ref outcome, events);
        if (Interlocked.Add(ref _waiting, -(left ?? events)) <= 0)
        {
            Interlocked.Exchange(ref _idle, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        }
    }

    private static long Read(ref long counter) => Interlocked.Read(ref counter);
}
