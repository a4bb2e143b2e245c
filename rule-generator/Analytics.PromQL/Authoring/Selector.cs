using Analytics.PromQL.Syntax;

namespace Analytics.PromQL;

/// <summary>The series of a metric, narrowed by conditions. Only a selector has a past: <see cref="Range"/> gives the samples that
/// <c>rate</c> and its kin ask for.</summary>
public sealed class Selector : InstantVector
{
    /// <param name="metric">The metric's name; UTF-8 names are put into braces and quotes.</param>
    /// <param name="matchers">Conditions on labels.</param>
    public Selector(string metric, params ReadOnlySpan<LabelMatcher> matchers)
        : this(Build(metric, matchers))
    {
    }

    /// <param name="syntax">Any selector.</param>
    public Selector(VectorSelector syntax)
        : base(syntax)
    {
    }

    private VectorSelector Vector => (VectorSelector)Syntax;

    /// <summary>Adds conditions.</summary>
    public Selector Where(params ReadOnlySpan<LabelMatcher> matchers) =>
        new(new VectorSelector(Vector.Name, [.. Vector.Matchers, .. matchers], Vector.Shift));

    /// <summary><c>{label="value"}</c></summary>
    public Selector Where(string label, string value) => Where(LabelMatcher.Equal(label, value));

    /// <summary><c>{label!="value"}</c></summary>
    public Selector WhereNot(string label, string value) => Where(LabelMatcher.NotEqual(label, value));

    /// <summary><c>{label=~"pattern"}</c>; RE2, matches the whole value.</summary>
    public Selector WhereMatches(string label, string pattern) => Where(LabelMatcher.Matches(label, pattern));

    /// <summary><c>{label!~"pattern"}</c></summary>
    public Selector WhereDoesNotMatch(string label, string pattern) => Where(LabelMatcher.DoesNotMatch(label, pattern));

    /// <summary>The samples of the last <paramref name="range"/>: <c>metric[5m]</c>.</summary>
    public RangeVector Range(DurationExpr range) => new(new MatrixSelector(Vector, range));

    /// <summary>As it was <paramref name="offset"/> ago; negative looks ahead.</summary>
    public Selector Offset(Duration offset) => Shifted(Vector.Shift with { Offset = offset });

    /// <summary>As it was at a time, milliseconds since the Unix epoch.</summary>
    public Selector At(long unixMilliseconds) => Shifted(Vector.Shift with { At = new AtModifier(AtKind.Timestamp, unixMilliseconds) });

    /// <summary>As it was at the start of the query's range.</summary>
    public Selector AtStart() => Shifted(Vector.Shift with { At = new AtModifier(AtKind.Start) });

    /// <summary>As it was at the end of the query's range.</summary>
    public Selector AtEnd() => Shifted(Vector.Shift with { At = new AtModifier(AtKind.End) });

    private Selector Shifted(TimeShift shift) => new(Vector with { Shift = shift });

    private static VectorSelector Build(string metric, ReadOnlySpan<LabelMatcher> matchers) => Printing.Names.IsPlainMetric(metric)
        ? new VectorSelector(metric, ValueList.Create(matchers))
        : new VectorSelector(null, [LabelMatcher.Equal(LabelMatcher.MetricName, metric), .. matchers]);
}

/// <summary>Series with the samples of a stretch of time.</summary>
public sealed class RangeVector : TypedExpression
{
    /// <exception cref="ArgumentException">The tree is no range vector.</exception>
    public RangeVector(Expr syntax)
        : base(Kinds.Require(syntax, ValueKind.RangeVector))
    {
    }

    /// <summary>The range as it was <paramref name="offset"/> ago; negative looks ahead.</summary>
    public RangeVector Offset(Duration offset) => new(Syntax switch
    {
        MatrixSelector matrix => matrix with { Selector = matrix.Selector with { Shift = matrix.Selector.Shift with { Offset = offset } } },
        Subquery subquery => subquery with { Shift = subquery.Shift with { Offset = offset } },
        _ => throw new InvalidOperationException($"'{Syntax}' cannot be moved in time"),
    });
}
