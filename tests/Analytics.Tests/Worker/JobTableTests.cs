using Analytics.Catalog;
using Analytics.Operations.Jobs;
using Analytics.Worker;
using Quartz;

namespace Analytics.Tests.Worker;

public sealed class JobTableTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<string> Names => [.. JobTable.All.Select(job => job.Name)];

    [Fact]
    public void Names_are_unique_and_fit_into_the_label() =>
        Assert.InRange(JobTable.All.Select(job => job.Name).Distinct().Count(), JobTable.All.Count, PipelineMetrics.JobFailing.Labels.JobName.Budget);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_job_ends_before_its_next_run_and_is_late_only_after_missing_one(string name)
    {
        var job = JobTable.Find(name)!;
        var (_, trigger) = JobSchedule.Of(job);
        var first = trigger.GetFireTimeAfter(Noon)!.Value;
        var gap = trigger.GetFireTimeAfter(first)!.Value - first;
        Assert.True(job.Timeout < gap, $"{job} may take {job.Timeout}, but runs every {gap}");
        Assert.True(job.LateAfter > gap + job.Timeout, $"{job} is late after {job.LateAfter}, but may succeed {gap + job.Timeout} after the last time");
        Assert.Equal(job.FreshFor > TimeSpan.Zero, job.SeriesBudget > 0);
        Assert.True(job.FreshFor == TimeSpan.Zero || job.FreshFor > gap * 2, $"values of {job} must outlive a missed run");
    }

    [Fact]
    public void What_a_job_depends_on_is_there_has_days_and_goes_in_no_circle()
    {
        var before = new List<string>();
        var left = JobTable.All.ToList();
        while (left.FirstOrDefault(job => job.After.All(before.Contains)) is { } next)
        {
            before.Add(next.Name);
            left.Remove(next);
        }

        Assert.Empty(left);
        Assert.All(JobTable.All.SelectMany(job => job.After), name => Assert.True(JobTable.Find(name)!.HasPeriods));
    }

    [Fact]
    public void Every_metric_of_the_worker_names_a_job_that_computes_it() =>
        Assert.All(CatalogIndex.Default.Metrics.Where(metric => metric.Origin == MetricOrigin.Worker), metric => Assert.NotNull(JobTable.Find(metric.Source)));

    [Theory]
    [InlineData("2026-11-20", "2026-11-21T00:00:00Z", true)]
    [InlineData("2026-11-21", "2026-11-21T12:00:00Z", false)]
    public void A_day_ends_at_the_next_midnight_or_now(string day, string end, bool isWhole)
    {
        var period = JobPeriod.Of(DateOnly.Parse(day), Noon.AddSeconds(31));
        Assert.Equal((DateTimeOffset.Parse(end), isWhole, DateOnly.Parse(day)), (period.At, period.IsWholeDay, period.Day));
    }
}
