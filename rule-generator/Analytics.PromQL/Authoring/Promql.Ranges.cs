using Analytics.PromQL.Syntax;

namespace Analytics.PromQL;

/// <summary>PromQL's functions, typed: what takes a range does not compile with an instant vector. This file: functions of ranges.</summary>
public static partial class Promql
{
    /// <summary>The per-second increase of a counter over the range, resets accounted for.</summary>
    public static InstantVector Rate(this RangeVector range) => Call("rate", range);

    /// <summary>The increase of a counter over the range, resets accounted for.</summary>
    public static InstantVector Increase(this RangeVector range) => Call("increase", range);

    /// <summary>The per-second increase between the last two samples.</summary>
    public static InstantVector InstantRate(this RangeVector range) => Call("irate", range);

    /// <summary>The difference between the first and the last value of a gauge.</summary>
    public static InstantVector Delta(this RangeVector range) => Call("delta", range);

    /// <summary>The difference between the last two samples of a gauge.</summary>
    public static InstantVector InstantDelta(this RangeVector range) => Call("idelta", range);

    /// <summary>The per-second slope of a gauge, by least squares.</summary>
    public static InstantVector Derivative(this RangeVector range) => Call("deriv", range);

    /// <summary>How often the value changed.</summary>
    public static InstantVector Changes(this RangeVector range) => Call("changes", range);

    /// <summary>How often a counter was reset.</summary>
    public static InstantVector Resets(this RangeVector range) => Call("resets", range);

    /// <summary>The mean of the samples.</summary>
    public static InstantVector AvgOverTime(this RangeVector range) => Call("avg_over_time", range);

    /// <summary>The smallest sample.</summary>
    public static InstantVector MinOverTime(this RangeVector range) => Call("min_over_time", range);

    /// <summary>The largest sample.</summary>
    public static InstantVector MaxOverTime(this RangeVector range) => Call("max_over_time", range);

    /// <summary>The sum of the samples.</summary>
    public static InstantVector SumOverTime(this RangeVector range) => Call("sum_over_time", range);

    /// <summary>The number of samples.</summary>
    public static InstantVector CountOverTime(this RangeVector range) => Call("count_over_time", range);

    /// <summary>The population standard deviation of the samples.</summary>
    public static InstantVector StddevOverTime(this RangeVector range) => Call("stddev_over_time", range);

    /// <summary>The population variance of the samples.</summary>
    public static InstantVector StdvarOverTime(this RangeVector range) => Call("stdvar_over_time", range);

    /// <summary>The most recent sample.</summary>
    public static InstantVector LastOverTime(this RangeVector range) => Call("last_over_time", range);

    /// <summary>1 for every series with a sample.</summary>
    public static InstantVector PresentOverTime(this RangeVector range) => Call("present_over_time", range);

    /// <summary>1 when the range holds no sample at all, else nothing.</summary>
    public static InstantVector AbsentOverTime(this RangeVector range) => Call("absent_over_time", range);

    /// <summary>The median absolute deviation. Experimental.</summary>
    public static InstantVector MadOverTime(this RangeVector range) => Call("mad_over_time", range);

    /// <summary>When the largest sample was. Experimental.</summary>
    public static InstantVector TimeOfMaxOverTime(this RangeVector range) => Call("ts_of_max_over_time", range);

    /// <summary>When the smallest sample was. Experimental.</summary>
    public static InstantVector TimeOfMinOverTime(this RangeVector range) => Call("ts_of_min_over_time", range);

    /// <summary>When the last sample was. Experimental.</summary>
    public static InstantVector TimeOfLastOverTime(this RangeVector range) => Call("ts_of_last_over_time", range);

    /// <summary>The φ-quantile of the samples, 0 to 1.</summary>
    public static InstantVector QuantileOverTime(Scalar quantile, RangeVector range) => Call("quantile_over_time", quantile, range);

    /// <summary>The value that a gauge will have in so many seconds, by linear regression over the range.</summary>
    public static InstantVector PredictLinear(this RangeVector range, Scalar seconds) => Call("predict_linear", range, seconds);

    /// <summary>Holt's linear smoothing; both factors between 0 and 1. Experimental.</summary>
    public static InstantVector DoubleExponentialSmoothing(this RangeVector range, Scalar smoothing, Scalar trend) =>
        Call("double_exponential_smoothing", range, smoothing, trend);

    private static InstantVector Call(string function, params ReadOnlySpan<TypedExpression> arguments) => new(Tree(function, arguments));

    private static Call Tree(string function, params ReadOnlySpan<TypedExpression> arguments)
    {
        var trees = new Expr[arguments.Length];
        for (var i = 0; i < trees.Length; i++)
        {
            trees[i] = arguments[i].Syntax;
        }

        return new Call(Functions.Get(function), ValueList.Create<Expr>(trees));
    }
}
