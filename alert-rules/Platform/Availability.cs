using Analytics.Catalog;
using Analytics.PromQL;
using Analytics.Rules;
using static Analytics.Rules.Template;

namespace Analytics.AlertRules.Platform;

/// <summary>Is it there at all: what Prometheus scrapes, and our own doors as seen from outside.</summary>
public static class Availability
{
    public static readonly Alert ServiceDown = new("ServiceDown", ExternalMetrics.Up.Series().EqualTo(0))
    {
        For = 1.Minutes(),
        Priority = Priority.P1,
        Team = Teams.Platform,
        Signal = "availability",
        Summary = $"{LabelOf(PlatformLabels.Job)} at {LabelOf(PlatformLabels.Instance)} does not answer",
        Description = $"Prometheus has not been able to scrape {LabelOf(PlatformLabels.Instance)} (job {LabelOf(PlatformLabels.Job)}) for a minute.",
        Impact = "A part of the stack is gone; what it measured or carried is missing from now on.",
    };

    public static readonly Alert ProbeFailed = new("ProbeFailed", ExternalMetrics.ProbeSuccess.Series().EqualTo(0))
    {
        For = 2.Minutes(),
        Priority = Priority.P0,
        Team = Teams.Platform,
        Signal = "availability",
        Dashboard = "analytics-probes",
        Summary = $"The front door {LabelOf(PlatformLabels.Instance)} is shut",
        Description = $"The health check of {LabelOf(PlatformLabels.Instance)} has failed for 2 minutes, seen from outside.",
        Impact = "Complete outage of that door: no event gets in, or no computed series comes out.",
    };

    public static readonly Alert ProbeSlow = new("ProbeSlow", ExternalMetrics.ProbeDuration.Series().AvgOverTime(5.Minutes()) > 2)
    {
        For = 5.Minutes(),
        Priority = Priority.P2,
        Team = Teams.Platform,
        Signal = "latency",
        Dashboard = "analytics-probes",
        Summary = $"The front door {LabelOf(PlatformLabels.Instance)} opens slowly",
        Description = $"The health check of {LabelOf(PlatformLabels.Instance)} takes {AsDuration} on average; the limit is 2 s.",
        Impact = "The process is starved: of cores, of disk, or of its database.",
    };

    public static readonly Recording SyntheticFailures = new("probe:synthetic_failures:ratio_rate15m",
        Share.Of(
            PlatformMetrics.ProbeRuns.Where(l => l.Result.Is(RunResult.Failed)).Rate(15.Minutes()).SumBy(l => l.Probe),
            PlatformMetrics.ProbeRuns.Rate(15.Minutes()).SumBy(l => l.Probe)),
        "Share of synthetic probe runs that failed.");

    public static readonly Alert SyntheticProbeFailing = new("SyntheticProbeFailing", SyntheticFailures.Series > 0.5)
    {
        For = 5.Minutes(),
        Priority = Priority.P1,
        Team = Teams.Platform,
        Signal = "availability",
        Dashboard = "analytics-probes",
        Summary = $"The synthetic probe {LabelOf(PlatformMetrics.ProbeRuns.Labels.Probe)} fails",
        Description = $"{AsPercentage} of the runs of {LabelOf(PlatformMetrics.ProbeRuns.Labels.Probe)} failed over the last 15 minutes.",
        Impact = "What the probe walks through does not work for people either.",
    };

    public static readonly RuleFile File = new(typeof(Availability),
        new RuleGroup("availability", ServiceDown, ProbeFailed, ProbeSlow, SyntheticFailures, SyntheticProbeFailing) { Interval = 15.Seconds() });
}
