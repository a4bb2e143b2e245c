namespace Analytics.Operations.Jobs;

/// <summary>How a run stands.</summary>
public enum RunState
{
    Running,
    Succeeded,
    Failed,

    /// <summary>It began and never ended: its program was killed.</summary>
    Lost,
}

/// <summary>One run on record.</summary>
/// <param name="Id">Ascending.</param>
/// <param name="Job">The job's name.</param>
/// <param name="Period">The end of the period that it was about.</param>
/// <param name="IsAsked">Whether a person asked for it; else the schedule did.</param>
/// <param name="Attempt">0, or the how manieth retry it was.</param>
/// <param name="Host">The program that ran it.</param>
/// <param name="Started">When it began.</param>
/// <param name="DurationSeconds">How long it took; null while it runs.</param>
/// <param name="RowsRead">Rows it looked at.</param>
/// <param name="RowsWritten">Rows and samples it wrote.</param>
/// <param name="Completeness">Share of the period that has data; null when the job has no such notion.</param>
/// <param name="State">How it stands.</param>
/// <param name="Error">Why it failed.</param>
public sealed record JobRun(
    long Id, string Job, DateTimeOffset Period, bool IsAsked, int Attempt, string Host, DateTimeOffset Started, double? DurationSeconds,
    long? RowsRead, long? RowsWritten, double? Completeness, RunState State, string? Error);

/// <summary>How a job is doing.</summary>
/// <param name="Job">The job's name.</param>
/// <param name="LastSuccess">When a run last succeeded; null when none ever did.</param>
/// <param name="FailedSince">Failed and lost runs since then.</param>
/// <param name="LastRun">The last run; null when there is none.</param>
public sealed record JobHealth(string Job, DateTimeOffset? LastSuccess, long FailedSince, JobRun? LastRun)
{
    /// <summary>When a worker first put it on its schedule; null when none did.</summary>
    public DateTimeOffset? Scheduled { get; init; }

    /// <summary>Past days that it was asked for and that wait.</summary>
    public long DaysWaiting { get; init; }

    /// <summary>Past days that it was asked for and that failed as often as they may.</summary>
    public long DaysFailed { get; init; }

    /// <summary>Series that it keeps present in Prometheus.</summary>
    public long Series { get; init; }

    /// <summary>Since when it has not succeeded; null when nobody expects it to.</summary>
    public DateTimeOffset? WaitingSince => LastSuccess ?? Scheduled;
}
