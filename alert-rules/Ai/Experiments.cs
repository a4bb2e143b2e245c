using Analytics.Catalog;
using Analytics.PromQL;
using Analytics.Rules;
using static Analytics.Rules.Template;

namespace Analytics.AlertRules.Ai;

/// <summary>Can the experiments on models be trusted.</summary>
public static class Experiments
{
    private static readonly Label<string> Name = ExperimentSeries.Mismatch.Labels.Experiment;

    public static readonly Alert ExperimentSplitBroken = new("ExperimentSplitBroken", ExperimentSeries.Mismatch.Series().MaxBy(l => l.Experiment) > 0)
    {
        For = 5.Minutes(),
        Priority = Priority.P2,
        Team = Teams.Ai,
        Signal = "ai_quality",
        Dashboard = "analytics-experiments",
        Summary = $"The split of the experiment {LabelOf(Name)} is broken",
        Description = $"The variants of {LabelOf(Name)} have numbers of people that the promised split explains in less than one of 1,000 cases.",
        Impact = "Different kinds of people are compared: no number of the experiment can be trusted, and nothing may be shipped by it.",
    };

    public static readonly RuleFile File = new(typeof(Experiments), new RuleGroup("ai_experiments", ExperimentSplitBroken) { Interval = 1.Minutes() });
}
