using System.Collections.Concurrent;
using Analytics.Catalog;
using Analytics.Intake.Contract;
using Analytics.Intake.Privacy;
using Analytics.Intake.Store;
using Analytics.Intake.WriteAheadLog;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Analytics.Intake;

/// <summary>Refused events that are sent again, as their records have them: with pseudonyms in place of ids.</summary>
/// <param name="KeyId">The key that made the pseudonyms.</param>
/// <param name="IsDryRun">Whether it is only asked what would become of them: nothing is kept or counted.</param>
public sealed record Replay(string KeyId, bool IsDryRun);

/// <summary>
/// The way of an event from the body of a request into PostgreSQL: contract, privacy gate, write-ahead log, answer; then the projector. The entry
/// type of the room; one for a process.
/// </summary>
public sealed class IntakePipeline : IAsyncDisposable
{
    private const int PooledReaders = 64;

    /// <summary>How much of the log is read again at the start, to know the ids in it.</summary>
    private const long RememberedBytes = 256 * 1024 * 1024;

    private static readonly TimeSpan LogFullRetry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DiskRetry = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StoppingRetry = TimeSpan.FromSeconds(2);

    private readonly ConcurrentBag<RequestReader> _readers = [];
    private readonly PrivacyGate _gate;
    private readonly SegmentedLog _log;
    private readonly RecentIds _recent;
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
        Vitals = vitals;
        // Not pooled: the session holds the instance's lock, and closing it must give the lock back.
        _database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Pooling = false, ApplicationName = $"analytics intake {settings.Instance}" });
        Ledger = new CounterLedger(CatalogIndex.Default);
        Projector = new Projector(log, _database, settings.Instance, Ledger, vitals, clock, logger);
    }

    /// <summary>What is going on inside.</summary>
    public PipelineVitals Vitals { get; }

    /// <summary>The committed counters, for the exporters.</summary>
    public CounterLedger Ledger { get; }

    /// <summary>Carries the log into PostgreSQL; <see cref="Projector.Committed"/> tells of what was stored.</summary>
    public Projector Projector { get; }

    /// <summary>Whether a request would be taken now: not stopping, and room in the log.</summary>
    public bool CanTake => !_stopping && Vitals.LogBytes < Vitals.LogLimitBytes;

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

    /// <summary>Takes a request: completes when every admitted event of it is on the disk, or when it is clear that none will be.</summary>
    /// <param name="body">The body, at most <see cref="DoorLimits.MaxBody"/> bytes.</param>
    /// <param name="source">Who numbers the ids; see <see cref="DoorLimits.IsSource"/>.</param>
    /// <param name="backfill">Whether an administrator loads history.</param>
    /// <param name="replay">Whether an administrator sends refused events again; null when not.</param>
    public async ValueTask<IntakeAnswer> SubmitAsync(ReadOnlyMemory<byte> body, string source, bool backfill, Replay? replay = null)
    {
        if (_stopping)
        {
            return Refuse(RequestRefusal.Stopping);
        }

        if (!DoorLimits.IsSource(source))
        {
            return Refuse(RequestRefusal.InvalidRequest, "X-Analytics-Source: expected 1 to 64 letters, digits, '.', '_' or '-'");
        }

        if (replay is not null && !PseudonymKeys.IsKeyId(replay.KeyId))
        {
            return Refuse(RequestRefusal.InvalidRequest, "key: expected the id of the key that made the pseudonyms");
        }

        if (!_readers.TryTake(out var reader))
        {
            reader = new RequestReader(EventContract.Default, _limits, _recent);
        }

        try
        {
            var now = _clock.GetUtcNow();
            using var admission = _gate.Open(source, backfill, UnixTime.ToMicroseconds(now), replay?.KeyId);
            if (reader.Read(body.Span, admission, backfill || replay is not null, now) is { } fault)
            {
                return Refuse(fault.Code, fault.Message);
            }

            if (!admission.IsEmpty && replay is not { IsDryRun: true })
            {
                using var batch = admission.Close();
                var outcome = await _log.AppendAsync(batch).ConfigureAwait(false);
                if (outcome != AppendOutcome.Durable)
                {
                    return Refuse(outcome switch
                    {
                        AppendOutcome.LogFull => RequestRefusal.LogFull,
                        AppendOutcome.DiskFailed => RequestRefusal.DiskFull,
                        _ => RequestRefusal.Stopping,
                    });
                }

                batch.Remember(_recent);
            }

            if (replay is not { IsDryRun: true })
            {
                Count(reader, admission);
            }

            var answer = new IntakeAnswer(200);
            reader.Answer.WriteTo(answer.Buffer, reader.BatchIdInJson);
            return answer;
        }
        finally
        {
            if (_readers.Count < PooledReaders)
            {
                _readers.Add(reader);
            }
            else
            {
                reader.Dispose();
            }
        }
    }

    /// <summary>The answer to a request that is turned away whole, counted.</summary>
    /// <param name="code">Why.</param>
    /// <param name="message">What was expected; a sentence of ours when null.</param>
    public IntakeAnswer Refuse(RequestRefusal code, string? message = null)
    {
        Vitals.CountRequestRefused(code);
        return IntakeAnswer.Refuse(code, message ?? Explain(code), code switch
        {
            RequestRefusal.LogFull => LogFullRetry,
            RequestRefusal.DiskFull => DiskRetry,
            RequestRefusal.Stopping => StoppingRetry,
            _ => null,
        });
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
        while (_readers.TryTake(out var reader))
        {
            reader.Dispose();
        }
    }

    private static string Explain(RequestRefusal code) => code switch
    {
        RequestRefusal.WrongContentType => "expected Content-Type: application/json (UTF-8)",
        RequestRefusal.BodyTooLarge => $"expected a body of at most {DoorLimits.MaxBody} bytes; send fewer events in a request",
        RequestRefusal.LogFull => "the write-ahead log is full because the database does not take events; nothing of this request was kept, send it again later",
        RequestRefusal.DiskFull => "the disk of the write-ahead log does not take writes; nothing of this request was acknowledged, send it again later",
        RequestRefusal.Unauthorized => "backfill needs the administrator's key in X-Analytics-Admin-Key",
        RequestRefusal.Stopping => "the gateway is stopping; nothing of this request was kept, send it again",
        _ => "the request cannot be used",
    };

    private void Count(RequestReader reader, Admission admission)
    {
        var answer = reader.Answer;
        Vitals.CountAccepted(answer.Accepted - answer.Duplicates);
        Vitals.CountDuplicates(answer.Duplicates);
        if (answer.Dropped > 0)
        {
            Vitals.CountSuppressed(Suppression.TrackingNotAllowed, answer.Dropped);
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
                _recent.Add(admitted.Header.SourceBytes, admitted.IdBytes, admitted.Fingerprint);
            }
        }
    }
}
