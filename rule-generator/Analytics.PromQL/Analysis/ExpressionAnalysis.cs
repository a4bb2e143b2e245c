using Analytics.PromQL.Syntax;

namespace Analytics.PromQL.Analysis;

/// <summary>
/// Follows labels, values, units and counters through an expression, from what is known of its metrics to its result, and collects what
/// cannot be right on the way. What is not known gives no finding.
/// </summary>
public sealed class ExpressionAnalysis
{
    private readonly Dictionary<Expr, Facts> _facts = new(ReferenceEqualityComparer.Instance);
    private readonly List<ExpressionFinding> _findings = [];

    private readonly Func<VectorSelector, MetricKnowledge?> _series;

    private ExpressionAnalysis(Func<VectorSelector, MetricKnowledge?> series) => _series = series;

    /// <summary>What is known of the result.</summary>
    public Facts Result { get; private set; } = null!;

    /// <summary>What cannot be right, in the order of the source.</summary>
    public IReadOnlyList<ExpressionFinding> Findings => _findings;

    /// <param name="expr">A checked expression, as the parser or the typed layer gives it.</param>
    /// <param name="metrics">What is known of a metric by its name; null for nothing. Left out: nothing is known of any.</param>
    public static ExpressionAnalysis Of(Expr expr, Func<string, MetricKnowledge?>? metrics = null) =>
        Of(expr, selector => metrics is not null && NameOf(selector) is { } name ? metrics(name) : null);

    /// <param name="expr">A checked expression, as the parser or the typed layer gives it.</param>
    /// <param name="series">What is known of the series that a selector finds; null for nothing.</param>
    public static ExpressionAnalysis Of(Expr expr, Func<VectorSelector, MetricKnowledge?> series)
    {
        var analysis = new ExpressionAnalysis(series);
        analysis.Result = analysis.Visit(expr);
        analysis._findings.Sort((a, b) => a.Span.Start != b.Span.Start ? a.Span.Start.CompareTo(b.Span.Start) : string.CompareOrdinal(a.Rule, b.Rule));
        return analysis;
    }

    /// <summary>What is known of the result of a part: a node of the tree analysed, by reference.</summary>
    public Facts this[Expr part] => _facts[part];

    /// <summary>The metric's name, before the braces or inside them; null when it is not fixed.</summary>
    public static string? NameOf(VectorSelector selector) => selector.Name
        ?? selector.Matchers.FirstOrDefault(m => m is { Name: LabelMatcher.MetricName, Operator: MatchOperator.Equal })?.Value;

    internal MetricKnowledge? KnowledgeOf(VectorSelector selector) => _series(selector);

    /// <summary>What the buckets of an expression hold; null when they are not known, or of several histograms.</summary>
    internal ObservedValues? ObservedIn(Expr buckets)
    {
        var observed = buckets.Descend().OfType<VectorSelector>().Select(selector => KnowledgeOf(selector)?.Observed).Distinct().Take(2).ToList();
        return observed.Count == 1 ? observed[0] : null;
    }

    internal void Report(string rule, bool isError, Span span, string message) => _findings.Add(new ExpressionFinding(rule, isError, message, span));

    private Facts Visit(Expr expr)
    {
        foreach (var child in expr.Children())
        {
            Visit(child);
        }

        var facts = new Facts(
            expr.Type is ValueKind.Scalar or ValueKind.String ? null : LabelFlow.Of(expr, this), ValueFlow.Of(expr, this), UnitFlow.Of(expr, this), KindOf(expr));
        _facts[expr] = facts;
        LabelChecks.Run(expr, this);
        MeaningChecks.Run(expr, this);
        return facts;
    }

    private MetricKind KindOf(Expr expr) => expr switch
    {
        VectorSelector selector => KnowledgeOf(selector)?.Kind ?? MetricKind.Unknown,
        MatrixSelector matrix => this[matrix.Selector].Kind,
        Subquery subquery => this[subquery.Operand].Kind,
        Paren paren => this[paren.Inner].Kind,
        Aggregation { Operator: Aggregator.Sum or Aggregator.Avg or Aggregator.Min or Aggregator.Max } aggregation => this[aggregation.Operand].Kind,
        Aggregation aggregation when aggregation.Operator.KeepsSeries() => this[aggregation.Operand].Kind,
        Call { Function.Name: "sort" or "sort_desc" or "sort_by_label" or "sort_by_label_desc" or "label_replace" or "label_join" or "last_over_time" or "info" } call
            => this[call.Arguments[0]].Kind,
        Binary { Operator: BinaryOperator.And or BinaryOperator.Unless } binary => this[binary.Left].Kind,
        _ => MetricKind.Unknown,
    };
}
