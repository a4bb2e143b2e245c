using System.Text;
using Analytics.PromQL.Printing;

namespace Analytics.PromQL.Syntax;

/// <summary>How a matcher compares a label's value.</summary>
public enum MatchOperator
{
    Equal,
    NotEqual,
    Matches,
    DoesNotMatch,
}

/// <summary>One condition of a selector, for example <c>job=~"api|web"</c>. Regular expressions are RE2 and match the whole value.
/// Equality ignores <see cref="Span"/>.</summary>
public sealed record LabelMatcher(string Name, MatchOperator Operator, string Value)
{
    /// <summary>The label that holds the metric's name.</summary>
    public const string MetricName = "__name__";

    /// <summary>Where the condition stands in the source.</summary>
    public Span Span { get; init; }

    public static LabelMatcher Equal(string name, string value) => new(name, MatchOperator.Equal, value);

    public static LabelMatcher NotEqual(string name, string value) => new(name, MatchOperator.NotEqual, value);

    public static LabelMatcher Matches(string name, string pattern) => new(name, MatchOperator.Matches, pattern);

    public static LabelMatcher DoesNotMatch(string name, string pattern) => new(name, MatchOperator.DoesNotMatch, pattern);

    public bool Equals(LabelMatcher? other) =>
        other is not null && Operator == other.Operator && Name == other.Name && Value == other.Value;

    public override int GetHashCode() => HashCode.Combine(Name, Operator, Value);

    /// <summary>As Prometheus writes it: <c>job="api"</c>.</summary>
    public override string ToString() => CanonicalPrinter.Write(new StringBuilder(), this).ToString();
}
