using System.Text.RegularExpressions;
using Analytics.Catalog;
using Analytics.PromQL.Syntax;

namespace Analytics.Rules.Routing;

/// <summary>The labels that every alert bears, typed: a route or an inhibition names a team, an alert or a priority as an object, never as text.</summary>
public static class AlertLabels
{
    /// <summary>Which alert.</summary>
    public static RoutingLabel<Alert> Name { get; } = new("alertname", alert => alert.Name);

    /// <summary>How soon somebody has to answer: P0 to P3.</summary>
    public static RoutingLabel<Priority> Priority { get; } = new("priority", priority => priority.ToString());

    /// <summary>The priority as routing calls it: critical, high, medium, low.</summary>
    public static RoutingLabel<Priority> Urgency { get; } = new("urgency", priority => priority.RoutingName());

    /// <summary>Whose it is.</summary>
    public static RoutingLabel<Team> Team { get; } = new("team", team => team.Name);

    /// <summary>The family of trouble.</summary>
    public static RoutingLabel<string> Signal { get; } = new("signal", signal => signal);

    /// <summary>The step of the escalation ladder; only on alerts that the ladder makes.</summary>
    public static RoutingLabel<string> Escalation { get; } = new("escalation", step => step);

    /// <summary>For whom a rung of the ladder climbs; only on alerts that the ladder makes.</summary>
    public static RoutingLabel<Alert> Escalated { get; } = new("escalated", alert => alert.Name);

    /// <summary>A label that the alert's expression leaves on its result: <c>Of(PlatformMetrics.ApiRequests.Labels.Service)</c>.</summary>
    public static RoutingLabel<T> Of<T>(Label<T> label)
        where T : notnull => new(label.Name, value => label.Is(value).Value);
}

/// <summary>A label with the C# type of its values.</summary>
/// <param name="Key">The label's name.</param>
/// <param name="Text">A value as it stands on the alert.</param>
public sealed record RoutingLabel<T>(string Key, Func<T, string> Text)
{
    public LabelMatcher Is(T value) => LabelMatcher.Equal(Key, Text(value));

    public LabelMatcher IsNot(T value) => LabelMatcher.NotEqual(Key, Text(value));

    /// <summary>Any of the values; they are escaped, so that a dot in a value is a dot.</summary>
    public LabelMatcher IsIn(params IEnumerable<T> values) => values.ToList() is [var only] ? Is(only) : LabelMatcher.Matches(Key, Alternatives(values));

    public LabelMatcher IsNotIn(params IEnumerable<T> values) => LabelMatcher.DoesNotMatch(Key, Alternatives(values));

    /// <summary>The alert bears the label.</summary>
    public LabelMatcher IsThere => LabelMatcher.NotEqual(Key, string.Empty);

    /// <summary>The alert does not bear the label.</summary>
    public LabelMatcher IsMissing => LabelMatcher.Equal(Key, string.Empty);

    private string Alternatives(IEnumerable<T> values) => string.Join('|', values.Select(value => Regex.Escape(Text(value))));
}
