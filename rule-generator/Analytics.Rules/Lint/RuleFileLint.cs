using Analytics.Catalog;
using Analytics.PromQL.Analysis;
using YamlDotNet.RepresentationModel;
using PromqlParser = Analytics.PromQL.Parsing.Parser;

namespace Analytics.Rules.Lint;

/// <summary>Looks at a rule file that others wrote, in Prometheus' format or as a PrometheusRule: its shape, its PromQL, and what labels and units say about it.</summary>
public sealed class RuleFileLint
{
    private readonly CatalogKnowledge _known;
    private readonly string _file;
    private readonly List<Finding> _findings = [];

    private RuleFileLint(CatalogKnowledge known, string file)
    {
        _known = known;
        _file = file;
    }

    /// <summary>All findings, in the order of the file.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="file">Its name, for findings.</param>
    /// <param name="catalog">What is known of metrics; of others nothing is assumed.</param>
    /// <param name="recordings">What is known of recordings.</param>
    public static IReadOnlyList<Finding> Run(string text, string file, CatalogIndex catalog, IEnumerable<Recording> recordings)
    {
        var lint = new RuleFileLint(new CatalogKnowledge(catalog, recordings), file);
        var (documents, wrong) = YamlSource.Load(text, file, "rules");
        if (wrong is not null)
        {
            return [wrong];
        }

        foreach (var document in documents)
        {
            lint.Document(document);
        }

        return lint._findings;
    }

    private void Document(YamlNode node)
    {
        var root = node as YamlMappingNode;
        if (root?.Child("spec") is YamlMappingNode spec)
        {
            root = spec;
        }

        if (root?.Child("groups") is not YamlSequenceNode groups)
        {
            Report("rules/shape", node, "expected a mapping with a list of groups");
            return;
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in groups.Children)
        {
            if (item is not YamlMappingNode group || Text(group, "name") is not { Length: > 0 } name)
            {
                Report("rules/shape", item, "a group needs a name and rules");
                continue;
            }

            if (!names.Add(name))
            {
                Report("rules/duplicate-group", item, $"group {name} occurs twice: Prometheus refuses the file");
            }

            foreach (var rule in (group.Child("rules") as YamlSequenceNode)?.Children ?? [])
            {
                Rule(rule);
            }
        }
    }

    private void Rule(YamlNode node)
    {
        if (node is not YamlMappingNode rule || (Text(rule, "alert") ?? Text(rule, "record")) is not { } name)
        {
            Report("rules/shape", node, "a rule needs alert or record");
            return;
        }

        if (Text(rule, "record") is { } record && !Recording.IsValidName(record))
        {
            Report("recording/name", rule.Child("record")!, $"{record} is not level:metric:operation", FindingSeverity.Warning);
        }

        if (rule.Child("expr") is not YamlScalarNode { Value: { } text } expr)
        {
            Report("rules/shape", node, $"{name} has no expr");
            return;
        }

        var parsed = PromqlParser.Parse(text);
        if (parsed.Error is { } error)
        {
            Report("promql/syntax", expr, $"{name}: {error.Message} (line {error.Line}, column {error.Column} of the expression)");
            return;
        }

        foreach (var found in ExpressionAnalysis.Of(parsed.Expression!, _known.Of).Findings)
        {
            Report(found.Rule, expr, $"{name}: {found.Message}", found.IsError ? FindingSeverity.Error : FindingSeverity.Warning);
        }
    }

    private static string? Text(YamlMappingNode node, string key) => (node.Child(key) as YamlScalarNode)?.Value;

    private void Report(string rule, YamlNode node, string message, FindingSeverity severity = FindingSeverity.Error) =>
        _findings.Add(new Finding(rule, severity, message, _file, YamlSource.PlaceOf(node)));
}
