using Analytics.PromQL.Parsing;
using Analytics.PromQL.Syntax;

namespace Analytics.Rules.Routing;

/// <summary>Reads an alert as people write it, <c>HighLatency{service="api"}</c>: the name of an alert of the book, and the labels that its series would have.</summary>
public static class AlertText
{
    /// <summary>The firing alert, or what is wrong with the text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="alerts">The alerts there are.</param>
    public static (FiringAlert? Alert, string? Wrong) Read(string text, IReadOnlyList<AlertShape> alerts)
    {
        var parsed = Parser.Parse(text);
        if (parsed.Expression is not VectorSelector { Name: { } name } selector)
        {
            return (null, $"'{text}' is no alert; write Name{{label=\"value\"}}");
        }

        if (selector.Matchers.FirstOrDefault(matcher => matcher.Operator != MatchOperator.Equal) is { } inexact)
        {
            return (null, $"{inexact} is no label of one alert; a label has one value, written with =");
        }

        return Make(name, selector.Matchers.Where(matcher => matcher.Name != LabelMatcher.MetricName).Select(matcher => KeyValuePair.Create(matcher.Name, matcher.Value)), alerts);
    }

    /// <summary>An alert of the book with labels, or what is wrong with them.</summary>
    public static (FiringAlert? Alert, string? Wrong) Make(string name, IEnumerable<KeyValuePair<string, string>> labels, IReadOnlyList<AlertShape> alerts)
    {
        if (alerts.FirstOrDefault(shape => shape.Alert.Name == name) is not { } alert)
        {
            return (null, $"no alert is called {name}{Nearest(name, alerts.Select(shape => shape.Alert.Name))}");
        }

        var values = labels.DistinctBy(label => label.Key).ToList();
        foreach (var (label, value) in values)
        {
            if (!alert.MayCarry(label))
            {
                return (null, $"{name} never has the label {label}; its series have {string.Join(", ", alert.FromResult)}");
            }

            if (alert.Fixed.TryGetValue(label, out var set) && set != value)
            {
                return (null, $"{name} always has {label}=\"{set}\"");
            }
        }

        var firing = FiringAlert.Of(alert.Alert, values);
        var resolved = firing.Labels.ToDictionary(label => label.Key, label => alert.Templated.Contains(label.Key) ? values.FirstOrDefault(value => value.Key == label.Key).Value ?? string.Empty : label.Value, StringComparer.Ordinal);
        return (new FiringAlert(resolved), null);
    }

    private static string Nearest(string name, IEnumerable<string> names) =>
        names.FirstOrDefault(known => known.Contains(name, StringComparison.OrdinalIgnoreCase) || name.Contains(known, StringComparison.OrdinalIgnoreCase)) is { } near ? $"; did you mean {near}?" : string.Empty;
}
