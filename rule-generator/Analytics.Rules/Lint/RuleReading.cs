using System.Globalization;
using Analytics.PromQL.Syntax;
using Analytics.Rules.Lint.Templates;
using Analytics.Rules.Output;
using YamlDotNet.RepresentationModel;
using PromqlParser = Analytics.PromQL.Parsing.Parser;

namespace Analytics.Rules.Lint;

/// <summary>Reads groups and rules, and finds all for which Prometheus would refuse the file, or which it could never evaluate.</summary>
internal sealed class RuleReading(string file, List<Finding> findings) : YamlReading(file, "rules/shape", findings)
{
    private static readonly string[] FileKeys = ["groups", "namespace"];

    private static readonly string[] GroupKeys = ["name", "interval", "query_offset", "limit", "labels", "rules", "partial_response_strategy", "source_tenants"];

    private static readonly string[] RuleKeys = ["alert", "record", "expr", "for", "keep_firing_for", "labels", "annotations"];

    private readonly List<PlacedRule> _rules = [];
    private readonly HashSet<string> _identities = new(StringComparer.Ordinal);
    private int _documents;

    /// <summary>The rules that could be read.</summary>
    public IReadOnlyList<PlacedRule> Rules => _rules;

    public IEnumerable<PlainGroup> Document(YamlNode node)
    {
        var root = node as YamlMappingNode;
        if (Map(root, "spec") is { } resource)
        {
            root = resource;
        }
        else if (++_documents == 2)
        {
            Report("rules/second-document", node, "Prometheus reads the first document of a file and no other", FindingSeverity.Warning);
        }

        if (root?.Child("groups") is not YamlSequenceNode list)
        {
            Wrong(node, "expected a mapping with a list of groups");
            return [];
        }

        Unknown(root, FileKeys, "the file");
        var names = new HashSet<string>(StringComparer.Ordinal);
        return [.. list.Children.Select(item => Group(item, names)).OfType<PlainGroup>()];
    }

    private PlainGroup? Group(YamlNode node, HashSet<string> names)
    {
        if (node is not YamlMappingNode group || Text(group, "name") is not { Length: > 0 } name)
        {
            Wrong(node, "a group needs a name and rules");
            return null;
        }

        if (!names.Add(name))
        {
            Report("rules/duplicate-group", node, $"group {name} occurs twice: Prometheus refuses the file");
        }

        Unknown(group, GroupKeys, $"group {name}");
        Time(group, "query_offset");
        Names(group, "labels");
        if (group.Child("limit") is { } limit && !(limit is YamlScalarNode { Value: { } count } && double.TryParse(count, CultureInfo.InvariantCulture, out _)))
        {
            Wrong(limit, "limit must be a number of series or alerts");
        }

        var rules = group.Child("rules") as YamlSequenceNode;
        if (rules is null && group.Child("rules") is { } other and not YamlScalarNode { Value: null or "" or "null" or "~" })
        {
            Wrong(other, $"rules of group {name} must be a list");
        }

        return new(name, [.. (rules?.Children ?? []).Select(Rule).OfType<PlainRule>()]) { Interval = Time(group, "interval") };
    }

    private PlainRule? Rule(YamlNode node)
    {
        if (node is not YamlMappingNode rule || (Text(rule, "alert") ?? Text(rule, "record")) is not { Length: > 0 } name)
        {
            Wrong(node, "a rule needs alert or record");
            return null;
        }

        var isAlert = rule.Child("alert") is not null;
        Unknown(rule, RuleKeys, name);
        if (isAlert && rule.Child("record") is { } both)
        {
            Wrong(both, $"{name} is alert and record at once");
        }

        if (!isAlert)
        {
            Recorded(rule, name);
        }

        var (labels, annotations) = (Names(rule, "labels"), Texts(rule, "annotations"));
        if (isAlert)
        {
            Templates(rule, "labels");
            Templates(rule, "annotations");
        }

        var (held, kept) = (Time(rule, "for"), Time(rule, "keep_firing_for"));
        if (rule.Child("expr") is not YamlScalarNode { Value: { } text } expr)
        {
            Wrong(rule.Child("expr") ?? node, $"{name} has no expr");
            return null;
        }

        if (Parse(name, text, expr) is not { } tree)
        {
            return null;
        }

        var plain = new PlainRule(isAlert, name, tree, labels, annotations) { For = held ?? default, KeepFiringFor = kept ?? default };
        var placed = new PlacedRule(plain, rule.Child(isAlert ? "alert" : "record")!, expr);
        if (!_identities.Add($"{isAlert}\0{name}\0{string.Join('\0', labels.OrderBy(label => label.Key, StringComparer.Ordinal))}"))
        {
            Report("rules/duplicate-rule", placed.Name, $"{name} stands in the file twice with the same labels: their series would collide", FindingSeverity.Warning);
        }

        _rules.Add(placed);
        return plain;
    }

    private void Recorded(YamlMappingNode rule, string name)
    {
        foreach (var key in (string[])["for", "keep_firing_for", "annotations"])
        {
            if (rule.Child(key) is { } misplaced)
            {
                Wrong(misplaced, $"{name} is a recording: only alerts have {key}");
            }
        }

        if (name.AsSpan().ContainsAny('{', '}'))
        {
            Wrong(rule.Child("record")!, $"{name} has braces: labels belong into labels, selectors into expr");
        }
    }

    private Expr? Parse(string name, string text, YamlScalarNode place)
    {
        var parsed = PromqlParser.Parse(text);
        if (parsed.Error is { } error)
        {
            Report("promql/syntax", place, $"{name}: {error.Message} (line {error.Line}, column {error.Column} of the expression)");
        }
        else if (parsed.Expression!.Type is ValueKind.RangeVector or ValueKind.String)
        {
            Report("promql/not-a-value", place, $"{name}: a rule needs a value for each series, and this is {(parsed.Expression.Type == ValueKind.String ? "a text" : "a range of values")}: every evaluation would fail");
        }

        return parsed.Expression;
    }

    private Dictionary<string, string> Names(YamlMappingNode node, string key)
    {
        foreach (var name in (Map(node, key)?.Children.Keys ?? []).OfType<YamlScalarNode>().Where(name => name.Value is "" or "__name__"))
        {
            Wrong(name, $"'{name.Value}' cannot be the name of a label");
        }

        return Texts(node, key);
    }

    private void Templates(YamlMappingNode rule, string key)
    {
        foreach (var (name, value) in Map(rule, key)?.Children ?? new YamlMappingNode().Children)
        {
            if (value is YamlScalarNode { Value: { } text } && TemplateSyntax.Check(text) is { } problem)
            {
                Report("alert/template", value, $"{name} is no template that Prometheus can read: {problem}");
            }
        }
    }

    private void Unknown(YamlMappingNode node, string[] known, string where)
    {
        foreach (var key in node.Children.Keys.Where(key => key is not YamlScalarNode { Value: { } name } || !known.Contains(name)))
        {
            Report("rules/unknown-key", key, $"{where}: nothing reads the key {key}: Prometheus refuses the file");
        }
    }
}
