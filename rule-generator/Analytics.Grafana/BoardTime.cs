using Analytics.PromQL.Syntax;

namespace Analytics.Grafana;

/// <summary>Lengths of time that Grafana fills in when it asks.</summary>
public static class BoardTime
{
    /// <summary>For rates: long enough for four samples, never shorter than the distance between two points of the graph.</summary>
    public static readonly DurationExpr Rate = new DurationVariable("$__rate_interval");

    /// <summary>The whole time that the reader looks at.</summary>
    public static readonly DurationExpr Whole = new DurationVariable("$__range");

    /// <summary>The distance between two points of the graph.</summary>
    public static readonly DurationExpr Step = new DurationVariable("$__interval");
}
