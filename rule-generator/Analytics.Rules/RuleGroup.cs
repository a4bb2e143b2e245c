using Analytics.PromQL;

namespace Analytics.Rules;

/// <summary>Rules that Prometheus evaluates together, one after the other: a rule may use what an earlier one recorded in the same turn.</summary>
public sealed record RuleGroup
{
    public RuleGroup(string name, params IReadOnlyList<Rule> rules)
    {
        Name = name;
        Rules = rules;
    }

    public string Name { get; }

    public IReadOnlyList<Rule> Rules { get; }

    /// <summary>How often the group is evaluated; null: the server's interval.</summary>
    public Duration? Interval { get; init; }
}

/// <summary>
/// A file of rules, made by a C# class and lying beside it with the same stem: <c>Analytics.AlertRules.Platform.GoldenSignals</c> makes
/// <c>alert-rules/Platform/GoldenSignals.rules.yml</c>.
/// </summary>
public sealed record RuleFile
{
    /// <param name="source">The class that declares the rules, one namespace below its project.</param>
    /// <param name="groups">In the order of the file.</param>
    public RuleFile(Type source, params IReadOnlyList<RuleGroup> groups)
    {
        Source = source.FullName!;
        Folder = source.Namespace!.Split('.')[^1];
        Name = source.Name;
        Groups = groups;
    }

    /// <summary>The full name of the class.</summary>
    public string Source { get; }

    /// <summary>The folder below <c>alert-rules/</c>: a domain.</summary>
    public string Folder { get; }

    public string Name { get; }

    public IReadOnlyList<RuleGroup> Groups { get; }

    /// <summary>Where the generated file lies, relative to the repository's root.</summary>
    public string Path => $"{RuleBook.Room}/{Folder}/{Name}.rules.yml";

    /// <summary>The tests of the file in promtool's format, written by hand.</summary>
    public string TestPath => $"{RuleBook.Room}/{Folder}/{Name}.tests.yml";

    public IEnumerable<Rule> Rules => Groups.SelectMany(group => group.Rules);

    public IEnumerable<Alert> Alerts => Rules.OfType<Alert>();
}
