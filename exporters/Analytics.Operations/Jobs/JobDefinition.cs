using Analytics.Insights.Answers;
using Analytics.Operations.Derived;

namespace Analytics.Operations.Jobs;

/// <summary>What happens to a run whose time passed while no worker was there.</summary>
public enum MissedRun
{
    /// <summary>It is skipped; the next one does the work of both.</summary>
    Skip,

    /// <summary>It runs once as soon as a worker is back.</summary>
    RunOnce,
}

/// <summary>What a run is about.</summary>
/// <param name="At">The end of the period: values are about [.., At). The first instant of a day stands for the whole day before it.</param>
/// <param name="IsAsked">Whether a person asked for this period; else the schedule did.</param>
public sealed record JobPeriod(DateTimeOffset At, bool IsAsked)
{
    /// <summary>The UTC day that the period lies in.</summary>
    public DateOnly Day => DateOnly.FromDateTime(At.UtcDateTime.AddTicks(-1));

    /// <summary>Whether the day is over at <see cref="At"/>.</summary>
    public bool IsWholeDay => At.UtcDateTime.TimeOfDay == TimeSpan.Zero;

    /// <summary>What an answer about the period does to the one before: a day that somebody asked for is told anew.</summary>
    public Telling Telling => !IsWholeDay ? Telling.SoFar : IsAsked ? Telling.Anew : Telling.Correction;

    /// <summary>The minute that a time lies in: what a scheduled run is about.</summary>
    public static JobPeriod Until(DateTimeOffset time, bool isAsked = false) =>
        new(new DateTimeOffset(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero), isAsked);

    /// <summary>A whole day, or today as far as it has gone.</summary>
    public static JobPeriod Of(DateOnly day, DateTimeOffset now)
    {
        var end = new DateTimeOffset(day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero);
        return end <= now ? new JobPeriod(end, IsAsked: true) : Until(now, isAsked: true);
    }
}

/// <summary>What a run did.</summary>
/// <param name="RowsRead">Events or rows that it looked at for the first time.</param>
/// <param name="RowsWritten">Rows and samples that it wrote.</param>
/// <param name="Completeness">Share of the period that has data, 0 to 1; null when the job has no such notion.</param>
/// <param name="Samples">The values of the period itself, without corrections of others.</param>
/// <param name="Refused">Samples that Prometheus will never take.</param>
/// <param name="Failure">Why the run did not reach its end; null when it did.</param>
public sealed record JobResult(long RowsRead, long RowsWritten, double? Completeness, IReadOnlyList<DerivedSample> Samples, int Refused, Failure? Failure);

/// <summary>One period that was run.</summary>
public sealed record PeriodRun(JobDefinition Job, JobPeriod Period, JobResult Result, TimeSpan Took);

/// <summary>One job of the worker.</summary>
public sealed record JobDefinition
{
    /// <summary>Lower case; also the label <c>job_name</c>.</summary>
    public required string Name { get; init; }

    /// <summary>When it runs, in UTC: seconds, minutes, hours, day of month, month, day of week.</summary>
    public required string Cron { get; init; }

    /// <summary>How long a run may take before it is stopped and counts as failed.</summary>
    public required TimeSpan Timeout { get; init; }

    public required MissedRun Missed { get; init; }

    /// <summary>How often a failed run is tried again, after 5, 10, 20, ... seconds, as long as that is before the next run.</summary>
    public required int Retries { get; init; }

    /// <summary>Jobs that must have done a whole day before this one does it.</summary>
    public IReadOnlyList<string> After { get; init; } = [];

    /// <summary>How long without success makes the job late.</summary>
    public required TimeSpan LateAfter { get; init; }

    /// <summary>Who is asked when it fails.</summary>
    public required string Owner { get; init; }

    /// <summary>What it is for, in one sentence.</summary>
    public required string Purpose { get; init; }

    /// <summary>Whether it can be run for a past day.</summary>
    public bool HasPeriods { get; init; } = true;

    /// <summary>How long its last values are repeated as present ones when no newer ones come; zero for a job that publishes nothing.</summary>
    public TimeSpan FreshFor { get; init; }

    /// <summary>How many series one publication may have; a run that computes more publishes nothing and fails. Zero for a job that publishes nothing.</summary>
    public int SeriesBudget { get; init; }

    /// <summary>The work.</summary>
    public required Func<JobServices, JobPeriod, CancellationToken, Task<JobResult>> Work { get; init; }

    /// <summary>How long a run may take: whoever asks for one by hand has an hour, because it may have to catch up first.</summary>
    public TimeSpan TimeoutOf(JobPeriod period) => period.IsAsked ? TimeSpan.FromHours(1) : Timeout;

    public override string ToString() => Name;
}
