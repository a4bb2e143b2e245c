namespace Analytics.PromQL.Parsing;

/// <summary>The server's feature flags that change the language. All off by default, as on the server.</summary>
public sealed record ParseOptions
{
    /// <summary><c>--enable-feature=promql-experimental-functions</c>: <c>limitk</c>, <c>info</c>, <c>mad_over_time</c> and others.</summary>
    public bool ExperimentalFunctions { get; init; }

    /// <summary><c>--enable-feature=promql-duration-expr</c>: arithmetic in ranges, steps and offsets.</summary>
    public bool DurationExpressions { get; init; }

    public static ParseOptions Default { get; } = new();

    /// <summary>Every feature on.</summary>
    public static ParseOptions Everything { get; } = new() { ExperimentalFunctions = true, DurationExpressions = true };
}
