namespace Analytics.Catalog;

/// <summary>Why an event was refused: the code in the answer, in the stored record and on the metric.</summary>
public enum Refusal
{
    /// <summary>The event is not a JSON object.</summary>
    NotAnObject,

    /// <summary>category and action name no kind of the catalog.</summary>
    UnknownKind,

    /// <summary>A required field is missing.</summary>
    MissingField,

    /// <summary>A field has another type than declared.</summary>
    WrongType,

    /// <summary>A value is outside its declared range, set or length.</summary>
    OutOfRange,

    /// <summary>The timestamp cannot be read.</summary>
    InvalidTimestamp,

    /// <summary>The timestamp lies more than 23 hours ahead.</summary>
    TooFarAhead,

    /// <summary>The timestamp lies further back than the door allows (30 days).</summary>
    TooOld,

    /// <summary>The id occurs twice in one request.</summary>
    DuplicateInBatch,

    /// <summary>The id was used before by an event with other content.</summary>
    IdConflict,

    /// <summary>One event is larger than the door allows.</summary>
    TooLarge,

    /// <summary>A property stands twice in one object: which of the two was meant, nobody knows.</summary>
    DuplicateField,

    /// <summary>The event's bytes do not have the checksum that was sent with it.</summary>
    ChecksumMismatch,

    /// <summary>An OTLP log record without an event name: a line of somebody's log.</summary>
    NotAnEvent,
}

/// <summary>Why an event was dropped on purpose, leaving only a count.</summary>
public enum Suppression
{
    /// <summary>privacyFlags.canTrack is false.</summary>
    TrackingNotAllowed,

    /// <summary>The person withdrew consent later than the event's consentDate: the sender has not heard of it.</summary>
    ConsentWithdrawn,
}

/// <summary>Why a whole request was turned away.</summary>
public enum RequestRefusal
{
    NotJson,
    WrongContentType,
    BodyTooLarge,
    TooManyEvents,
    LogFull,
    DiskFull,
    Unauthorized,
    Stopping,

    /// <summary>JSON, but no request: no list of events, or an unreadable batch id, client time or source.</summary>
    InvalidRequest,

    /// <summary>The key is good, its role is not enough.</summary>
    Forbidden,

    /// <summary>Too many wrong keys from one address.</summary>
    LockedOut,

    /// <summary>The source has used up its events or bytes a second.</summary>
    QuotaExceeded,

    /// <summary>A content encoding other than gzip.</summary>
    WrongContentEncoding,

    /// <summary>The body is not what its content encoding says.</summary>
    BadCompression,

    /// <summary>The batch id was used before by a batch with other events.</summary>
    BatchConflict,

    /// <summary>The requests that are being read, or that wait for the disk, are as many bytes as the gateway holds.</summary>
    Busy,

    /// <summary>The body came too slowly, or broke off.</summary>
    TooSlow,

    /// <summary>The body is no OTLP request in protobuf.</summary>
    NotProtobuf,
}

/// <summary>Whether an answer was still in memory.</summary>
public enum CacheResult
{
    Hit,
    Miss,
}

public sealed class RefusalLabels : LabelSet
{
    public Label<Refusal> Reason { get; } = new("reason", "Why the event was refused.", WireName.All<Refusal>());
}

public sealed class SuppressionLabels : LabelSet
{
    public Label<Suppression> Reason { get; } = new("reason", "Why the event was dropped on purpose.", WireName.All<Suppression>());
}

public sealed class RedactionLabels : LabelSet
{
    public Label<PersonalData> Found { get; } = new("found", "What was found.", WireName.All<PersonalData>());
}

public sealed class RequestRefusalLabels : LabelSet
{
    public Label<RequestRefusal> Reason { get; } = new("reason", "Why the request was turned away.", WireName.All<RequestRefusal>());
}

public sealed class JobLabels : LabelSet
{
    public Label<string> JobName { get; } = new("job_name", "The worker's job.", budget: 40);
}

public sealed class JobDayLabels : LabelSet
{
    public Label<string> JobName { get; } = new("job_name", "The worker's job.", budget: 40);

    public Label<JobDay> State { get; } = new("state", "Whether the day still waits, or failed as often as it may.", WireName.All<JobDay>());
}

public sealed class CacheLabels : LabelSet
{
    public Label<CacheResult> Result { get; } = new("result", "Whether the answer was still in memory.", WireName.All<CacheResult>());
}

/// <summary>A past day that a job was asked to do and has not done.</summary>
public enum JobDay
{
    Waiting,
    Failed,
}

/// <summary>The vital signs of the pipeline itself, measured by the gateway and the worker.</summary>
public static class PipelineMetrics
{
    public static readonly Counter<NoLabels> EventsAccepted = Declare("events.accepted", Unit.Of("event"), "Events acknowledged after they reached the disk.")
        .Counter<NoLabels>();

    public static readonly Counter<RefusalLabels> EventsRejected = Declare("events.rejected", Unit.Of("event"), "Events refused.")
        .Counter<RefusalLabels>();

    public static readonly Counter<SuppressionLabels> EventsSuppressed = Declare("events.suppressed", Unit.Of("event"), "Events dropped because the person did not allow them.")
        .Counter<SuppressionLabels>();

    public static readonly Counter<RedactionLabels> Redactions = Declare("redactions", Unit.Of("redaction"), "Personal data found in texts and replaced before the disk.")
        .Counter<RedactionLabels>();

    public static readonly Counter<NoLabels> EventsDuplicate = Declare("events.duplicate", Unit.Of("event"), "Events acknowledged again because they came twice.")
        .Counter<NoLabels>();

    public static readonly Counter<NoLabels> EventsStored = Declare("events.stored", Unit.Of("event"), "Events committed to PostgreSQL.")
        .Counter<NoLabels>();

    public static readonly Counter<RequestRefusalLabels> RequestsRefused = Declare("requests.refused", Unit.Of("request"), "Requests turned away whole.")
        .Counter<RequestRefusalLabels>();

    public static readonly Gauge<NoLabels> LogSize = Declare("log.size", Unit.Bytes, "Bytes in the write-ahead log that are not projected yet.")
        .Gauge<NoLabels>();

    public static readonly Gauge<NoLabels> LogLimit = Declare("log.limit", Unit.Bytes, "The bound of the write-ahead log; beyond it requests are answered 503.")
        .Gauge<NoLabels>();

    public static readonly Gauge<NoLabels> OldestUnprocessedAge = Declare("oldest_unprocessed.age", Unit.Seconds, "How long the oldest acknowledged event has been waiting for PostgreSQL; 0 when none waits.")
        .Gauge<NoLabels>();

    public static readonly Histogram<NoLabels> LogFlushDuration = Declare("log.flush.duration", Unit.Seconds, "How long a write and fsync of the log took.")
        .Histogram<NoLabels>([0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1]);

    public static readonly Gauge<NoLabels> DeadLetters = Declare("dead_letters", Unit.Of("event"), "Refused events on record.")
        .Gauge<NoLabels>();

    public static readonly Counter<NoLabels> ProjectionFailures = Declare("projection.failures", Unit.Of("failure"), "Transactions to PostgreSQL that failed and were tried again.")
        .Counter<NoLabels>();

    public static readonly Counter<NoLabels> ExportFailures = Declare("export.failures", Unit.Of("failure"), "Exports of metrics that the Collector did not take.")
        .Counter<NoLabels>();

    public static readonly Gauge<JobLabels> JobLastSuccess = Declare("job.last_success.time", Unit.Seconds, "When the worker's job last succeeded, in seconds since 1970.")
        .Gauge<JobLabels>();

    public static readonly Gauge<JobLabels> JobFailing = Declare("job.failing", Unit.Of("run"), "Failed runs of the worker's job since its last success.")
        .Gauge<JobLabels>();

    public static readonly Gauge<JobLabels> JobLateAfter = Declare("job.late_after", Unit.Seconds, "How long the worker's job may go without success before it is late, as the table of jobs says.")
        .Gauge<JobLabels>();

    public static readonly Gauge<JobLabels> JobWaitingSince = Declare("job.waiting_since.time", Unit.Seconds, "Since when the worker's job has not succeeded: its last success, or when it was first scheduled; in seconds since 1970.")
        .Gauge<JobLabels>();

    public static readonly Gauge<JobLabels> JobSeries = Declare("job.series", Unit.Of("series"), "Series that the worker's job keeps present in Prometheus.")
        .Gauge<JobLabels>();

    public static readonly Gauge<JobLabels> JobSeriesBudget = Declare("job.series_budget", Unit.Of("series"), "How many series the worker's job may publish; with more it publishes nothing and fails.")
        .Gauge<JobLabels>();

    public static readonly Gauge<JobDayLabels> JobDays = Declare("job.days", Unit.Of("day"), "Past days that somebody asked the worker's job for and that are not done.")
        .Gauge<JobDayLabels>();

    public static readonly Counter<CacheLabels> AnswerLookups = Declare("answer_cache.lookups", Unit.Of("lookup"), "Questions to the insights, by whether the answer was still in memory.")
        .Counter<CacheLabels>();

    private static MetricDeclaration Declare(string name, Unit unit, string help) =>
        new(Domain.Platform, MetricOrigin.Pipeline, "analytics.pipeline." + name, unit, help, "gateway or worker");
}
