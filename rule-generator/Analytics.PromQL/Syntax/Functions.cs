using System.Collections.Frozen;

namespace Analytics.PromQL.Syntax;

/// <summary>All functions of Prometheus 3.5 (https://prometheus.io/docs/prometheus/3.5/querying/functions/).</summary>
public static class Functions
{
    private const ValueKind Number = ValueKind.Scalar;
    private const ValueKind Text = ValueKind.String;
    private const ValueKind Vector = ValueKind.InstantVector;
    private const ValueKind Samples = ValueKind.RangeVector;

    private static readonly FrozenDictionary<string, Function> ByName = List().ToFrozenDictionary(f => f.Name, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, Function>.AlternateLookup<ReadOnlySpan<char>> BySpan =
        ByName.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Every function, in no order.</summary>
    public static IReadOnlyCollection<Function> All => ByName.Values;

    /// <summary>The function of that name, or null. Names are case sensitive.</summary>
    public static Function? Find(ReadOnlySpan<char> name) => BySpan.TryGetValue(name, out var function) ? function : null;

    /// <summary>The function of that name, which exists.</summary>
    internal static Function Get(string name) => ByName[name];

    private static IEnumerable<Function> List()
    {
        string[] ofVector =
        [
            "abs", "absent", "acos", "acosh", "asin", "asinh", "atan", "atanh", "ceil", "cos", "cosh", "deg", "exp", "floor", "histogram_avg",
            "histogram_count", "histogram_stddev", "histogram_stdvar", "histogram_sum", "ln", "log10", "log2", "rad", "sgn", "sin", "sinh", "sort",
            "sort_desc", "sqrt", "tan", "tanh", "timestamp",
        ];
        string[] ofRange =
        [
            "absent_over_time", "avg_over_time", "changes", "count_over_time", "delta", "deriv", "idelta", "increase", "irate", "last_over_time",
            "max_over_time", "min_over_time", "present_over_time", "rate", "resets", "stddev_over_time", "stdvar_over_time", "sum_over_time",
        ];
        string[] ofRangeExperimental = ["mad_over_time", "ts_of_last_over_time", "ts_of_max_over_time", "ts_of_min_over_time"];
        string[] ofTime = ["day_of_month", "day_of_week", "day_of_year", "days_in_month", "hour", "minute", "month", "year"];
        foreach (var name in ofVector)
        {
            yield return new Function(name, [Vector], Vector);
        }

        foreach (var name in ofRange)
        {
            yield return new Function(name, [Samples], Vector);
        }

        foreach (var name in ofRangeExperimental)
        {
            yield return new Function(name, [Samples], Vector, Experimental: true);
        }

        foreach (var name in ofTime)
        {
            yield return new Function(name, [Vector], Vector, Variadic: 1);
        }

        yield return new Function("clamp", [Vector, Number, Number], Vector);
        yield return new Function("clamp_max", [Vector, Number], Vector);
        yield return new Function("clamp_min", [Vector, Number], Vector);
        yield return new Function("double_exponential_smoothing", [Samples, Number, Number], Vector, Experimental: true);
        yield return new Function("histogram_fraction", [Number, Number, Vector], Vector);
        yield return new Function("histogram_quantile", [Number, Vector], Vector);
        yield return new Function("info", [Vector, Vector], Vector, Variadic: 1, Experimental: true);
        yield return new Function("label_join", [Vector, Text, Text, Text], Vector, Variadic: -1);
        yield return new Function("label_replace", [Vector, Text, Text, Text, Text], Vector);
        yield return new Function("pi", [], Number);
        yield return new Function("predict_linear", [Samples, Number], Vector);
        yield return new Function("quantile_over_time", [Number, Samples], Vector);
        yield return new Function("round", [Vector, Number], Vector, Variadic: 1);
        yield return new Function("scalar", [Vector], Number);
        yield return new Function("sort_by_label", [Vector, Text], Vector, Variadic: -1, Experimental: true);
        yield return new Function("sort_by_label_desc", [Vector, Text], Vector, Variadic: -1, Experimental: true);
        yield return new Function("time", [], Number);
        yield return new Function("vector", [Number], Vector);
    }
}
