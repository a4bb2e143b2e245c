using Analytics.Catalog;
using Analytics.PromQL;
using Analytics.Rules;
using static Analytics.Rules.Template;

namespace Analytics.AlertRules.Platform;

/// <summary>What was promised for each calendar month, judged by the worker's job <c>compliance</c>.</summary>
public static class Promises
{
    private static readonly PromiseLabels Labels = ComplianceSeries.Compliance.Labels;

    public static readonly Alert PromiseOfTheMonthBroken = new("PromiseOfTheMonthBroken",
        ComplianceSeries.Compliance.Where(l => l.Period.Is(PromisePeriod.Month), l => l.Promise.IsNot(Promise.Overall)).MinBy(l => l.Service, l => l.Source, l => l.Promise) < 1)
    {
        For = 30.Minutes(),
        Priority = Priority.P2,
        Team = Teams.Platform,
        Signal = "availability",
        Dashboard = "analytics-sla",
        Summary = $"{LabelOf(Labels.Service)} breaks what was promised for this month: {LabelOf(Labels.Promise)}",
        Description = $"By {LabelOf(Labels.Source)}, the {LabelOf(Labels.Promise)} of {LabelOf(Labels.Service)} in this calendar month is below what was promised. sla:deficit:ratio says by how much.",
        Impact = "If the rest of the month is not better, the promise to customers is broken and credits may be due.",
    };

    public static readonly RuleFile File = new(typeof(Promises), new RuleGroup("promises", PromiseOfTheMonthBroken) { Interval = 5.Minutes() });
}
