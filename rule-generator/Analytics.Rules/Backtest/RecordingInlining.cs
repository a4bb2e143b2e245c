using Analytics.PromQL;
using Analytics.PromQL.Syntax;
using Analytics.Rules.Output;

namespace Analytics.Rules.Backtest;

/// <summary>
/// Puts the expressions of recordings in place of their series, so that rules can be asked of a server that has never evaluated them: a range of a recording
/// becomes a subquery with the step of its group.
/// </summary>
/// <param name="recordings">What the server does not have, or has otherwise.</param>
/// <param name="step">How often they would be evaluated.</param>
public sealed class RecordingInlining(IEnumerable<PlainRule> recordings, Duration step)
{
    private readonly ILookup<string, PlainRule> _recordings = recordings.ToLookup(recording => recording.Name, StringComparer.Ordinal);

    /// <summary>The expression over series that the server has; null when a matcher asks for a label that only the recorded series have.</summary>
    public Expr? Of(Expr expr) => Of(expr, 0);

    private Expr? Of(Expr expr, int depth)
    {
        switch (expr)
        {
            case VectorSelector { Name: { } name } selector when _recordings.Contains(name):
                return selector.Shift.Equals(TimeShift.None) ? Recorded(selector, depth) : null;
            case MatrixSelector { Selector.Name: { } name } matrix when _recordings.Contains(name):
                return Recorded(matrix.Selector with { Shift = TimeShift.None }, depth) is { } inner
                    ? new Subquery(new Paren(inner), matrix.Range, new DurationLiteral(step)) { Shift = matrix.Selector.Shift } : null;
            default:
                return Rebuilt(expr, depth);
        }
    }

    private Expr? Recorded(VectorSelector selector, int depth)
    {
        if (depth > 20)
        {
            return null; // a recording of itself
        }

        var parts = new List<Expr>();
        foreach (var recording in _recordings[selector.Name!].Where(recording => IsMeant(recording, selector)))
        {
            if (selector.Matchers.Any(matcher => !recording.Labels.ContainsKey(matcher.Name)) || Of(recording.Expr, depth + 1) is not { } inner)
            {
                return null;
            }

            parts.Add(recording.Labels.Aggregate(inner, (body, label) => new Call(Functions.Find("label_replace")!,
                [body, new StringLiteral(label.Key), new StringLiteral(label.Value.Replace("$", "$$", StringComparison.Ordinal)), new StringLiteral(string.Empty), new StringLiteral(string.Empty)])));
        }

        return parts.Count == 0 ? null : new Paren(parts.Aggregate((all, next) => Grouped.Infix(all, BinaryOperator.Or, next)));
    }

    private static bool IsMeant(PlainRule recording, VectorSelector selector) => selector.Matchers.All(matcher =>
        !recording.Labels.TryGetValue(matcher.Name, out var value) || Routing.Matching.MatchesValue(matcher, value));

    private Expr? Rebuilt(Expr expr, int depth)
    {
        var parts = new List<Expr>();
        foreach (var child in expr.Children().ToArray())
        {
            if (Of(child, depth) is not { } part)
            {
                return null;
            }

            parts.Add(part);
        }

        return expr.WithChildren(parts);
    }
}
