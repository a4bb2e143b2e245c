using System.Text;
using Analytics.Catalog;
using Analytics.Intake.Contract;
using Analytics.Intake.Otlp;
using Analytics.Intake.Privacy;
using Analytics.Intake.Store;
using Analytics.Intake.WriteAheadLog;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Analytics.Intake;

/// <summary>
/// The way of an event from the body of a request into PostgreSQL: contract, privacy gate, write-ahead log, answer; then the projector. The entry
/// type of the room; one for a process.
/// </summary>
public sealed class IntakePipeline : IAsyncDisposable
{
    private const int PooledReaders = 64;

    /// <summary>A reader that holds more bytes is not kept: a single large event would stay in its memory for good.</summary>
    private const int MostHeld = 512 * 1024;

    /// <summary>Bytes that go to PostgreSQL at once: a COPY of megabytes in Npgsql's usual 8 KiB is a system call for ten rows.</summary>
    private const int CopyBuffer = 64 * 1024;

    /// <summary>How much of the log is read again at the start, to know the ids in it.</summary>
    private const long RememberedBytes = 256 * 1024 * 1024;

    private readonly Spares<RequestReader> _readers = new(PooledReaders);
    private readonly PrivacyGate _gate;
    private readonly SegmentedLog _log;
    private readonly RecentIds _recent;
    private readonly RecentBatches _batches = new();
    private readonly SourceQuotas _quotas;
    private readonly DoorLimits _limits;
    private readonly TimeProvider _clock;
    private readonly NpgsqlDataSource _database;
    private volatile bool _stopping;

    private IntakePipeline(IntakeSettings settings, PrivacyGate gate, SegmentedLog log, PipelineVitals vitals, TimeProvider clock, ILogger logger)
    {
        _gate = gate;
        _log = log;
        _limits = settings.Limits;
        _clock = clock;
        _recent = new RecentIds(settings.RecentIds);
        _quotas = new SourceQuotas(settings.Quota, settings.SourceQuotas, clock);
        Vitals = vitals;
        // Not pooled: the session holds the instance's lock, and closing it must give the lock back.
        _database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Pooling = false, WriteBufferSize = CopyBuffer, ApplicationName = $"analytics intake {settings.Instance}" });
        Ledger = new CounterLedger(CatalogIndex.Default);
        Projector = new Projector(log, _database, settings.Instance, Ledger, gate.Suppressions, vitals, clock, logger);
    }

    /// <summary>The clock of a program that hosts a pipeline. The crash laboratory puts one here that jumps.</summary>
    public static TimeProvider Clock { get; internal set; } = TimeProvider.System;

    /// <summary>What is going on inside.</summary>
    public PipelineVitals Vitals { get; }

    /// <summary>The committed counters, for the exporters.</summary>
    public CounterLedger Ledger { get; }

    /// <summary>Carries the log into PostgreSQL; <see cref="Projector.Committed"/> tells of what was stored.</summary>
    public Projector Projector { get; }

    /// <summary>
    /// Whether a request would be taken now: not stopping, room in the log, and a disk that did not refuse within the time after which a sender comes again. Then the
    /// next request tries it: nobody would learn that there is room if none came.
    /// </summary>
    public bool CanTake => !_stopping && Vitals.LogBytes < Vitals.LogLimitBytes
        && !(Vitals.SinceDiskRefusal <= RequestRefusals.RetryAfter(RequestRefusal.DiskFull));

    /// <summary>Opens the log, whatever the last process left behind. PostgreSQL need not be there.</summary>
    /// <exception cref="ArgumentException">The settings have mistakes (ask <see cref="IntakeSettings.Mistakes"/> first).</exception>
    /// <exception cref="IOException">The log's folder is in use or cannot be written.</exception>
    public static IntakePipeline Open(IntakeSettings settings, TimeProvider clock, ILogger logger)
    {
        var keys = PseudonymKeys.Parse(File.ReadAllText(settings.PrivacyKeyFile), out var mistakes) ?? throw new ArgumentException(string.Join("; ", mistakes), nameof(settings));
        var vitals = new PipelineVitals(clock);
        var log = SegmentedLog.Open(settings.LogDirectory, LogBounds.Of(settings.LogLimitBytes), EventContract.Default, vitals, clock, logger);
        var pipeline = new IntakePipeline(settings, new PrivacyGate(keys), log, vitals, clock, logger);
        pipeline.RememberIds();
        Log.Opened(logger, vitals.LogBytes, pipeline._recent.Count);
        return pipeline;
    }

    /// <summary>Starts to carry the log into PostgreSQL. Add listeners to <see cref="Projector.Committed"/> before.</summary>
    public void Start() => Projector.Start();

    /// <summary>
    /// Takes a request: completes when every admitted event of it is on the disk, or when it is clear that none will be. The body is read before this returns:
    /// while the disk is waited for, its memory serves the next request.
    /// </summary>
    public async ValueTask<IntakeAnswer> SubmitAsync(IntakeRequest request)
    {
        if (_stopping)
        {
            return Refuse(RequestRefusal.Stopping, form: request.Form);
        }

        if (request.Source is { } named && !DoorLimits.IsSource(named))
        {
            return Refuse(RequestRefusal.InvalidRequest, "X-Analytics-Source: expected 1 to 64 letters, digits, '.', '_' or '-'", request.Form);
        }

        if (request.Replay is { } replay && !PseudonymKeys.IsKeyId(replay.KeyId))
        {
            return Refuse(RequestRefusal.InvalidRequest, "key: expected the id of the key that made the pseudonyms");
        }

        if (request.IsLive && _quotas.Wait(request.Source ?? IntakeRequest.DefaultSource) is { } wait)
        {
            return Refuse(RequestRefusal.QuotaExceeded, form: request.Form, retryAfter: wait);
        }

        return IntakeRequest.IsOtlp(request.Form) ? await SubmitOtlpAsync(request).ConfigureAwait(false) : await SubmitJsonAsync(request).ConfigureAwait(false);
    }

    /// <summary>
    /// Notes that a person withdraws consent: completes when that is on the disk. From its commit to PostgreSQL on nothing of the person is stored any
    /// more; what is stored is erased by the worker, and <c>erasures</c> tells how far that is.
    /// </summary>
    /// <param name="userId">The raw id, as events have it.</param>
    /// <param name="request">A fresh number for the request.</param>
    public async Task<AppendOutcome> WithdrawAsync(string userId, Guid request)
    {
        using var admission = _gate.Open("withdrawal", backfill: false, UnixTime.ToMicroseconds(_clock.GetUtcNow()));
        admission.Withdraw(Encoding.UTF8.GetBytes(userId), request);
        using var batch = admission.Close();
        return _stopping ? AppendOutcome.Stopping : await _log.AppendAsync(batch);
    }

    /// <summary>How a withdrawal stands; null when PostgreSQL does not know of it (yet).</summary>
    /// <exception cref="NpgsqlException">PostgreSQL cannot be reached.</exception>
    public Task<ErasureState?> FindErasureAsync(Guid request, CancellationToken cancel) => ErasureState.FindAsync(_database, request, cancel);

    /// <summary>The answer to a request that is turned away whole, counted.</summary>
    /// <param name="code">Why.</param>
    /// <param name="message">What was expected; a sentence of ours when null.</param>
    /// <param name="form">How the request is written.</param>
    /// <param name="retryAfter">When to come back; what is usual for the reason when null.</param>
    public IntakeAnswer Refuse(RequestRefusal code, string? message = null, IntakeForm form = IntakeForm.Events, TimeSpan? retryAfter = null) =>
        Refuse(code, message, form, retryAfter, read: null);

    private async ValueTask<IntakeAnswer> SubmitJsonAsync(IntakeRequest request)
    {
        var source = request.Source ?? IntakeRequest.DefaultSource;
        var scope = request.IsBackfill ? source + " backfill" : source;
        var identity = request.Form == IntakeForm.Batch ? BatchIdentity.Of(request.Body.Span) : null;
        if (identity is { } repeated && _batches.Find(scope, repeated.BatchId, repeated.Events) is { IsKnown: true } match)
        {
            return match.Answer is { } answered ? AnswerAgain(answered) : Refuse(RequestRefusal.BatchConflict);
        }

        var reader = RentReader();
        try
        {
            var now = _clock.GetUtcNow();
            using var admission = _gate.Open(source, request.IsBackfill, UnixTime.ToMicroseconds(now), request.Replay?.KeyId, request.Body.Length);
            if (reader.Read(request.Body.Span, admission, !request.IsLive, now) is { } fault)
            {
                return Refuse(fault.Code, fault.Message);
            }

            if (request.IsLive)
            {
                _quotas.Use(source, reader.Answer.Count, request.Body.Length);
            }

            var isDryRun = request.Replay is { IsDryRun: true };
            if (!admission.IsEmpty && !isDryRun)
            {
                using var batch = admission.Close();
                if (RefusalOf(await _log.AppendAsync(batch).ConfigureAwait(false)) is { } refusal)
                {
                    return Refuse(refusal, null, request.Form, null, reader.Answer);
                }

                reader.Remember(admission);
            }

            if (!isDryRun)
            {
                Count(reader, admission);
            }

            var answer = new IntakeAnswer(request.Form);
            reader.Answer.WriteTo(answer.Buffer, reader.BatchIdInJson);
            if (identity is { } known)
            {
                _batches.Add(scope, known.BatchId, known.Events, answer.Body.Span);
            }

            return answer;
        }
        finally
        {
            Return(reader);
        }
    }

    private async ValueTask<IntakeAnswer> SubmitOtlpAsync(IntakeRequest request)
    {
        var readers = new List<RequestReader>();
        using var submission = new OtlpSubmission(_gate, () => Keep(readers), request, _clock.GetUtcNow());
        var batches = (IReadOnlyList<(RequestReader Reader, Admission Gate, AdmittedBatch Batch)>)[];
        try
        {
            if (submission.Read() is { } fault)
            {
                return Refuse(fault.Code, fault.Message, request.Form);
            }

            if (WaitOf(submission, request) is { } wait)
            {
                return Refuse(RequestRefusal.QuotaExceeded, form: request.Form, retryAfter: wait);
            }

            batches = submission.Close();
            // All at once, for one flush. When one of them is refused, the sender sends all again, and those that are durable are repeats then.
            var outcomes = await Task.WhenAll(batches.Select(part => _log.AppendAsync(part.Batch))).ConfigureAwait(false);
            for (var i = 0; i < outcomes.Length; i++)
            {
                if (outcomes[i] == AppendOutcome.Durable)
                {
                    batches[i].Reader.Remember(batches[i].Gate);
                }
            }

            if (outcomes.Select(RefusalOf).FirstOrDefault(refusal => refusal is not null) is { } refused)
            {
                return Refuse(refused, form: request.Form);
            }

            foreach (var (reader, admission) in submission.Parts)
            {
                Count(reader, admission);
            }

            var answer = new IntakeAnswer(request.Form);
            submission.Answer.WriteTo(answer.Buffer, request.Form);
            return answer;
        }
        finally
        {
            foreach (var (_, _, batch) in batches)
            {
                batch.Dispose();
            }

            readers.ForEach(Return);
        }
    }

    /// <summary>Which services a request of OTLP is from is known only when it is read: if one of them has to wait, all of it has to.</summary>
    private TimeSpan? WaitOf(OtlpSubmission submission, IntakeRequest request)
    {
        var sources = submission.EventsBySource();
        if (request.IsLive && sources.Keys.Select(_quotas.Wait).Max() is { } wait)
        {
            return wait;
        }

        foreach (var (source, events) in sources)
        {
            _quotas.Use(source, events, (int)((long)request.Body.Length * events / submission.Count));
        }

        return null;
    }

    private IntakeAnswer Refuse(RequestRefusal code, string? message, IntakeForm form, TimeSpan? retryAfter, AnswerWriter? read)
    {
        Vitals.CountRequestRefused(code);
        return IntakeAnswer.Refuse(form, code, message ?? RequestRefusals.Explain(code, form), retryAfter ?? RequestRefusals.RetryAfter(code), read);
    }

    private static IntakeAnswer AnswerAgain(ReadOnlySpan<byte> answered)
    {
        var answer = new IntakeAnswer(IntakeForm.Batch);
        answer.Buffer.Write(answered);
        return answer;
    }

    private static RequestRefusal? RefusalOf(AppendOutcome outcome) => outcome switch
    {
        AppendOutcome.Durable => null,
        AppendOutcome.LogFull => RequestRefusal.LogFull,
        AppendOutcome.Busy => RequestRefusal.Busy,
        AppendOutcome.DiskFailed => RequestRefusal.DiskFull,
        _ => RequestRefusal.Stopping,
    };

    private RequestReader RentReader() => _readers.TryTake(out var reader) ? reader : new RequestReader(EventContract.Default, _limits, _recent);

    private RequestReader Keep(List<RequestReader> rented)
    {
        rented.Add(RentReader());
        return rented[^1];
    }

    private void Return(RequestReader reader)
    {
        if (reader.HeldBytes <= MostHeld)
        {
            _readers.Return(reader);
        }
        else
        {
            reader.Dispose();
        }
    }

    /// <summary>Turns new requests away; those that are being answered go on.</summary>
    public void StopTaking() => _stopping = true;

    /// <summary>Finishes or gives up the projector's transaction, writes what waits to the log, and closes everything. Nothing acknowledged is lost.</summary>
    public async ValueTask DisposeAsync()
    {
        _stopping = true;
        await Projector.DisposeAsync();
        _log.Dispose();
        await _database.DisposeAsync();
        _readers.Dispose();
    }

    private void Count(RequestReader reader, Admission admission)
    {
        var answer = reader.Answer;
        Vitals.CountAccepted(answer.Accepted - answer.Duplicates);
        Vitals.CountDuplicates(answer.Duplicates);
        for (var i = 0; answer.Dropped > 0 && i < reader.Suppressions.Length; i++)
        {
            Vitals.CountSuppressed((Suppression)i, reader.Suppressions[i]);
        }

        for (var i = 0; i < admission.Redactions.Length; i++)
        {
            if (admission.Redactions[i] > 0)
            {
                Vitals.CountRedacted((PersonalData)i, admission.Redactions[i]);
            }
        }

        for (var i = 0; answer.Rejected > 0 && i < reader.Refusals.Length; i++)
        {
            Vitals.CountRejected((Refusal)i, reader.Refusals[i]);
        }
    }

    private void RememberIds()
    {
        using var log = new LogReader(_log, _log.Newest(RememberedBytes), reports: false);
        while (log.TryRead(out var record))
        {
            foreach (var admitted in LogBatch.TryOpen(record)?.Events ?? [])
            {
                _recent.Add([new KnownEvent(IdHash.For(admitted.Header.SourceBytes).Of(admitted.IdBytes), admitted.Fingerprint)]);
            }
        }
    }
}
