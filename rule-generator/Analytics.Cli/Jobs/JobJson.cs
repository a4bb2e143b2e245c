using System.Text.Encodings.Web;
using System.Text.Json;
using Analytics.Operations.Jobs;

namespace Analytics.Cli.Jobs;

/// <summary>The answers of this family for other programs.</summary>
internal static class JobJson
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string List() => Text(new
    {
        Jobs = JobTable.All.Select(job => new
        {
            job.Name, job.Cron, TimeoutSeconds = job.Timeout.TotalSeconds, Missed = JsonNamingPolicy.CamelCase.ConvertName($"{job.Missed}"), job.Retries,
            LateAfterSeconds = job.LateAfter.TotalSeconds, job.After, job.Owner, job.Purpose, job.HasPeriods,
        }),
    });

    public static string Status(IEnumerable<JobVerdict> verdicts) => Text(new
    {
        Jobs = verdicts.Select(verdict => new
        {
            verdict.Job.Name, verdict.State, verdict.Health.LastSuccess, verdict.Health.FailedSince, verdict.Health.DaysWaiting, verdict.Health.DaysFailed,
            LastRun = verdict.Health.LastRun is not { } run ? null : new
            {
                run.Period, run.Started, run.DurationSeconds, run.RowsRead, run.RowsWritten, DataCompleteness = run.Completeness, run.Attempt, run.Host,
                Outcome = JsonNamingPolicy.CamelCase.ConvertName($"{run.State}"), run.Error,
            },
        }),
    });

    public static string Runs(JobDefinition job, IEnumerable<PeriodRun> runs) => Text(new
    {
        Job = job.Name,
        Periods = runs.Select(run => new
        {
            Date = $"{run.Period.Day:yyyy-MM-dd}", run.Period.At, Outcome = run.Result.Failure is null ? "succeeded" : "failed", Error = run.Result.Failure?.Reason,
            DurationSeconds = run.Took.TotalSeconds, run.Result.RowsRead, run.Result.RowsWritten, DataCompleteness = run.Result.Completeness, run.Result.Refused,
            Values = run.Result.Samples.Select(sample => new { Series = sample.Series.Name, Labels = sample.Series.Labels.ToDictionary(), Value = double.IsFinite(sample.Value) ? sample.Value : (double?)null }),
        }),
    });

    public static string Asked(JobDefinition job, IReadOnlyList<DateTimeOffset> days, IReadOnlyList<LedgerPeriod> needed) => Text(new
    {
        Job = job.Name,
        Waiting = days.Select(Day),
        First = needed.Select(day => new { day.Job, Date = Day(day.At) }),
    });

    private static string Day(DateTimeOffset end) => $"{new JobPeriod(end, IsAsked: true).Day:yyyy-MM-dd}";

    private static string Text<T>(T value) => JsonSerializer.Serialize(value, Format);
}
