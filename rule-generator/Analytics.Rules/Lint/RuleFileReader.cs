using Analytics.PromQL;
using Analytics.PromQL.Syntax;
using Analytics.Rules.Output;
using YamlDotNet.RepresentationModel;
using PromqlParser = Analytics.PromQL.Parsing.Parser;

namespace Analytics.Rules.Lint;

/// <summary>Reads a rule file that others wrote, in Prometheus' format (plain or in Mimir's namespace) or as a PrometheusRule: groups and rules, or findings with a place.</summary>
public sealed class RuleFileReader
{
    private static readonly string[] GroupKeys = ["name", "interval", "query_offset", "limit", "labels", "rules", "partial_response_strategy", "source_tenants"];

    private static readonly string[] RuleKeys = ["alert", "record", "expr", "for", "keep_firing_for", "labels", "annotations"];

    private readonly string _file;
    private readonly List<Finding> _findings = [];
    private readonly List<(PlainRule Rule, YamlNode Name, YamlNode Expr)> _places = [];

    private RuleFileReader(string file) => _file = file;

    /// <summary>What could be read, and everything that is wrong, in the order of the file.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="file">Its name, for findings.</param>
    public static (IReadOnlyList<PlainGroup> Groups, IReadOnlyList<Finding> Findings) Read(string text, string file)
    {
        var (groups, findings, _) = ReadWithPlaces(text, file);
        return (groups, findings);
    }

    internal static (IReadOnlyList<PlainGroup> Groups, List<Finding> Findings, IReadOnlyList<(PlainRule Rule, YamlNode Name, YamlNode Expr)> Places) ReadWithPlaces(string text, string file)
    {
        var (documents, wrong) = YamlSource.Load(text, file, "rules");
        if (wrong is not null)
        {
            return ([], [wrong], []);
        }

        var reader = new RuleFileReader(file);
        var groups = documents.SelectMany(reader.Document).ToList();
        return (groups, reader._findings, reader._places);
    }

    private List<PlainGroup> Document(YamlNode node)
    {
        var root = node as YamlMappingNode;
        if (root?.Child("spec") is YamlMappingNode spec)
        {
            root = spec;
        }

        if (root?.Child("groups") is not YamlSequenceNode list)
        {
            Report("rules/shape", node, "expected a mapping with a list of groups");
            return [];
        }

        var groups = new List<PlainGroup>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in list.Children)
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

            Unknown(group, GroupKeys, $"group {name}");
            if (group.Child("rules") is { } rules and not YamlSequenceNode)
            {
                Report("rules/shape", rules, $"rules of group {name} must be a list");
            }

            groups.Add(new(name, [.. ((group.Child("rules") as YamlSequenceNode)?.Children ?? []).Select(Rule).OfType<PlainRule>()]) { Interval = Time(group, "interval") });
        }

        return groups;
    }

    private PlainRule? Rule(YamlNode node)
    {
        if (node is not YamlMappingNode rule || (Text(rule, "alert") ?? Text(rule, "record")) is not { Length: > 0 } name)
        {
            Report("rules/shape", node, "a rule needs alert or record");
            return null;
        }

        var isAlert = rule.Child("alert") is not null;
        if (isAlert && rule.Child("record") is { } both)
        {
            Report("rules/shape", both, $"{name} is alert and record at once");
        }

        Unknown(rule, RuleKeys, name);
        foreach (var key in (string[])["for", "keep_firing_for", "annotations"])
        {
            if (!isAlert && rule.Child(key) is { } misplaced)
            {
                Report("rules/shape", misplaced, $"{name} is a recording: only alerts have {key}");
            }
        }

        var (labels, annotations) = (Texts(rule, "labels"), Texts(rule, "annotations"));
        var (held, kept) = (Time(rule, "for"), Time(rule, "keep_firing_for"));
        if (rule.Child("expr") is not YamlScalarNode { Value: { } text } expr)
        {
            Report("rules/shape", rule.Child("expr") ?? node, $"{name} has no expr");
            return null;
        }

        if (Parse(name, text, expr) is not { } tree)
        {
            return null;
        }

        var plain = new PlainRule(isAlert, name, tree, labels, annotations) { For = held ?? default, KeepFiringFor = kept ?? default };
        _places.Add((plain, rule.Child(isAlert ? "alert" : "record")!, expr));
        return plain;
    }

    private Expr? Parse(string name, string text, YamlScalarNode place)
    {
        var parsed = PromqlParser.Parse(text);
        if (parsed.Error is { } error)
        {
            Report("promql/syntax", place, $"{name}: {error.Message} (line {error.Line}, column {error.Column} of the expression)");
        }

        return parsed.Expression;
    }

    private Duration? Time(YamlMappingNode node, string key)
    {
        if (node.Child(key) is not { } child)
        {
            return null;
        }

        if (child is YamlScalarNode { Value: { } text } && Duration.Parse(text) is { } time)
        {
            return time;
        }

        Report("rules/shape", child, $"{key} must be a duration, such as 5m");
        return null;
    }

    private Dictionary<string, string> Texts(YamlMappingNode node, string key)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        if (node.Child(key) is not { } child || child is YamlScalarNode { Value: null or "" or "null" or "~" })
        {
            return texts;
        }

        foreach (var (name, value) in (child as YamlMappingNode)?.Children ?? new YamlMappingNode { { "?", child } }.Children)
        {
            if (child is YamlMappingNode && name is YamlScalarNode { Value: { } label } && value is YamlScalarNode { Value: { } text })
            {
                texts[label] = text;
            }
            else
            {
                Report("rules/shape", value, $"{key} must map names to texts");
            }
        }

        return texts;
    }

    private void Unknown(YamlMappingNode node, string[] known, string where)
    {
        foreach (var key in node.Children.Keys.Where(key => key is not YamlScalarNode { Value: { } name } || !known.Contains(name)))
        {
            Report("rules/unknown-key", key, $"{where}: nothing reads the key {key}: Prometheus refuses the file");
        }
    }

    private static string? Text(YamlMappingNode node, string key) => (node.Child(key) as YamlScalarNode)?.Value;

    private void Report(string rule, YamlNode node, string message) => _findings.Add(Finding.Error(rule, message, _file, YamlSource.PlaceOf(node)));
}
