using Analytics.PromQL;
using YamlDotNet.RepresentationModel;

namespace Analytics.Rules.Lint;

/// <summary>What reading YAML of others asks for, whatever it holds: texts, maps of texts, durations; every mistake is a finding with its place.</summary>
/// <param name="file">The file's name, for findings.</param>
/// <param name="rule">The id of findings about the shape.</param>
/// <param name="findings">Where they go.</param>
internal abstract class YamlReading(string file, string rule, List<Finding> findings)
{
    protected int Mistakes => findings.Count;

    protected void Report(string id, YamlNode node, string message, FindingSeverity severity = FindingSeverity.Error) =>
        findings.Add(new Finding(id, severity, message, file, YamlSource.PlaceOf(node)));

    protected void Wrong(YamlNode node, string message) => Report(rule, node, message);

    protected static string? Text(YamlMappingNode? node, string key) => (node?.Child(key) as YamlScalarNode)?.Value;

    protected static YamlMappingNode? Map(YamlMappingNode? node, string key) => node?.Child(key) as YamlMappingNode;

    /// <summary>A map of names to texts; empty when there is none, or a null.</summary>
    protected Dictionary<string, string> Texts(YamlMappingNode node, string key)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        if (node.Child(key) is not { } child || child is YamlScalarNode { Value: null or "" or "null" or "~" })
        {
            return texts;
        }

        if (child is not YamlMappingNode map)
        {
            Wrong(child, $"{key} must map names to texts");
            return texts;
        }

        foreach (var (name, value) in map.Children)
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

    /// <summary>A duration of zero or more; null when there is none, or after a finding.</summary>
    protected Duration? Time(YamlMappingNode? node, string key)
    {
        if (node?.Child(key) is not { } child || child is YamlScalarNode { Value: null or "" or "null" or "~" })
        {
            return null;
        }

        if (child is YamlScalarNode { Value: { } text } && Duration.Parse(text) is { } time)
        {
            return time;
        }

        Wrong(child, $"{key} must be a duration, such as 5m");
        return null;
    }
}
