namespace Analytics.PromQL.Syntax;

/// <summary>Which side of a join may have many series for one of the other side.</summary>
public enum GroupSide
{
    /// <summary>One to one.</summary>
    None,

    /// <summary><c>group_left</c>: many on the left.</summary>
    Left,

    /// <summary><c>group_right</c>: many on the right.</summary>
    Right,
}

/// <summary>How the series of two vectors find each other. No matching at all means all labels must be equal, one to one.</summary>
/// <param name="On">True for <c>on (…)</c>, false for <c>ignoring (…)</c>.</param>
/// <param name="Labels">The labels compared, or not compared.</param>
/// <param name="Group">The side with many series.</param>
/// <param name="Include">Labels copied from the side with one series.</param>
public sealed record VectorMatching(bool On, ValueList<string> Labels, GroupSide Group, ValueList<string> Include);
