using System.Globalization;
using System.Text.RegularExpressions;
using Analytics.PromQL.Syntax;
using Analytics.Rules.Lint;
using YamlDotNet.RepresentationModel;
using PromqlParser = Analytics.PromQL.Parsing.Parser;

namespace Analytics.Rules.Slo;

/// <summary>What reading a specification asks for, whatever its format: percentages, and queries that are PromQL.</summary>
internal abstract partial class SpecReading(string file, List<SloSpec> slos, HashSet<string> ids, List<Finding> findings) : YamlReading(file, "slo/spec", findings)
{
    /// <summary>Stands for the range in queries, in every way that Go's templates have to write it.</summary>
    public const string Window = "{{.window}}";

    protected static Dictionary<string, string> Nothing => [];

    protected void Add(SloSpec slo, YamlNode node)
    {
        slos.Add(slo);
        if (!ids.Add(slo.Id))
        {
            Report("slo/duplicate", node, $"{slo.Id} is declared twice");
        }
    }

    protected string? Required(YamlMappingNode node, string key, string? other = null)
    {
        var text = Text(node, key) ?? (other is null ? null : Text(node, other));
        if (string.IsNullOrWhiteSpace(text))
        {
            Wrong(node.Child(key) ?? node, $"{key} is missing");
            return null;
        }

        return text;
    }

    /// <summary>A name that can stand in labels, in names of groups and of Kubernetes' resources; null after a finding.</summary>
    protected string? Name(YamlMappingNode node, string key)
    {
        var name = Required(node, key);
        if (name is null || ValidName().IsMatch(name))
        {
            return name;
        }

        Wrong(node.Child(key)!, $"{key} must be of letters, digits, '-', '_' and '.', with a letter or a digit at both ends");
        return null;
    }

    /// <summary>A percentage above 0 and below 100; null after a finding.</summary>
    protected decimal? Percentage(YamlNode? node, YamlMappingNode around, decimal factor, string what)
    {
        if (node is YamlScalarNode { Value: { } text } && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && value < 1_000 && value * factor is > 0 and < 100)
        {
            return value * factor;
        }

        Wrong(node ?? around, what);
        return null;
    }

    /// <summary>A query in which <see cref="Window"/> stands for the range; null after a finding.</summary>
    protected string? Query(YamlMappingNode node, string name, string? other = null)
    {
        if (Required(node, name, other) is not { } text)
        {
            return null;
        }

        var query = WindowInAnyForm().Replace(text, Window).Trim();
        var place = node.Child(name) ?? node.Child(other ?? name) ?? node;
        var parsed = PromqlParser.Parse(query.Replace(Window, "5m", StringComparison.Ordinal));
        if (parsed.Error is { } error)
        {
            Wrong(place, $"{name} is no PromQL: {error.Message} (line {error.Line}, column {error.Column} of the query)");
            return null;
        }

        if (parsed.Expression!.Type is not (ValueKind.InstantVector or ValueKind.Scalar))
        {
            Wrong(place, $"{name} must give a value now, and gives {(parsed.Expression.Type == ValueKind.String ? "a text" : "a range of values")}");
            return null;
        }

        // A comment would swallow what rules put after the query.
        return query.Contains('#', StringComparison.Ordinal) ? query + "\n" : query;
    }

    [GeneratedRegex("^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?\\z")]
    private static partial Regex ValidName();

    [GeneratedRegex(@"\{\{-?\s*\.window\s*-?\}\}")]
    private static partial Regex WindowInAnyForm();
}
