using Analytics.Catalog;
using Analytics.PromQL;
using Analytics.PromQL.Syntax;

namespace Analytics.Rules;

/// <summary>The conditions of a selection, from the catalog's terms to PromQL's.</summary>
internal static class SeriesConditions
{
    /// <summary>A selector of one of a metric's series names. Counters fed by events look at live series only, unless a condition says something about the origin.</summary>
    public static Selector Selector(Metric metric, string suffix, IReadOnlyList<LabelCondition> conditions, params ReadOnlySpan<LabelMatcher> more)
    {
        var matchers = conditions.Select(Matcher).Concat(more.ToArray()).ToList();
        if (metric is { Origin: MetricOrigin.Events, Kind: MetricKind.Counter } && conditions.All(condition => condition.Label != PlatformLabels.Origin))
        {
            matchers.Add(LabelMatcher.Equal(PlatformLabels.Origin.Name, string.Empty));
        }

        return Promql.Metric(metric.PrometheusName + suffix, [.. matchers]);
    }

    public static IReadOnlyList<LabelCondition> Add<TLabels>(IReadOnlyList<LabelCondition> conditions, TLabels labels, ReadOnlySpan<Func<TLabels, LabelCondition>> more)
    {
        var all = new List<LabelCondition>(conditions);
        foreach (var condition in more)
        {
            all.Add(condition(labels));
        }

        return all;
    }

    public static string[] Names<TLabels>(TLabels labels, ReadOnlySpan<Func<TLabels, Label>> by)
    {
        var names = new string[by.Length];
        for (var i = 0; i < by.Length; i++)
        {
            names[i] = by[i](labels).Name;
        }

        return names;
    }

    private static LabelMatcher Matcher(LabelCondition condition) => new(condition.Label.Name, condition.Comparison switch
    {
        LabelComparison.Equal => MatchOperator.Equal,
        LabelComparison.NotEqual => MatchOperator.NotEqual,
        LabelComparison.MatchesRegex => MatchOperator.Matches,
        LabelComparison.DoesNotMatchRegex => MatchOperator.DoesNotMatch,
        _ => throw new InvalidOperationException($"unknown comparison {condition.Comparison}"),
    }, condition.Value);
}
