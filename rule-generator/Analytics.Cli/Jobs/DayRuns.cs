using Analytics.Operations;
using Analytics.Operations.Jobs;

namespace Analytics.Cli.Jobs;

/// <summary>Sees days done that were put on the list: does what waits, beside the workers, and waits for what they have begun.</summary>
internal sealed class DayRuns(JobServices services, JobRunner runner, JobDefinition job, TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>The runs of the days, the oldest first; after a failure those up to it.</summary>
    public async Task<IReadOnlyList<PeriodRun>> Run(IReadOnlyList<JobPeriod> days, CancellationToken cancel)
    {
        DateTimeOffset[] asked = [.. days.Select(day => day.At)];
        var needed = await services.Periods.Ask(job, asked, clock.GetUtcNow(), cancel);
        string[] jobs = [job.Name, .. needed.Select(day => day.Job).Distinct()];
        var own = new Dictionary<DateTimeOffset, PeriodRun>();
        using var progress = new ProgressLine(days.Count + needed.Count);
        while (true)
        {
            var ledger = await services.Periods.Read(job.Name, asked, cancel);
            var waiting = ledger.Count(day => day.State == PeriodState.Waiting);
            progress.Show(job, days.Count - waiting, days.Count, own.Count);
            if (waiting == 0 || ledger.Any(day => day.State == PeriodState.Failed))
            {
                return await Results(days, own, ledger, cancel);
            }

            if (await runner.RunWaiting(jobs, cancel) is not { } run)
            {
                await Task.Delay(Pause, clock, cancel);
            }
            else if (run.Result.Failure is not null)
            {
                return [.. own.Values.OrderBy(done => done.Period.At), run];
            }
            else if (run.Job == job)
            {
                own[run.Period.At] = run;
            }
        }
    }

    private async Task<IReadOnlyList<PeriodRun>> Results(IReadOnlyList<JobPeriod> days, Dictionary<DateTimeOffset, PeriodRun> own, IReadOnlyList<LedgerPeriod> ledger, CancellationToken cancel)
    {
        var runs = new List<PeriodRun>();
        foreach (var day in ledger.Where(day => day.State != PeriodState.Waiting))
        {
            var period = days.First(asked => asked.At == day.At);
            runs.Add(own.GetValueOrDefault(day.At) ?? await OfAnother(period, day, cancel));
            if (runs[^1].Result.Failure is not null)
            {
                break;
            }
        }

        return runs;
    }

    /// <summary>What a worker did, from its record.</summary>
    private async Task<PeriodRun> OfAnother(JobPeriod period, LedgerPeriod day, CancellationToken cancel)
    {
        var record = day.Run is { } id ? await services.Runs.Find(id, clock.GetUtcNow(), cancel) : null;
        var failure = day.State == PeriodState.Failed ? new Failure(day.Error ?? "It failed.", IsPeerAway: false) : null;
        var samples = failure is null ? await services.Derived.Published(job.Name, day.At, cancel) : [];
        var result = new JobResult(record?.RowsRead ?? 0, record?.RowsWritten ?? 0, record?.Completeness, samples, 0, failure);
        return new PeriodRun(job, period, result, TimeSpan.FromSeconds(record?.DurationSeconds ?? 0));
    }
}
