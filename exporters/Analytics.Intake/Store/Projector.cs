using Analytics.Catalog;
using Analytics.Intake.Privacy;
using Analytics.Intake.WriteAheadLog;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Analytics.Intake.Store;

/// <summary>
/// Carries the log into PostgreSQL. One transaction for each batch writes the rows, their keys, the counters' growth, the refusals and the log's
/// position; so a crash at any point loses nothing and doubles nothing. After any failure (also a commit whose outcome is unknown) it drops the
/// connection and starts over from what PostgreSQL has. One for a log.
/// </summary>
public sealed class Projector : IAsyncDisposable
{
    /// <summary>How many events a transaction takes at most (more only when a single record has more).</summary>
    internal const int MaxEvents = 20_000;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    /// <summary>How often an idle projector looks whether somebody withdrew elsewhere.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan DeadLettersCountedEvery = TimeSpan.FromSeconds(30);

    private readonly SegmentedLog _log;
    private readonly NpgsqlDataSource _database;
    private readonly string _instance;
    private readonly PipelineVitals _vitals;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly InstanceState _state;
    private readonly CopyRows _copy;
    private readonly ConsentLedger _consents;
    private MonthPartitions _partitions = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private long _deadLettersCounted;

    internal Projector(SegmentedLog log, NpgsqlDataSource database, string instance, CounterLedger ledger, Suppressions suppressions, PipelineVitals vitals, TimeProvider clock, ILogger logger)
    {
        _log = log;
        _database = database;
        _instance = instance;
        Ledger = ledger;
        _vitals = vitals;
        _clock = clock;
        _logger = logger;
        _consents = new ConsentLedger(suppressions);
        _state = new InstanceState(instance, log.Identity);
        _copy = new CopyRows(log.Contract);
    }

    /// <summary>
    /// Raised after each commit with the events that were stored by it, each event exactly once unless the process dies in between. On the
    /// projector's own thread: a listener that takes long holds the store up; one that throws is reported and passed over.
    /// </summary>
    public event Action<IReadOnlyList<AdmittedEvent>>? Committed;

    /// <summary>The committed counters.</summary>
    public CounterLedger Ledger { get; }

    /// <summary>Whether the last attempt to reach PostgreSQL succeeded.</summary>
    public bool IsConnected { get; private set; }

    /// <summary>Whether another process works under this instance name: what this one takes stays in its log until that one has gone.</summary>
    public bool IsNameTaken { get; private set; }

    internal void Start() => _running = Task.Run(() => RunAsync(_stop.Token));

    /// <summary>Finishes or gives up the transaction at hand; what is not committed stays in the log.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken cancel)
    {
        var delay = FirstDelay;
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await using var connection = await _database.OpenConnectionAsync(cancel);
                IsNameTaken = !await _state.TryLockAsync(connection, cancel);
                if (!IsNameTaken)
                {
                    await StoreSchema.ApplyAsync(connection, cancel);
                    await ProjectAsync(connection, () => delay = FirstDelay, cancel);
                }

                Log.InstanceTaken(_logger, _instance, delay);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                _vitals.CountProjectionFailure();
                Log.ProjectionFailed(_logger, delay, e);
            }

            // Retention may have dropped a month that was there.
            _partitions = new MonthPartitions();

            IsConnected = false;
            NoteOldest();
            await Task.Delay(delay, _clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
        }

        IsConnected = false;
    }

    private async Task ProjectAsync(NpgsqlConnection connection, Action succeeded, CancellationToken cancel)
    {
        var position = await _state.PositionAsync(connection, cancel);
        Ledger.Load(await _state.CountersAsync(connection, Ledger.Metrics, cancel));
        await CountDeadLettersAsync(connection, cancel);
        _log.Release(position);
        Log.Projecting(_logger, _instance, position.ToString(), _log.Identity);
        IsConnected = true;
        var clearing = new LogClearing(_log, _state);
        var feed = new CounterFeed(Ledger.Metrics, Ledger.Budgets);
        using var reader = new LogReader(_log, position);
        using var ahead = new ReadAhead(reader, _log, _copy, MaxEvents);
        var encoded = ahead.Next();
        while (true)
        {
            if (_clock.GetElapsedTime(_deadLettersCounted) > DeadLettersCountedEvery)
            {
                await CountDeadLettersAsync(connection, cancel);
            }

            if (encoded.Batch.Position == position)
            {
                _vitals.SetOldestUnprocessed(0);
                await _consents.EnterAsync(connection, null, [], cancel);
                await clearing.StepAsync(connection, _consents.LatestErasure, cancel);
                await encoded.Growth.WaitAsync(Idle, _clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                cancel.ThrowIfCancellationRequested();
                encoded = ahead.Next();
                continue;
            }

            _vitals.SetOldestUnprocessed(encoded.Batch.ReceivedAt);
            Task<EncodedBatch>? next = null;
            try
            {
                await StoreAsync(connection, encoded, feed, () => next = ahead.IsWorthIt(encoded) ? Task.Run(ahead.Next, CancellationToken.None) : null, cancel);
            }
            finally
            {
                // Nobody reads the log while it is being cleared, or after the reader is gone.
                await (next as Task ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            position = encoded.Batch.Position;
            await clearing.StepAsync(connection, _consents.LatestErasure, cancel);
            succeeded();
            encoded = next is null ? ahead.Next() : await next;
        }
    }

    /// <summary>Not only by what is added: others replay and forget them.</summary>
    private async Task CountDeadLettersAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        _vitals.SetDeadLetters(await _state.RefusedAsync(connection, cancel));
        _deadLettersCounted = _clock.GetTimestamp();
    }

    /// <param name="connection">The projector's own.</param>
    /// <param name="encoded">What to store.</param>
    /// <param name="feed">What it means for the counters.</param>
    /// <param name="meanwhile">Called when PostgreSQL has work for long: before, whatever else keeps the processor would delay each of the short statements.</param>
    /// <param name="cancel">Ends the wait.</param>
    private async Task StoreAsync(NpgsqlConnection connection, EncodedBatch encoded, CounterFeed feed, Action meanwhile, CancellationToken cancel)
    {
        var batch = encoded.Batch;
        await MakePartitionsAsync(connection, batch.Events, cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await _consents.EnterAsync(connection, transaction, batch.Decisions, cancel);
        var events = _consents.Filter(batch.Events, out var withdrawn);
        if (events != batch.Events)
        {
            encoded.EncodeKeys(events);
        }

        var verdict = events.Count == 0 ? new KeyVerdict([], 0, []) : await EventKeys.ClaimAsync(connection, transaction, events, encoded.Keys, cancel);
        if (verdict.New.Count > 0)
        {
            if (verdict.New != batch.Events)
            {
                encoded.EncodeRows(verdict.New, _copy);
            }

            var copied = EventKeys.CopyAsync(connection, CopyRows.EventsCommand, encoded.Rows, cancel);
            meanwhile();
            foreach (var admitted in verdict.New)
            {
                feed.Add(admitted);
            }

            await copied;
        }

        var deltas = feed.Take();
        IReadOnlyList<RefusedEvent> refusals = [.. _consents.Filter(batch.Refusals), .. verdict.Conflicts.Select(conflict => PrivacyGate.Refuse(conflict, EventKeys.Conflict))];
        await _state.WriteAsync(connection, transaction, deltas, refusals, batch.Position, cancel);
        await transaction.CommitAsync(cancel);

        Ledger.Apply(deltas);
        _log.Release(batch.Position);
        _vitals.CountStored(verdict.New.Count);
        _vitals.CountSuppressed(Suppression.ConsentWithdrawn, withdrawn);
        _vitals.CountDuplicates(verdict.Duplicates);
        _vitals.CountRejected(Refusal.IdConflict, verdict.Conflicts.Count);
        _vitals.CountDeadLetters(refusals.Count);
        if (verdict.New.Count > 0)
        {
            Tell(verdict.New);
        }
    }

    private async Task MakePartitionsAsync(NpgsqlConnection connection, IReadOnlyList<AdmittedEvent> events, CancellationToken cancel)
    {
        HashSet<(DataClass Class, int Month)>? missing = null;
        var lastDay = (Class: (DataClass)(-1), Day: long.MinValue);
        foreach (var admitted in events)
        {
            // Most events are of the same day as the one before; only a new day is worth a calendar.
            var day = (admitted.Kind.DataClass, admitted.OccurredAtMicroseconds / TimeSpan.MicrosecondsPerDay);
            if (day == lastDay)
            {
                continue;
            }

            lastDay = day;
            var month = MonthPartitions.MonthOf(admitted.OccurredAtMicroseconds);
            if (!_partitions.Knows(admitted.Kind.DataClass, month))
            {
                (missing ??= []).Add((admitted.Kind.DataClass, month));
            }
        }

        if (missing is not null)
        {
            await _partitions.MakeAsync(connection, missing, cancel);
        }
    }

    private void Tell(IReadOnlyList<AdmittedEvent> stored)
    {
        foreach (var listener in Delegate.EnumerateInvocationList(Committed))
        {
            try
            {
                listener(stored);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                Log.ListenerFailed(_logger, e);
            }
        }
    }

    /// <summary>While PostgreSQL is away: since when the first record has been waiting.</summary>
    private void NoteOldest()
    {
        try
        {
            using var reader = new LogReader(_log, _log.Released);
            _vitals.SetOldestUnprocessed(reader.TryRead(out var record) ? record.ReceivedAt : 0);
        }
        catch (IOException e)
        {
            Log.ProjectionFailed(_logger, TimeSpan.Zero, e);
        }
    }
}
