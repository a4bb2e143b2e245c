using Analytics.Catalog;
using Analytics.PromQL;
using Analytics.Rules;
using static Analytics.Rules.Template;

namespace Analytics.AlertRules.Business;

/// <summary>What the product costs to run: a bill that grows is seen the day it grows, not at the end of the month.</summary>
public static class Costs
{
    private const string Board = "analytics-costs";

    private static readonly CostLabels Labels = BusinessMetrics.Costs.Labels;

    public static readonly Recording Daily = new("cost_type_currency:costs:increase1d",
        BusinessMetrics.Costs.Increase(1.Days()).SumBy(l => l.CostType, l => l.Currency), "Costs recorded within a day, in units of the currency.");

    public static readonly Recording Usual = new("cost_type_currency:costs_usual:avg1w",
        Daily.Series.Range(1.Weeks()).Offset(1.Days()).AvgOverTime(), "Mean daily costs of the week before yesterday.");

    public static readonly Alert CostsRising = new("CostsRising", (Daily.Series / (Usual.Series > 0)) > 1.5)
    {
        For = 1.Hours(),
        KeepFiringFor = 1.Hours(),
        Priority = Priority.P3,
        Team = Teams.Business,
        Signal = "costs",
        Dashboard = Board,
        Summary = $"Costs of {LabelOf(Labels.CostType)} rise",
        Description = $"The last day cost {AsPercentage} of what a day of the week before cost, in {LabelOf(Labels.Currency)}; the limit is 150 %.",
        Impact = "Something runs more, longer or dearer than planned: an unbounded loop of calls to a model, a forgotten machine, a new price.",
    };

    public static readonly RuleFile File = new(typeof(Costs), new RuleGroup("costs", Daily, Usual, CostsRising) { Interval = 5.Minutes() });
}
