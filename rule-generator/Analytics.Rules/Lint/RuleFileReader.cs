using Analytics.Rules.Output;
using YamlDotNet.RepresentationModel;

namespace Analytics.Rules.Lint;

/// <summary>Reads a rule file that others wrote, in Prometheus' format (plain or in Mimir's namespace) or as a PrometheusRule: groups and rules, or findings with a place.</summary>
public static class RuleFileReader
{
    /// <summary>What could be read, and everything that is wrong, in the order of the file.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="file">Its name, for findings.</param>
    public static (IReadOnlyList<PlainGroup> Groups, IReadOnlyList<Finding> Findings) Read(string text, string file)
    {
        var (groups, findings, _) = ReadWithPlaces(text, file);
        return (groups, findings);
    }

    internal static (IReadOnlyList<PlainGroup> Groups, List<Finding> Findings, IReadOnlyList<PlacedRule> Rules) ReadWithPlaces(string text, string file)
    {
        var (documents, wrong) = YamlSource.Load(text, file, "rules");
        if (wrong is not null)
        {
            return ([], [wrong], []);
        }

        var findings = new List<Finding>();
        var reading = new RuleReading(file, findings);
        return ([.. documents.SelectMany(reading.Document)], findings, reading.Rules);
    }
}

/// <summary>A rule and where it stands.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Name">The node of its name.</param>
/// <param name="Expr">The node of its expression.</param>
internal sealed record PlacedRule(PlainRule Rule, YamlNode Name, YamlNode Expr);
