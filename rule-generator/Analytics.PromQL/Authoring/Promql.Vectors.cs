using Analytics.PromQL.Parsing;
using Analytics.PromQL.Syntax;

namespace Analytics.PromQL;

/// <content>Functions of instant vectors, of scalars and of labels.</content>
public static partial class Promql
{
    /// <summary>The series of a metric.</summary>
    public static Selector Metric(string name, params ReadOnlySpan<LabelMatcher> matchers) => new(name, matchers);

    /// <summary>An expression given as text: for what the typed layer has no word for. Prefer the typed layer, where a mistake does not compile.</summary>
    /// <exception cref="ArgumentException">The text is no expression, or no instant vector.</exception>
    public static InstantVector Parse(string text)
    {
        var result = Parser.Parse(text);
        return result.Expression is { } expr ? new(expr) : throw new ArgumentException(result.Error!.ToString(), nameof(text));
    }

    /// <summary>The time of evaluation, in seconds since the Unix epoch.</summary>
    public static Scalar Time() => new(Tree("time"));

    /// <summary>3.14159…</summary>
    public static Scalar Pi() => new(Tree("pi"));

    /// <summary>A vector of one series without labels.</summary>
    public static InstantVector Vector(Scalar value) => Call("vector", value);

    /// <summary>The value of the only series, or NaN when there is not exactly one.</summary>
    public static Scalar ToScalar(this InstantVector vector) => new(Tree("scalar", vector));

    /// <summary>The φ-quantile (0 to 1) of a histogram: classic ones by their rate with the label <c>le</c>, or native ones.</summary>
    public static InstantVector HistogramQuantile(Scalar quantile, InstantVector histogram) => Call("histogram_quantile", quantile, histogram);

    /// <summary>The fraction of observations between two values.</summary>
    public static InstantVector HistogramFraction(Scalar lower, Scalar upper, InstantVector histogram) =>
        Call("histogram_fraction", lower, upper, histogram);

    /// <summary>No value below <paramref name="minimum"/> or above <paramref name="maximum"/>.</summary>
    public static InstantVector Clamp(this InstantVector vector, Scalar minimum, Scalar maximum) => Call("clamp", vector, minimum, maximum);

    /// <summary>No value above <paramref name="maximum"/>.</summary>
    public static InstantVector ClampMax(this InstantVector vector, Scalar maximum) => Call("clamp_max", vector, maximum);

    /// <summary>No value below <paramref name="minimum"/>.</summary>
    public static InstantVector ClampMin(this InstantVector vector, Scalar minimum) => Call("clamp_min", vector, minimum);

    /// <summary>Rounded to the nearest multiple; ties go up.</summary>
    public static InstantVector Round(this InstantVector vector, Scalar? toNearest = null) =>
        toNearest is null ? Call("round", vector) : Call("round", vector, toNearest);

    /// <summary>Writes <paramref name="target"/> = <paramref name="replacement"/> (with <c>$1</c>…) where the source label matches the whole pattern.</summary>
    public static InstantVector LabelReplace(this InstantVector vector, string target, string replacement, string source, string pattern) =>
        new(WithTexts("label_replace", vector, target, replacement, source, pattern));

    /// <summary>Writes <paramref name="target"/> = the values of the sources, joined.</summary>
    public static InstantVector LabelJoin(this InstantVector vector, string target, string separator, params ReadOnlySpan<string> sources) =>
        new(WithTexts("label_join", vector, [target, separator, .. sources]));

    /// <summary>Sorted by labels, for instant queries. Experimental.</summary>
    public static InstantVector SortByLabel(this InstantVector vector, params ReadOnlySpan<string> labels) =>
        new(WithTexts("sort_by_label", vector, labels));

    /// <summary>Sorted by labels in falling order, for instant queries. Experimental.</summary>
    public static InstantVector SortByLabelDescending(this InstantVector vector, params ReadOnlySpan<string> labels) =>
        new(WithTexts("sort_by_label_desc", vector, labels));

    /// <summary>The absolute value.</summary>
    public static InstantVector Abs(this InstantVector vector) => Call("abs", vector);

    /// <summary>1 when there is no series, else nothing; carries the labels that the selector fixes.</summary>
    public static InstantVector Absent(this InstantVector vector) => Call("absent", vector);

    /// <summary>Rounded up.</summary>
    public static InstantVector Ceil(this InstantVector vector) => Call("ceil", vector);

    /// <summary>Rounded down.</summary>
    public static InstantVector Floor(this InstantVector vector) => Call("floor", vector);

    /// <summary>e to the power of the value.</summary>
    public static InstantVector Exp(this InstantVector vector) => Call("exp", vector);

    /// <summary>The natural logarithm.</summary>
    public static InstantVector Ln(this InstantVector vector) => Call("ln", vector);

    /// <summary>The logarithm to base 2.</summary>
    public static InstantVector Log2(this InstantVector vector) => Call("log2", vector);

    /// <summary>The logarithm to base 10.</summary>
    public static InstantVector Log10(this InstantVector vector) => Call("log10", vector);

    /// <summary>The square root.</summary>
    public static InstantVector Sqrt(this InstantVector vector) => Call("sqrt", vector);

    /// <summary>The sign: -1, 0 or 1.</summary>
    public static InstantVector Sgn(this InstantVector vector) => Call("sgn", vector);

    /// <summary>In ascending order; only for instant queries.</summary>
    public static InstantVector Sort(this InstantVector vector) => Call("sort", vector);

    /// <summary>In descending order; only for instant queries.</summary>
    public static InstantVector SortDescending(this InstantVector vector) => Call("sort_desc", vector);

    /// <summary>The time of each sample, in seconds since the Unix epoch.</summary>
    public static InstantVector Timestamp(this InstantVector vector) => Call("timestamp", vector);

    /// <summary>The mean of native histograms.</summary>
    public static InstantVector HistogramAvg(this InstantVector vector) => Call("histogram_avg", vector);

    /// <summary>The count of observations of native histograms.</summary>
    public static InstantVector HistogramCount(this InstantVector vector) => Call("histogram_count", vector);

    /// <summary>The sum of observations of native histograms.</summary>
    public static InstantVector HistogramSum(this InstantVector vector) => Call("histogram_sum", vector);

    /// <summary>The estimated standard deviation of native histograms.</summary>
    public static InstantVector HistogramStddev(this InstantVector vector) => Call("histogram_stddev", vector);

    /// <summary>The estimated variance of native histograms.</summary>
    public static InstantVector HistogramStdvar(this InstantVector vector) => Call("histogram_stdvar", vector);

    /// <summary>The sine.</summary>
    public static InstantVector Sin(this InstantVector vector) => Call("sin", vector);

    /// <summary>The cosine.</summary>
    public static InstantVector Cos(this InstantVector vector) => Call("cos", vector);

    /// <summary>The tangent.</summary>
    public static InstantVector Tan(this InstantVector vector) => Call("tan", vector);

    /// <summary>The inverse sine.</summary>
    public static InstantVector Asin(this InstantVector vector) => Call("asin", vector);

    /// <summary>The inverse cosine.</summary>
    public static InstantVector Acos(this InstantVector vector) => Call("acos", vector);

    /// <summary>The inverse tangent.</summary>
    public static InstantVector Atan(this InstantVector vector) => Call("atan", vector);

    /// <summary>The hyperbolic sine.</summary>
    public static InstantVector Sinh(this InstantVector vector) => Call("sinh", vector);

    /// <summary>The hyperbolic cosine.</summary>
    public static InstantVector Cosh(this InstantVector vector) => Call("cosh", vector);

    /// <summary>The hyperbolic tangent.</summary>
    public static InstantVector Tanh(this InstantVector vector) => Call("tanh", vector);

    /// <summary>The inverse hyperbolic sine.</summary>
    public static InstantVector Asinh(this InstantVector vector) => Call("asinh", vector);

    /// <summary>The inverse hyperbolic cosine.</summary>
    public static InstantVector Acosh(this InstantVector vector) => Call("acosh", vector);

    /// <summary>The inverse hyperbolic tangent.</summary>
    public static InstantVector Atanh(this InstantVector vector) => Call("atanh", vector);

    /// <summary>Radians as degrees.</summary>
    public static InstantVector Degrees(this InstantVector vector) => Call("deg", vector);

    /// <summary>Degrees as radians.</summary>
    public static InstantVector Radians(this InstantVector vector) => Call("rad", vector);

    /// <summary>The minute of the hour, 0 to 59, UTC. Of the samples' values as times, or of the time of evaluation.</summary>
    public static InstantVector Minute(InstantVector? times = null) => times is null ? Call("minute") : Call("minute", times);

    /// <summary>The hour of the day, 0 to 23, UTC. Of the samples' values as times, or of the time of evaluation.</summary>
    public static InstantVector Hour(InstantVector? times = null) => times is null ? Call("hour") : Call("hour", times);

    /// <summary>0 (Sunday) to 6, UTC. Of the samples' values as times, or of the time of evaluation.</summary>
    public static InstantVector DayOfWeek(InstantVector? times = null) => times is null ? Call("day_of_week") : Call("day_of_week", times);

    /// <summary>1 to 31, UTC. Of the samples' values as times, or of the time of evaluation.</summary>
    public static InstantVector DayOfMonth(InstantVector? times = null) => times is null ? Call("day_of_month") : Call("day_of_month", times);

    /// <summary>1 to 366, UTC. Of the samples' values as times, or of the time of evaluation.</summary>
    public static InstantVector DayOfYear(InstantVector? times = null) => times is null ? Call("day_of_year") : Call("day_of_year", times);

    /// <summary>28 to 31, UTC. Of the samples' values as times, or of the time of evaluation.</summary>
    public static InstantVector DaysInMonth(InstantVector? times = null) => times is null ? Call("days_in_month") : Call("days_in_month", times);

    /// <summary>1 to 12, UTC. Of the samples' values as times, or of the time of evaluation.</summary>
    public static InstantVector Month(InstantVector? times = null) => times is null ? Call("month") : Call("month", times);

    /// <summary>The year, UTC. Of the samples' values as times, or of the time of evaluation.</summary>
    public static InstantVector Year(InstantVector? times = null) => times is null ? Call("year") : Call("year", times);

    private static Call WithTexts(string function, InstantVector vector, params ReadOnlySpan<string> texts)
    {
        var arguments = new List<Expr> { vector.Syntax };
        foreach (var text in texts)
        {
            arguments.Add(new StringLiteral(text));
        }

        return new Call(Functions.Get(function), arguments.ToValueList());
    }
}
