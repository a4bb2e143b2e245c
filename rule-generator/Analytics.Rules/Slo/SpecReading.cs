using System.Globalization;
using Analytics.Rules.Lint;
using YamlDotNet.RepresentationModel;
using PromqlParser = Analytics.PromQL.Parsing.Parser;

namespace Analytics.Rules.Slo;

/// <summary>What reading a specification asks for, whatever its format: texts that must be there, maps of texts, queries that are PromQL; and findings with a place.</summary>
internal abstract class SpecReading(string file, List<SloSpec> slos, List<Finding> findings)
{
    /// <summary>Stands for the range in queries, with or without blanks.</summary>
    public const string Window = "{{.window}}";

    protected int Mistakes => findings.Count;

    protected static Dictionary<string, string> Nothing => [];

    protected void Add(SloSpec slo) => slos.Add(slo);

    protected void Wrong(YamlNode node, string message) => findings.Add(Finding.Error("slo/spec", message, file, YamlSource.PlaceOf(node)));

    protected static string? Text(YamlMappingNode? node, string key) => (node?.Child(key) as YamlScalarNode)?.Value;

    protected static YamlMappingNode? Map(YamlMappingNode? node, string key) => node?.Child(key) as YamlMappingNode;

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

    protected Dictionary<string, string> Texts(YamlMappingNode node, string key)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        if (node.Child(key) is { } child and not YamlMappingNode and not YamlScalarNode { Value: null or "" or "null" or "~" })
        {
            Wrong(child, $"{key} must map names to texts");
        }

        foreach (var (name, value) in Map(node, key)?.Children ?? new YamlMappingNode().Children)
        {
            if (name is YamlScalarNode { Value: { } label } && value is YamlScalarNode { Value: { } text })
            {
                texts[label] = text;
            }
            else
            {
                Wrong(value, $"{key} must map names to texts");
            }
        }

        return texts;
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
        var query = Required(node, name, other)?.Replace("{{ .window }}", Window, StringComparison.Ordinal);
        if (query is not null && PromqlParser.Parse(query.Replace(Window, "5m", StringComparison.Ordinal)).Error is { } error)
        {
            Wrong(node.Child(name) ?? node.Child(other ?? name) ?? node, $"{name} is no PromQL: {error.Message} (line {error.Line}, column {error.Column} of the query)");
            return null;
        }

        return query?.Trim();
    }
}
