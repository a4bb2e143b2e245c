using Analytics.Operations.Jobs;

namespace Analytics.Worker;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Worker {Instance} runs {Jobs} jobs: {Names}.")]
    public static partial void Started(ILogger logger, string instance, int jobs, string names);

    [LoggerMessage(2, LogLevel.Warning, "PostgreSQL is not ready ({Reason}); trying again in {Pause}.")]
    public static partial void DatabaseAway(ILogger logger, string reason, TimeSpan pause);

    [LoggerMessage(3, LogLevel.Information, "{Job} until {Period:u}: {Read} rows read, {Written} written in {Elapsed:0.00} s.")]
    public static partial void Succeeded(ILogger logger, JobDefinition job, DateTimeOffset period, long read, long written, double elapsed);

    [LoggerMessage(4, LogLevel.Warning, "{Job} until {Period:u} failed (attempt {Attempt}): {Reason}")]
    public static partial void Failed(ILogger logger, JobDefinition job, DateTimeOffset period, int attempt, string reason);

    [LoggerMessage(5, LogLevel.Warning, "{Job} until {Period:u}: Prometheus refused {Refused} samples for good; they stay on record in derived_samples.")]
    public static partial void Refused(ILogger logger, JobDefinition job, DateTimeOffset period, int refused);

    [LoggerMessage(6, LogLevel.Warning, "The state of the jobs could not be read: {Reason}")]
    public static partial void HealthUnknown(ILogger logger, string reason);

    [LoggerMessage(7, LogLevel.Warning, "ANALYTICS__OTLP__ENDPOINT is not set: the worker's own metrics are not exported.")]
    public static partial void NothingExported(ILogger logger);

    [LoggerMessage(8, LogLevel.Information, "{Job} of {Day} was asked for: {Written} rows written in {Elapsed:0.00} s.")]
    public static partial void Backfilled(ILogger logger, JobDefinition job, DateOnly day, long written, double elapsed);

    [LoggerMessage(9, LogLevel.Warning, "{Job} of {Day} was asked for and failed: {Reason}")]
    public static partial void BackfillFailed(ILogger logger, JobDefinition job, DateOnly day, string reason);
}
