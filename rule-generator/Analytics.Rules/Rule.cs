using System.Text.RegularExpressions;
using Analytics.Catalog;
using Analytics.PromQL;
using Analytics.PromQL.Syntax;

namespace Analytics.Rules;

/// <summary>A rule that Prometheus evaluates: an <see cref="Alert"/> or a <see cref="Recording"/>.</summary>
public abstract record Rule
{
    private protected Rule(string name, InstantVector expr)
    {
        Name = name;
        Expr = expr;
    }

    /// <summary>The alert's name, or the name of the recorded series.</summary>
    public string Name { get; }

    /// <summary>What is evaluated.</summary>
    public InstantVector Expr { get; }

    /// <summary>Labels that the rule adds, sorted by name.</summary>
    public SortedDictionary<string, string> Labels { get; init; } = new(StringComparer.Ordinal);
}

/// <summary>
/// A series that is computed once and used often. The name is <c>level:metric:operation</c>, so a reader knows which labels are left (level), what was
/// measured and what was done to it. Everywhere else the recording is used as an object, <see cref="Series"/>; its name is written once.
/// </summary>
public sealed partial record Recording : Rule
{
    /// <param name="name"><c>level:metric:operation</c>.</param>
    /// <param name="expr">What is recorded.</param>
    /// <param name="help">What it means, one sentence, for those who pick it in a panel.</param>
    /// <exception cref="ArgumentException">The name has another form.</exception>
    public Recording(string name, InstantVector expr, string help = "")
        : base(name, expr)
    {
        Help = help;
        if (!IsValidName(name))
        {
            throw new ArgumentException($"'{name}' is no recording name: it must be level:metric:operation, such as service:api_requests:rate5m", nameof(name));
        }
    }

    public string Help { get; }

    /// <summary>The recorded series, for other rules and for panels; narrowed by the labels that the rule adds, for another rule may record the same name.</summary>
    public Selector Series => Promql.Metric(Name, [.. Labels.Select(label => LabelMatcher.Equal(label.Key, label.Value))]);

    public static implicit operator InstantVector(Recording recording) => recording.Series;

    /// <summary>Whether a name has the form <c>level:metric:operation</c>, lower case.</summary>
    public static bool IsValidName(string name) => ValidName().IsMatch(name);

    /// <summary>The recorded series that have one value of a label.</summary>
    public Selector Where<T>(Label<T> label, T value)
        where T : notnull => Series.Where(label.Name, label.Is(value).Value);

    [GeneratedRegex("^[a-z][a-z0-9_]*:[a-z][a-z0-9_]*:[a-z][a-z0-9_]*$")]
    private static partial Regex ValidName();
}
