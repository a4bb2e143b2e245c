using System.Text.RegularExpressions;
using Analytics.PromQL.Syntax;

namespace Analytics.PromQL.Analysis;

/// <summary>Labels that cannot be there, values they cannot have, and joins that can find no partner.</summary>
internal static class LabelChecks
{
    private const string MissingLabel = "promql/missing-label";
    private const string ImpossibleValue = "promql/impossible-value";
    private const string DeadJoin = "promql/dead-join";
    private const string QuantileWithoutLe = "promql/quantile-without-le";

    public static void Run(Expr expr, ExpressionAnalysis analysis)
    {
        switch (expr)
        {
            case VectorSelector selector:
                CheckSelector(selector, analysis);
                break;
            case Aggregation { Grouping: { } grouping } aggregation:
                RequireLabels(grouping.Labels, analysis[aggregation.Operand].Labels!, grouping.Without ? "without" : "by", aggregation.Span, analysis);
                break;
            case Binary binary when binary.Left.Type == ValueKind.InstantVector && binary.Right.Type == ValueKind.InstantVector:
                CheckJoin(binary, analysis);
                break;
            case Call { Function.Name: "histogram_quantile" } call when analysis[call.Arguments[1]] is { Labels: { } labels }
                && labels["le"] is { Presence: Presence.Impossible } fact && !IsNative(call.Arguments[1], analysis):
                analysis.Report(QuantileWithoutLe, isError: true, call.Span, $"histogram_quantile needs the label le of the buckets, but {fact.Why}; add le to by (…)");
                break;
            case Call { Function.Name: "label_replace", Arguments: var arguments } when arguments[3].Bare() is StringLiteral source:
                RequireLabels([source.Value], analysis[arguments[0]].Labels!, "label_replace", expr.Span, analysis);
                break;
            case Call { Function.Name: "label_join", Arguments: var arguments }:
                RequireLabels(arguments.Skip(3).Select(a => a.Bare()).OfType<StringLiteral>().Select(t => t.Value), analysis[arguments[0]].Labels!, "label_join", expr.Span, analysis);
                break;
        }
    }

    private static void CheckSelector(VectorSelector selector, ExpressionAnalysis analysis)
    {
        if (analysis.KnowledgeOf(selector) is not { } metric)
        {
            return;
        }

        var name = ExpressionAnalysis.NameOf(selector);
        foreach (var matcher in selector.Matchers)
        {
            if (matcher.Name == LabelMatcher.MetricName)
            {
                continue;
            }

            var place = matcher.Span == Span.None ? selector.Span : matcher.Span;
            if (!metric.OtherLabels && !metric.Labels.Contains(matcher.Name) && !metric.OptionalLabels.Contains(matcher.Name))
            {
                analysis.Report(MissingLabel, isError: true, place, $"{name} has no label {matcher.Name}; it has {Listed(metric.Labels.Concat(metric.OptionalLabels))}");
            }
            else if (metric.Values.TryGetValue(matcher.Name, out var values) && !values.Append("").Any(v => Accepts(matcher, v)))
            {
                analysis.Report(ImpossibleValue, isError: true, place, $"{name} has no series with {matcher}; {matcher.Name} is one of {Listed(values)}");
            }
        }
    }

    private static bool Accepts(LabelMatcher matcher, string value)
    {
        switch (matcher.Operator)
        {
            case MatchOperator.Equal:
                return value == matcher.Value;
            case MatchOperator.NotEqual:
                return value != matcher.Value;
        }

        try
        {
            // The few patterns of RE2 that .NET reads otherwise or not at all count as accepted.
            var matches = Regex.IsMatch(value, $"^(?s:{matcher.Value})$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return matches == (matcher.Operator == MatchOperator.Matches);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return true;
        }
    }

    private static void CheckJoin(Binary binary, ExpressionAnalysis analysis)
    {
        var (left, right) = (analysis[binary.Left].Labels!, analysis[binary.Right].Labels!);
        if (binary.Matching is { On: true } on)
        {
            foreach (var label in on.Labels.Where(l => left[l].Presence == Presence.Impossible && right[l].Presence == Presence.Impossible))
            {
                analysis.Report(MissingLabel, isError: false, binary.Span, $"on ({label}): neither side has it, for on the left {left[label].Why}");
            }
        }

        if (binary.Matching is { Group: not GroupSide.None } group)
        {
            RequireLabels(group.Include, group.Group == GroupSide.Left ? right : left, group.Group == GroupSide.Left ? "group_left" : "group_right", binary.Span, analysis);
        }

        if (binary.Operator == BinaryOperator.Or || Conflict(binary, left, right) is not { } conflict)
        {
            return;
        }

        analysis.Report(DeadJoin, isError: binary.Operator != BinaryOperator.Unless, binary.Span,
            $"the sides of {binary.Operator.Symbol()} never match: {conflict}; join with on (…) or ignoring (…) the labels that differ");
    }

    /// <summary>A label by which no series of one side can equal one of the other.</summary>
    private static string? Conflict(Binary binary, LabelSet left, LabelSet right)
    {
        var isMatched = LabelFlow.MatchedLabels(binary);
        foreach (var label in left.Known.Concat(right.Known).Select(l => l.Key).Distinct(StringComparer.Ordinal).Where(isMatched))
        {
            var (a, b) = (left[label], right[label]);
            if (a.Presence == Presence.Guaranteed && b.Presence == Presence.Impossible)
            {
                return $"the left always has {label} ({a.Why}), the right never ({b.Why})";
            }

            if (a.Presence == Presence.Impossible && b.Presence == Presence.Guaranteed)
            {
                return $"the right always has {label} ({b.Why}), the left never ({a.Why})";
            }

            if (a.Value is not null && b.Value is not null && a.Value != b.Value)
            {
                return $"{label} is \"{a.Value}\" on the left and \"{b.Value}\" on the right";
            }
        }

        return null;
    }

    private static void RequireLabels(IEnumerable<string> labels, LabelSet available, string who, Span place, ExpressionAnalysis analysis)
    {
        foreach (var label in labels)
        {
            if (label != LabelMatcher.MetricName && available[label] is { Presence: Presence.Impossible } fact)
            {
                analysis.Report(MissingLabel, isError: false, place, $"{who} names {label}, which is never there: {fact.Why}");
            }
        }
    }

    private static bool IsNative(Expr histogram, ExpressionAnalysis analysis) =>
        histogram.Descend().OfType<VectorSelector>().Any(s => analysis.KnowledgeOf(s) is { } metric
            ? metric.Kind == MetricKind.NativeHistogram
            : ExpressionAnalysis.NameOf(s)?.EndsWith("_bucket", StringComparison.Ordinal) != true);

    private static string Listed(IEnumerable<string> names) => string.Join(", ", names.Order(StringComparer.Ordinal).DefaultIfEmpty("none"));
}
