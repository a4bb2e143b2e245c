namespace Analytics.PromQL.Syntax;

/// <summary>The time that <c>@</c> pins a selector to.</summary>
public enum AtKind
{
    /// <summary><c>@ 1700000000.000</c></summary>
    Timestamp,

    /// <summary><c>@ start()</c> of the query's range.</summary>
    Start,

    /// <summary><c>@ end()</c> of the query's range.</summary>
    End,
}

/// <summary>A pinned time; <paramref name="Milliseconds"/> since the Unix epoch where <paramref name="Kind"/> is a timestamp, else 0.</summary>
public readonly record struct AtModifier(AtKind Kind, long Milliseconds = 0);

/// <summary>When a selector or subquery looks: <c>@</c> pins the time, <c>offset</c> moves it back (positive) or ahead (negative).</summary>
public sealed record TimeShift(DurationExpr? Offset = null, AtModifier? At = null)
{
    /// <summary>The offset is to be written before the <c>@</c>, so that it cannot take the arithmetic behind it for its own.</summary>
    internal bool WritesOffsetFirst { get; init; }

    /// <summary>Now.</summary>
    public static TimeShift None { get; } = new();
}
