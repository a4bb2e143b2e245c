using System.Security.Cryptography;
using System.Threading.Channels;
using Analytics.Intake.Contract;

namespace Analytics.Exporters.Client;

/// <summary>
/// Sends an app's events to the gateway and never harms the app: <see cref="Track"/> neither waits nor throws. Events go in batches into a bounded folder, and from
/// there to the gateway, again and again until it has them; what does not fit is dropped and counted. Entry type of the folder; one for a process.
/// </summary>
public sealed class EventClient : IAsyncDisposable
{
    private const int MostBatchBytes = 1024 * 1024;
    private static readonly TimeSpan BetweenAdoptions = TimeSpan.FromMinutes(10);

    private readonly EventClientSettings _settings;
    private readonly TimeProvider _clock;
    private readonly RetryPacing _pacing;
    private readonly BatchPost _post;
    private readonly Outbox _outbox;
    private readonly Channel<byte[]> _tracked;
    private readonly Channel<bool> _work = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _closingGate = new();
    private readonly string _client = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
    private readonly Task _spooling;
    private readonly Task _sending;
    private Task? _closing;
    private TaskCompletionSource _hurry = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _number;
    private long _bytes;
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
    /// <exception cref="ArgumentException">The settings have mistakes (ask <see cref="EventClientSettings.Mistakes"/> first).</exception>
    public EventClient(HttpClient http, EventClientSettings settings, TimeProvider clock, Random dice)
    {
        if (settings.Mistakes() is { Count: > 0 } mistakes)
        {
            throw new ArgumentException(string.Join("; ", mistakes), nameof(settings));
        }

        _settings = settings;
        _clock = clock;
        _pacing = new RetryPacing(settings, clock, dice);
        _post = new BatchPost(http, settings, clock);
        _tracked = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(settings.MostInMemory) { SingleReader = true });
        _outbox = new Outbox(settings.Folder, settings.MostOnDisk, settings.MostBytesInMemory, _client);
        _waiting = _outbox.Events;
        _work.Writer.TryWrite(true);

        // Not as a part of the request that happened to make the client: its trace would never end.
        using (ExecutionContext.SuppressFlow())
        {
            _spooling = Task.Run(SpoolAsync);
            _sending = Task.Run(SendAsync);
        }
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
            if (json.Length <= DoorLimits.MaxEventBytes && TryHold(json))
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

        // Never back onto the app's thread: it may be the one that waits for this.
        return Read(ref _waiting) <= 0 || await IsDoneAsync(idle, within).ConfigureAwait(false) || Read(ref _waiting) <= 0;
    }

    /// <summary>Writes what is in memory to the folder, tries to send it within <see cref="EventClientSettings.ShutdownTime"/>, and leaves the rest there.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_closingGate)
        {
            return new ValueTask(_closing ??= CloseAsync());
        }
    }

    private async Task CloseAsync()
    {
        var since = _clock.GetTimestamp();
        _tracked.Writer.TryComplete();
        var isSpooled = await IsDoneAsync(_spooling, _settings.ShutdownTime).ConfigureAwait(false);
        await FlushAsync(_settings.ShutdownTime - _clock.GetElapsedTime(since)).ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
        if (isSpooled && await IsDoneAsync(_sending, _settings.ShutdownTime).ConfigureAwait(false))
        {
            Settle(ref _dropped, _outbox.Save());
            _outbox.Dispose();
            _stop.Dispose();
        }
    }

    /// <summary>Waits for a task that never fails, and no longer than this.</summary>
    private async Task<bool> IsDoneAsync(Task task, TimeSpan within)
    {
        var bounded = within < TimeSpan.Zero ? TimeSpan.Zero : within > EventClientSettings.LongestTime ? EventClientSettings.LongestTime : within;
        return task.IsCompleted || await Task.WhenAny(task, Task.Delay(bounded, _clock)).ConfigureAwait(false) == task;
    }

    private bool TryHold(byte[] json)
    {
        if (Interlocked.Add(ref _bytes, json.Length) <= _settings.MostBytesInMemory && _tracked.Writer.TryWrite(json))
        {
            return true;
        }

        Interlocked.Add(ref _bytes, -json.Length);
        return false;
    }

    private async Task SpoolAsync()
    {
        var batch = new List<byte[]>(_settings.BatchSize);
        var reader = _tracked.Reader;
        while (await reader.WaitToReadAsync())
        {
            var bytes = await CollectAsync(batch, reader);
            Settle(ref _dropped, _outbox.Add(batch));
            Interlocked.Add(ref _bytes, -bytes);
            batch.Clear();
            _work.Writer.TryWrite(true);
        }
    }

    /// <summary>Reads events until a batch is full or its time is over; returns their bytes.</summary>
    private async Task<int> CollectAsync(List<byte[]> batch, ChannelReader<byte[]> reader)
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
                return bytes;
            }
            else if (linger.IsCompleted || await Task.WhenAny(linger, reader.WaitToReadAsync().AsTask()) is var first && (first == linger || reader.Completion.IsCompleted))
            {
                // Looked through once more afterwards: what was tracked before a flush that still asked the old one to hurry is there by now.
                Volatile.Write(ref _hurry, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
                isLast = true;
            }
        }

        if (isLast)
        {
            // More than one batch: what is left was asked to hurry as well.
            Volatile.Read(ref _hurry).TrySetResult();
        }

        return bytes;
    }

    private async Task SendAsync()
    {
        var adopted = _clock.GetTimestamp();
        try
        {
            while (true)
            {
                await _work.Reader.ReadAsync(_stop.Token);
                while (_outbox.Oldest() is { } batch)
                {
                    if (_pacing.Left is { Ticks: > 0 } left)
                    {
                        await Task.Delay(left, _clock, _stop.Token);
                    }

                    await SendAsync(batch);
                }

                if (_clock.GetElapsedTime(adopted) > BetweenAdoptions)
                {
                    adopted = _clock.GetTimestamp();
                    Interlocked.Add(ref _waiting, _outbox.Adopt());
                    _work.Writer.TryWrite(_outbox.Oldest() is not null);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Shutdown: what waits stays in the folder.
        }
    }

    private async Task SendAsync(OutboxBatch batch)
    {
        byte[] events;
        try
        {
            events = await batch.ReadAsync(_stop.Token);
        }
        catch (Exception e) when (OutboxPart.IsOfTheDisk(e))
        {
            Settle(batch, [], new PostOutcome(File.Exists(batch.File) ? PostVerdict.Again : PostVerdict.Gone));
            return;
        }

        Settle(batch, events, await _post.SendAsync(batch, events, _stop.Token));
    }

    private void Settle(OutboxBatch batch, byte[] events, PostOutcome outcome)
    {
        switch (outcome.Verdict)
        {
            case PostVerdict.Again:
                Interlocked.Increment(ref _failures);
                _pacing.Failed(outcome.RetryAfter);
                return;
            case PostVerdict.Gone:
                Settle(ref _dropped, _outbox.Remove(batch) ? batch.Events : 0);
                return;
            case PostVerdict.Refused when _outbox.Halve(batch, events) is { } torn:
                _pacing.Succeeded();
                Settle(ref _dropped, torn);
                return;
        }

        _pacing.Succeeded();
        var stood = _outbox.Remove(batch);
        Interlocked.Add(ref _accepted, outcome.Accepted);

        // Dropped to make room while it was on its way, and yet it arrived.
        Interlocked.Add(ref _dropped, stood ? 0 : -batch.Events);
        Settle(ref _rejected, batch.Events - outcome.Accepted, stood ? batch.Events : 0);
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
