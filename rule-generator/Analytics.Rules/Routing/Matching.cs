using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Analytics.PromQL.Syntax;

namespace Analytics.Rules.Routing;

/// <summary>
/// How Alertmanager compares labels: a label that is missing is an empty one, and regular expressions match the whole value
/// (https://prometheus.io/docs/alerting/latest/configuration/#matcher).
/// </summary>
public static class Matching
{
    private static readonly ConcurrentDictionary<string, Regex> Patterns = new(StringComparer.Ordinal);

    /// <summary>Whether all matchers hold; none always hold.</summary>
    public static bool Matches(this IReadOnlyList<LabelMatcher> matchers, IReadOnlyDictionary<string, string> labels) => matchers.All(matcher => matcher.Matches(labels));

    /// <summary>Whether the matcher holds for a set of labels.</summary>
    public static bool Matches(this LabelMatcher matcher, IReadOnlyDictionary<string, string> labels) => matcher.MatchesValue(labels.GetValueOrDefault(matcher.Name, string.Empty));

    /// <summary>Whether the matcher holds for a value; empty for a label that is missing.</summary>
    public static bool MatchesValue(this LabelMatcher matcher, string value) => matcher.Operator switch
    {
        MatchOperator.Equal => value == matcher.Value,
        MatchOperator.NotEqual => value != matcher.Value,
        MatchOperator.Matches => Pattern(matcher.Value).IsMatch(value),
        _ => !Pattern(matcher.Value).IsMatch(value),
    };

    /// <summary>RE2 knows no backtracking, and .NET's engine of that kind takes the same time for the same text.</summary>
    private static Regex Pattern(string text) => Patterns.GetOrAdd(text, pattern => new Regex($"\\A(?:{pattern})\\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));
}
