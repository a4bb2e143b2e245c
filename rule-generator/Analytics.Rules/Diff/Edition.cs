using Analytics.PromQL;
using Analytics.Rules.Lint;
using Analytics.Rules.Output;
using Analytics.Rules.Routing;

namespace Analytics.Rules.Diff;

/// <summary>
/// What an installation is told at one point of its history, read from its generated files: rules, routing, boards. Both sides of a comparison are read the
/// same way, so that no source of the past has to be compiled.
/// </summary>
/// <param name="Rules">All rules, in the order of paths and files.</param>
/// <param name="Routing">Alertmanager's configuration; null where there is none.</param>
/// <param name="Boards">The boards' JSON by path.</param>
/// <param name="Findings">What could not be read.</param>
public sealed record Edition(IReadOnlyList<EditionRule> Rules, RoutingPlan? Routing, IReadOnlyDictionary<string, string> Boards, IReadOnlyList<Finding> Findings)
{
    /// <summary>Whether a file of a checkout belongs to an edition.</summary>
    /// <param name="path">Relative to the repository's root, with forward slashes.</param>
    public static bool Has(string path) => path == RoutingPlan.Path
        || (path.StartsWith(RuleBook.Room + "/", StringComparison.Ordinal) && path.EndsWith(".rules.yml", StringComparison.Ordinal))
        || (path.StartsWith("dashboards/", StringComparison.Ordinal) && path.EndsWith(".json", StringComparison.Ordinal) && path.Count(letter => letter == '/') == 2);

    /// <summary>Reads an edition.</summary>
    /// <param name="files">The texts by path; those that <see cref="Has"/> does not know are passed over.</param>
    /// <param name="name">What findings call the edition: a revision or a folder.</param>
    public static Edition Read(IReadOnlyDictionary<string, string> files, string name)
    {
        var (rules, findings, boards) = (new List<EditionRule>(), new List<Finding>(), new SortedDictionary<string, string>(StringComparer.Ordinal));
        RoutingPlan? routing = null;
        foreach (var (path, text) in files.Where(file => Has(file.Key)).OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            if (path == RoutingPlan.Path)
            {
                (routing, var wrong) = AlertmanagerReading.Read(text, $"{name}:{path}");
                findings.AddRange(wrong);
            }
            else if (path.EndsWith(".json", StringComparison.Ordinal))
            {
                boards[path] = text;
            }
            else
            {
                var (groups, wrong) = RuleFileReader.Read(text, $"{name}:{path}");
                findings.AddRange(wrong.Where(finding => finding.Severity == FindingSeverity.Error));
                rules.AddRange(groups.SelectMany(group => group.Rules.Select(rule => new EditionRule(path, group.Name, group.Interval, rule))));
            }
        }

        return new(rules, routing, boards, findings);
    }
}

/// <summary>A rule of an edition, and where it stands.</summary>
/// <param name="File">The rule file.</param>
/// <param name="Group">The group.</param>
/// <param name="Interval">How often the group is evaluated; null: as the server does.</param>
/// <param name="Rule">The rule.</param>
public sealed record EditionRule(string File, string Group, Duration? Interval, PlainRule Rule)
{
    public string Name => Rule.Name;

    /// <summary>The SLO that the rule belongs to, of ours or of Sloth's; null for others.</summary>
    public string? Slo => Rule.Labels.GetValueOrDefault("slo") ?? Rule.Labels.GetValueOrDefault("sloth_slo");
}
