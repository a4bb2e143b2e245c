namespace Analytics.PromQL.Syntax;

/// <summary>The operators that make few series of many.</summary>
public enum Aggregator
{
    Sum,
    Avg,
    Count,
    Min,
    Max,
    Group,
    Stddev,
    Stdvar,
    TopK,
    BottomK,
    CountValues,
    Quantile,
    LimitK,
    LimitRatio,
}

/// <summary>Names and parameters of the aggregators.</summary>
public static class Aggregators
{
    private static readonly string[] Names =
        ["sum", "avg", "count", "min", "max", "group", "stddev", "stdvar", "topk", "bottomk", "count_values", "quantile", "limitk", "limit_ratio"];

    public static string Name(this Aggregator op) => Names[(int)op];

    /// <summary>True where a parameter comes before the vector: <c>topk(5, …)</c>.</summary>
    public static bool HasParameter(this Aggregator op) => op >= Aggregator.TopK;

    /// <summary>Needs the server's <c>promql-experimental-functions</c>.</summary>
    public static bool IsExperimental(this Aggregator op) => op >= Aggregator.LimitK;

    /// <summary>True where whole series are picked and so keep all their labels, whatever the grouping.</summary>
    public static bool KeepsSeries(this Aggregator op) =>
        op is Aggregator.TopK or Aggregator.BottomK or Aggregator.LimitK or Aggregator.LimitRatio;
}

/// <summary>The labels by which an aggregation groups.</summary>
/// <param name="Without">True for <c>without (…)</c>: group by all labels but these. False for <c>by (…)</c>.</param>
/// <param name="Labels">Label names, in the order written.</param>
public sealed record Grouping(bool Without, ValueList<string> Labels);
