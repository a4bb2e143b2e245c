using Analytics.PromQL.Syntax;

namespace Analytics.PromQL;

/// <content>Aggregations.</content>
public static partial class Promql
{
    /// <summary>The sum of all series, or of each group after <c>.By(…)</c> or <c>.Without(…)</c>.</summary>
    public static Aggregated Sum(this InstantVector vector) => new(Aggregator.Sum, vector);

    /// <summary>The mean of all series, or of each group after <c>.By(…)</c> or <c>.Without(…)</c>.</summary>
    public static Aggregated Avg(this InstantVector vector) => new(Aggregator.Avg, vector);

    /// <summary>The smallest value of all series, or of each group after <c>.By(…)</c> or <c>.Without(…)</c>.</summary>
    public static Aggregated Min(this InstantVector vector) => new(Aggregator.Min, vector);

    /// <summary>The largest value of all series, or of each group after <c>.By(…)</c> or <c>.Without(…)</c>.</summary>
    public static Aggregated Max(this InstantVector vector) => new(Aggregator.Max, vector);

    /// <summary>The number of series of all series, or of each group after <c>.By(…)</c> or <c>.Without(…)</c>.</summary>
    public static Aggregated Count(this InstantVector vector) => new(Aggregator.Count, vector);

    /// <summary>The 1 for each group of all series, or of each group after <c>.By(…)</c> or <c>.Without(…)</c>.</summary>
    public static Aggregated Group(this InstantVector vector) => new(Aggregator.Group, vector);

    /// <summary>The population standard deviation of all series, or of each group after <c>.By(…)</c> or <c>.Without(…)</c>.</summary>
    public static Aggregated Stddev(this InstantVector vector) => new(Aggregator.Stddev, vector);

    /// <summary>The population variance of all series, or of each group after <c>.By(…)</c> or <c>.Without(…)</c>.</summary>
    public static Aggregated Stdvar(this InstantVector vector) => new(Aggregator.Stdvar, vector);

    /// <summary><c>sum by (labels) (vector)</c></summary>
    public static InstantVector SumBy(this InstantVector vector, params ReadOnlySpan<string> labels) => vector.Sum().By(labels);

    /// <summary><c>avg by (labels) (vector)</c></summary>
    public static InstantVector AvgBy(this InstantVector vector, params ReadOnlySpan<string> labels) => vector.Avg().By(labels);

    /// <summary><c>min by (labels) (vector)</c></summary>
    public static InstantVector MinBy(this InstantVector vector, params ReadOnlySpan<string> labels) => vector.Min().By(labels);

    /// <summary><c>max by (labels) (vector)</c></summary>
    public static InstantVector MaxBy(this InstantVector vector, params ReadOnlySpan<string> labels) => vector.Max().By(labels);

    /// <summary><c>count by (labels) (vector)</c></summary>
    public static InstantVector CountBy(this InstantVector vector, params ReadOnlySpan<string> labels) => vector.Count().By(labels);

    /// <summary>The k largest series.</summary>
    public static Aggregated TopK(this InstantVector vector, Scalar k) => new(Aggregator.TopK, vector, k.Syntax);

    /// <summary>The k smallest series.</summary>
    public static Aggregated BottomK(this InstantVector vector, Scalar k) => new(Aggregator.BottomK, vector, k.Syntax);

    /// <summary>The φ-quantile (0 to 1) over the series.</summary>
    public static Aggregated Quantile(this InstantVector vector, Scalar quantile) => new(Aggregator.Quantile, vector, quantile.Syntax);

    /// <summary>How many series have each value; the value comes in the label named.</summary>
    public static Aggregated CountValues(this InstantVector vector, string label) => new(Aggregator.CountValues, vector, new StringLiteral(label));

    /// <summary>Any k series. Experimental.</summary>
    public static Aggregated LimitK(this InstantVector vector, Scalar k) => new(Aggregator.LimitK, vector, k.Syntax);

    /// <summary>About this share of the series, -1 to 1; negative takes the complement. Experimental.</summary>
    public static Aggregated LimitRatio(this InstantVector vector, Scalar ratio) => new(Aggregator.LimitRatio, vector, ratio.Syntax);
}

/// <summary>An aggregation over everything, until <c>By</c> or <c>Without</c> says how to group.</summary>
public sealed class Aggregated : InstantVector
{
    internal Aggregated(Aggregator op, InstantVector vector, Expr? parameter = null)
        : base(new Aggregation(op, vector.Syntax, parameter))
    {
    }

    /// <summary>One group for each combination of these labels; the result has no others.</summary>
    public InstantVector By(params ReadOnlySpan<string> labels) =>
        labels.IsEmpty ? this : new InstantVector((Aggregation)Syntax with { Grouping = new Grouping(false, ValueList.Create(labels)) });

    /// <summary>One group for each combination of the other labels.</summary>
    public InstantVector Without(params ReadOnlySpan<string> labels) =>
        new((Aggregation)Syntax with { Grouping = new Grouping(true, ValueList.Create(labels)) });
}
